"""Who reaches which address of evaluations: one row for every name."""

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from evaluations.models import PaperForm, SurveyRound
from evaluations.services import paper_forms
from evaluations.urls import urlpatterns
from tests.evaluations.making import Kind, opened
from tests.evaluations.results.keeping import kept_for_the_module
from tests.studies.making import make_user
from tests.workshops.making import helper, organiser
from workshops import access

pytestmark = pytest.mark.django_db
OPEN_TO_ALL = {"evaluate", "form", "kiosk", "room"}
WHOLE = {"evaluation", "interviews", "recommendations"}
WALKED_ELSEWHERE = {"recommendation", "own_question"}
"""In test_recommendations.py and test_own_questions.py, since they have a number or name of their own."""
BY_ROUND = {
    "questions", "preview", "printed", "answering", "room_screen", "xlsform", "import_xlsform", "import_answers", "paper_forms", "paper_form",
    "new_question", "start_kiosk",
}  # fmt: skip
MAY = {"owner", "evaluation", "organiser", "admin"}
EVERYBODY = ("visitor", "stranger", "other", "moderator", "desk", *sorted(MAY))


def test_every_address_has_a_row():
    # Those of results are walked in results/test_pages.py.
    ours = {one.name for one in urlpatterns if not one.callback.__module__.endswith(".results")}
    assert ours == OPEN_TO_ALL | WHOLE | BY_ROUND | WALKED_ELSEWHERE


@pytest.fixture(scope="module")
def _end(_reference, django_db_blocker):
    """An open round with a paper form whose entries differ, so that every address leads somewhere. Once for the module."""
    with kept_for_the_module(django_db_blocker):
        found = opened(people=2)
        one = found.invitations.first()
        paper_forms.tick(round_=found, registrations=[one.registration_id])
        for code in ("4", "5"):
            paper_forms.enter(
                round_=found, number=1, by=organiser(), answers={"REL1": [code]}, at=timezone.now()
            )
        assert found.paper_forms.get().state == PaperForm.State.DIFFERS
        yield found.pk


@pytest.fixture
def end(_end, db):
    """The round, read anew."""
    return SurveyRound.objects.select_related("survey__workshop").get(pk=_end)


def test_the_desk_is_there_for_its_people_and_nobody_else(client, end):
    workshop = end.survey.workshop
    makers = {
        "stranger": make_user,
        "other": lambda: organiser("ECA"),
        "organiser": organiser,
        "admin": lambda: make_user(is_superuser=True),
    }
    addresses = [(name, reverse(f"evaluations:{name}", args=[workshop.code])) for name in WHOLE]
    for name in BY_ROUND:
        more = [1] if name == "paper_form" else []
        addresses.append(
            (name, reverse(f"evaluations:{name}", args=[workshop.code, end.pk, *more]))
        )
    # The duty that a view asks for decides alone, so that of those who have it one walks through all pages.
    assert {resolve(address).func.duty for _name, address in addresses} == {"surveys"}
    for who in EVERYBODY:
        client.logout()
        if who != "visitor":
            user = makers[who]() if who in makers else helper(workshop, who)
            assert access.may(user, workshop, "surveys") is (who in MAY), who
            client.force_login(user)
        if who in MAY - {"evaluation"}:
            continue
        wanted = 200 if who in MAY else 302 if who == "visitor" else 404
        for name, address in addresses:
            assert client.get(address).status_code == wanted, f"{name} as {who}"
            if who not in MAY and name not in ("preview", "printed", "room_screen", "xlsform"):
                assert client.post(address, {}).status_code == wanted, f"{name} by post as {who}"


def test_a_round_of_another_workshop_is_not_there(client, end):
    other = opened(people=1)
    client.force_login(organiser())
    for name in BY_ROUND - {"paper_form"}:
        address = reverse(f"evaluations:{name}", args=[end.survey.workshop.code, other.pk])
        assert client.get(address).status_code == 404, name


def test_a_link_leads_to_its_own_form_and_a_changed_one_nowhere(client, end):
    link = end.invitations.last().link()

    assert client.get(link, follow=True).status_code == 200
    assert client.get(link[:-4] + "xyz/").status_code == 404
    assert client.get(reverse("evaluations:room", args=["nothing1"])).status_code == 404


def test_the_room_leads_by_the_code_of_a_badge_but_never_to_a_follow_up(client, end):
    one = end.invitations.select_related("registration").last()
    room = reverse("evaluations:room", args=[end.room_code])

    assert client.get(room).status_code == 200
    answer = client.post(room, {"badge": f" {one.registration.code.lower()} "})
    assert answer.status_code == 302
    assert answer.url == reverse("evaluations:form"), "the link stands in no address"
    assert client.get(answer.url).status_code == 200
    wrong = client.post(room, {"badge": "ABCDEFGHJK"})
    assert wrong.status_code == 422
    assert "ABCDEFGHJK" in wrong.content.decode()
    later = end.survey.rounds.get(kind=Kind.FOLLOW_UP)
    assert client.get(reverse("evaluations:room", args=[later.room_code])).status_code == 404
