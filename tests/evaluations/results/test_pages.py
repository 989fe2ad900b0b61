"""Results through pages and files: one set of figures, one door, the right readers."""

import html
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import resolve, reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.documents import has_fonts
from core.errors import Refused
from evaluations.documents import report_files
from evaluations.documents.report_types import ReportContent
from evaluations.models import EvaluationReport, PolicyLead, ResponseText, SurveyRound, TextCoding
from evaluations.selectors import texts
from evaluations.services import reports, results, rounds, text_coding
from evaluations.urls import urlpatterns
from tests.evaluations.making import answer, opened
from tests.evaluations.results.keeping import kept_for_the_module
from tests.jobs import run_waiting
from tests.pdfs import is_accessible, pages_of, text_of
from tests.studies.making import make_user
from tests.typed import misfits
from tests.workshops.making import helper, organiser
from workshops import access
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def _room(_reference, django_db_blocker):
    """A closed round with eleven answers of twelve people, prepared; all wrote a comment. Once for the module."""
    with kept_for_the_module(django_db_blocker):
        round_ = opened(people=12, languages="ar en")
        for number, invitation in enumerate(round_.invitations.order_by("pk")[:11]):
            answer(
                invitation,
                USE1=("5", "4", "5", "4", "1", "4", "3", "5", "4", "3", "4")[number],
                COM1=f"Lesson {number}",
                COM1_quote=["on"] if number < 3 else [],
                POL1=("5", "4", "3", "2", "4", "4", "5", "3", "4", "4", "5")[number],
            )
        rounds.close(round_, at=timezone.now() + timedelta(days=30))
        results.prepare(round_.pk)
        for text in ResponseText.objects.filter(quotable=True, text__in=("Lesson 0", "Lesson 1")):
            text_coding.clear(
                survey=round_.survey, text=str(text.pk), quote=text.text, by=organiser()
            )
        yield round_.pk


@pytest.fixture
def room(_room, db):
    """The round, read anew."""
    return SurveyRound.objects.select_related("survey__workshop").get(pk=_room)


def _publish(room, status="evaluated"):
    Workshop.objects.filter(pk=room.survey.workshop_id).update(status=status)


ALL = {"owner", "organiser", "admin"}
READ = {"results", "results_file", "codebook", "codebook_file"}
REPORT = {"report", "brief", "report_file"}
MAY = {
    **dict.fromkeys(READ | REPORT | {"live"}, ALL | {"evaluation", "moderator"}),
    **dict.fromkeys(("reports", "texts", "leads", "micro"), ALL | {"evaluation"}),
}


def test_every_address_has_a_row():
    ours = {one.name for one in urlpatterns if one.callback.__module__.endswith(".results")}
    assert ours == MAY.keys()


@pytest.mark.wide
def test_results_are_there_for_their_people_and_for_all_once_published(client, room):
    workshop = room.survey.workshop
    reports.ask(workshop=workshop, language="en", by=None, at=timezone.now())
    run_waiting(reports.REPORT)
    given = {
        "results_file": ["csv"],
        "live": [room.pk],
        "micro": [room.pk, "csv"],
        "report": [1],
        "brief": [1],
        "report_file": [1, "json"],
    }
    addresses = {
        name: reverse(f"evaluations:{name}", args=[workshop.code, *given.get(name, [])])
        for name in MAY
    }
    makers = {
        "stranger": make_user,
        "other": lambda: organiser("ECA"),
        "organiser": organiser,
        "admin": lambda: make_user(is_superuser=True),
    }
    people = {
        who: makers[who]() if who in makers else helper(workshop, who)
        for who in (
            "stranger",
            "other",
            "desk",
            "moderator",
            "evaluation",
            "owner",
            "organiser",
            "admin",
        )
    }
    # The duty that a view of the desk asks for decides alone, so that of those who have it two walk through all pages.
    duties = {name: getattr(resolve(addresses[name]).func, "duty", "statistics") for name in MAY}
    for who, user in people.items():
        for name in MAY:
            assert access.may(user, workshop, duties[name]) is (who in MAY[name]), (
                f"{name} as {who}"
            )
    for status in ("held", "evaluated", "reported"):
        _publish(room, status)
        walking = (
            ("stranger", "other", "desk", "moderator", "evaluation")
            if status == "held"
            else ["desk"]
        )
        for who in ("visitor", *walking):
            client.logout()
            if who in people:
                client.force_login(people[who])
            # What moderators may read is what those who evaluate may.
            walked = [name for name in MAY if who != "moderator" or who not in MAY[name]]
            for name in walked:
                address = addresses[name]
                got = client.get(address).status_code
                public = (name in READ and status != "held") or (
                    name in REPORT and status == "reported"
                )
                if who in MAY[name] or public:
                    assert got == 200, f"{name} as {who} while {status}: {got}"
                else:
                    refused = 302 if who == "visitor" and name not in READ | REPORT else 404
                    assert got == refused, f"{name} as {who} while {status}: {got}"


def test_page_and_files_tell_the_same_of_a_published_workshop(
    client, room, django_assert_max_num_queries
):
    _publish(room)
    address = reverse("evaluations:results", args=[room.survey.workshop.code])
    client.get(address)
    with django_assert_max_num_queries(24):
        text = client.get(address).content.decode()

    assert "11 of 12 people asked answered (92\N{NO-BREAK SPACE}%)" in text
    assert "73\N{NO-BREAK SPACE}%" in text  # 8 of 11 found it useful
    assert (
        "(8/11, 73\N{NO-BREAK SPACE}%; response 92\N{NO-BREAK SPACE}%; events surveyed 1 of 1)"
        in text
    )
    assert (
        "over 90\N{NO-BREAK SPACE}%" in text
    )  # what all agreed on is only said to be over 90 per cent
    assert "<strong>100" not in text
    assert "Lesson" not in text
    assert len(text.encode()) < 400_000
    found = client.get(address.rstrip("/") + ".json").json()
    useful = [row for row in found["data"] if row["item"] == "USE1"]
    assert {row["option"]: row["count"] for row in useful}["Agree"] == 5
    assert useful[0]["favourable_low"] == useful[0]["favourable_high"] == 8
    alike = next(row for row in found["data"] if row["item"] == "NEW1")
    assert (alike["favourable_low"], alike["favourable_high"], alike["count"]) == (10, 11, None)
    book = load_workbook(io.BytesIO(client.get(address.rstrip("/") + ".xlsx").content))
    assert book["data"].max_row == len(found["data"]) + 1
    first = client.get(address.rstrip("/") + ".csv")
    assert (
        client.get(
            address.rstrip("/") + ".csv", headers={"if-none-match": first["ETag"]}
        ).status_code
        == 304
    )


def test_the_api_tells_what_the_page_tells_once_it_is_public(
    client, room, django_assert_max_num_queries
):
    code = room.survey.workshop.code
    one = f"/api/v1/evaluations/{code}/"
    assert client.get(one).status_code == 404
    assert client.get("/api/v1/evaluations/").json()["count"] == 0
    assert client.get("/api/v1/evaluation-pools/").json()["results"] == []
    _publish(room)

    with django_assert_max_num_queries(3):
        [listed] = client.get("/api/v1/evaluations/?kind=R2&commission=ESCAP").json()["results"]
    [found] = client.get(one).json()["results"]
    [pooled] = client.get("/api/v1/evaluation-pools/?item=USE1").json()["results"]

    items = {item["code"]: item for item in found["items"]}
    assert (listed["workshop"], listed["answered"], listed["audience"]) == (code, 11, 12)
    assert (items["USE1"]["n"], items["USE1"]["low"], items["USE1"]["options"]["4"]) == (11, 8, 5)
    assert items["USE1"]["labels"]["4"]["fr"]
    assert (items["NEW1"]["low"], items["NEW1"]["high"], items["NEW1"]["options"]) == (10, 11, None)
    assert found["groups"] == room.results.get().content["groups"]
    assert "Lesson" not in client.get(one).content.decode()
    assert (pooled["n"], pooled["low"], pooled["events"], pooled["held"]) == (11, 8, 1, 1)
    assert client.get("/api/v1/evaluation-pools/?commission=ECE").json()["results"] == []
    for wrong in (
        "evaluations/?kind=R9",
        "evaluations/?commission=X",
        "evaluation-pools/?item=OWN1",
    ):
        assert client.get(f"/api/v1/{wrong}").status_code == 400
    assert client.get("/api/v1/evaluations/?page=2").status_code == 404


@pytest.mark.wide
def test_one_group_at_a_time_and_country_never(client):
    room = opened(people=34)
    for number, invitation in enumerate(room.invitations.all()[:32]):
        answer(invitation, USE1=str(5 - number % 3))
    rounds.close(room, at=timezone.now() + timedelta(days=30))
    results.prepare(room.pk)
    _publish(room)
    address = reverse("evaluations:results", args=[room.survey.workshop.code])

    text = client.get(address, {"by": "sex"}).content.decode()

    assert "Women" in text
    assert "Men" in text
    for other in ("country", "stakeholder"):
        assert client.get(address, {"by": other}).status_code == 404
    # Beside the table single answers would be told apart by group, so there is no file of them.
    client.force_login(organiser())
    micro = reverse("evaluations:micro", args=[room.survey.workshop.code, room.pk, "csv"])
    assert client.get(micro).status_code == 302
    assert client.get(address, {"round": "999999"}).status_code == 404
    assert client.get(f"/ar{address}", {"by": "sex"}).status_code == 200
    assert client.get(address.rstrip("/") + ".exe").status_code == 404


def test_a_workshop_without_results_says_what_will_come(client):
    round_ = opened(people=2)
    client.force_login(organiser())

    text = client.get(
        reverse("evaluations:results", args=[round_.survey.workshop.code])
    ).content.decode()

    assert "No results yet" in text


@pytest.mark.wide
def test_the_room_screen_asks_a_worker_and_is_told_when_nothing_changed(client, monkeypatch):
    round_ = opened(people=20)
    client.force_login(organiser())
    address = reverse("evaluations:live", args=[round_.survey.workshop.code, round_.pk])
    # The worker's part is done here: what is tested is that the page asks for it.
    asked = {"evaluations.prepare_live": results.prepare_live}
    monkeypatch.setattr(
        "evaluations.views.organiser.results.send",
        lambda task, **arguments: asked[task](**arguments),
    )
    invitations = list(round_.invitations.order_by("pk"))
    for number, invitation in enumerate(invitations[:17]):
        answer(invitation, USE1="5" if number % 3 else "2")
        cache.delete(f"live-asked-{round_.pk}")
        client.get(address, {"as": "json"})
    first = client.get(address, {"as": "json"})
    state = first.json()

    assert state["answered"] == "17"
    assert state["asked"] == "20"
    useful = next(one for one in state["items"] if one["code"] == "USE1")
    assert (useful["share"], useful["n"]) == ("63\N{NO-BREAK SPACE}%", "8")
    same = client.get(address, {"as": "json"}, headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304
    page = client.get(address).content.decode()
    assert "Women" not in page
    assert "Peers matter" not in page


@pytest.mark.wide(but="zh")
@pytest.mark.parametrize("language", ["zh", "ar"])
def test_a_report_is_made_in_the_language_and_order_of_the_reference(client, room, language):
    workshop, user = room.survey.workshop, organiser()
    client.force_login(user)
    address = reverse("evaluations:reports", args=[workshop.code])

    client.post(address, {"language": language, "conclusions": "Keep the study visits."})
    client.post(address, {"language": language})
    assert run_waiting(reports.REPORT) == 1

    made = EvaluationReport.objects.get()
    assert made.state == "ready", made.problem
    assert misfits(made.content, ReportContent) == []
    codes = [section["code"] for section in made.content["sections"]]
    assert codes == [
        code
        for code in (
            "summary",
            "method",
            "participants",
            "content",
            "impact",
            "sessions",
            "organisation",
            "own",
            "change",
            "comments",
            "conclusions",
            "recommendations",
            "annex",
        )
        if code in codes
    ]
    assert {"summary", "method", "participants", "content", "impact", "change"} < set(codes)
    assert {"comments", "conclusions", "annex"} < set(codes)
    assert made.content["results"]["R2"]["content"]["items"]["USE1"]["low"] == 8
    short = client.get(reverse("evaluations:brief", args=[workshop.code, 1])).content.decode()
    assert made.content["brief"]["sentences"][0] in html.unescape(short)
    page = client.get(reverse("evaluations:report", args=[workshop.code, 1])).content.decode()
    assert "Keep the study visits." in page
    assert f'lang="{language}"' in page
    assert "Lesson 0" in page  # the box was ticked, and a reader cleared it
    assert "Lesson 2" not in page  # nobody read it yet
    assert "Lesson 5" not in page
    book = load_workbook(io.BytesIO(bytes(made.xlsx)))
    assert book.sheetnames == ["report", "dictionary", "distribution", "groups"]
    rows = {(row[1], row[2]): row[3] for row in book["distribution"].values}
    assert 5 in [n for (item, _option), n in rows.items() if item == "USE1"]
    if has_fonts(language):
        content, title = made.content, made.content["title"]
        tags = is_accessible(
            bytes(made.pdf), language=language, title=f"{content['heading']}: {title}"
        )
        assert tags.roles.count("H2") == len(content["sections"])
        tables = [one for section in content["sections"] for one in section["tables"]]
        printed = [one for one in tables if len(one["columns"]) <= report_files.MOST_COLUMNS]
        assert tags.roles.count("Table") == len(printed) >= 5
        assert len(pages_of(bytes(made.pdf))) > 2
        text = text_of(bytes(made.pdf))
        assert "Keep the study visits." in text
        assert "Lesson 0" in text
        heading = content["brief"]["heading"]
        is_accessible(bytes(made.brief), language=language, title=f"{heading}: {title}")
        [brief] = pages_of(bytes(made.brief))
        assert {"zh": "亚洲及太平洋", "ar": "92"}[language] in brief.text
        # What the bars show is said beside them.
        for bar in content["brief"]["bars"]:
            assert (
                "".join(f"({bar['n']})".split()) in "".join(brief.text.split()) or language == "ar"
            )
    # The figures of a report stay when results change.
    kept = made.content
    room.results.all().delete()
    made.refresh_from_db()
    assert made.content == kept


@pytest.mark.parametrize(
    ("form", "said"),
    [({"language": "xx"}, "six languages"), ({"language": "en", "conclusions": "x" * 6001}, "too long")],
)  # fmt: skip
def test_a_report_that_cannot_be_made_says_why(client, room, form, said):
    client.force_login(organiser())
    address = reverse("evaluations:reports", args=[room.survey.workshop.code])

    assert said in client.post(address, form, follow=True).content.decode()
    assert not EvaluationReport.objects.exists()


def test_no_report_before_the_round_is_closed(client):
    round_ = opened(people=2)
    with pytest.raises(Refused, match="not closed"):
        reports.ask(workshop=round_.survey.workshop, language="en", by=None, at=timezone.now())


@pytest.mark.wide
def test_two_coders_work_apart_and_their_agreement_is_shown(client, room):
    workshop = room.survey.workshop
    address = reverse("evaluations:texts", args=[workshop.code])
    coders = [helper(workshop, "evaluation"), helper(workshop, "owner")]
    client.force_login(coders[0])
    for name in ("Peers", "Data"):
        client.post(address, {"theme": name})
    peers, data = room.survey.themes.order_by("-name")
    found = [one.text for one in texts.to_code(room.survey, coders[0])]
    assert len(found) == 11
    for place, coder in enumerate(coders):
        client.force_login(coder)
        for number, text in enumerate(found):
            themes = [peers.pk] if number < 8 - 2 * place else [data.pk]
            client.post(address, {"text": str(text.pk), "themes": themes})
    page = client.get(address).content.decode()

    coded = texts.agreement(room.survey)
    assert coded.overall.texts == 22
    assert coded.themes[0].name == "Peers"
    assert (coded.themes[0].agreement.both, coded.themes[0].agreement.only_one) == (6, 2)
    assert "kappa" in page
    third = helper(workshop, "evaluation")
    client.force_login(third)
    refused = client.post(address, {"text": str(found[0].pk)}, follow=True).content.decode()
    assert "Two people have coded this text already" in refused
    assert TextCoding.objects.count() == 22
    client.post(address, {"text": "not-a-number"})
    client.post(address, {"theme": "   "})
    assert room.survey.themes.count() == 2


def test_comments_of_few_people_are_shown_to_nobody(room):
    for text in texts.to_code(room.survey, make_user())[:2]:
        text.text.delete()

    assert texts.to_code(room.survey, make_user()) == []
    assert texts.quotes(room.survey, ["COM1"]) == {}


def test_the_micro_file_holds_codes_and_nothing_about_persons(client, room):
    client.force_login(organiser())
    address = reverse("evaluations:micro", args=[room.survey.workshop.code, room.pk, "csv"])

    lines = client.get(address).content.decode("utf-8-sig").splitlines()

    head = lines[0].split(",")
    assert len(lines) == 12
    content = room.results.latest("version").content
    told = {name for name, item in content["items"].items() if item["options"]}
    assert set(head) == told - {"MST", "LST"}
    assert not {"COM1", "INT2", "sex", "country", "pseudonym", "day"} & set(head)
    assert "-" not in "".join(lines[1:]), "why there is no answer may be known of somebody"
    SurveyRound.objects.filter(pk=room.pk).update(shared_live=True)
    assert client.get(address).status_code == 302
    SurveyRound.objects.filter(pk=room.pk).update(shared_live=False)
    SurveyRound.objects.filter(pk=room.pk).update(state="open")
    assert client.get(address).status_code == 302


def test_a_lead_is_dismissed_once_with_a_reason(client, room):
    workshop = room.survey.workshop
    lead = PolicyLead.objects.create(workshop=workshop, answer=2, what="A decree", source="x")
    client.force_login(organiser())
    address = reverse("evaluations:leads", args=[workshop.code])
    assert "A decree" in client.get(address).content.decode()

    client.post(address, {"lead": lead.pk, "note": "Not found in the gazette"})
    again = client.post(address, {"lead": lead.pk, "note": "x"}, follow=True).content.decode()

    lead.refresh_from_db()
    assert (lead.state, lead.note) == ("dismissed", "Not found in the gazette")
    assert "decided on this lead already" in again


def test_a_comment_is_quoted_in_words_that_a_reader_cleared_and_in_no_others(client, room):
    survey, workshop = room.survey, room.survey.workshop
    text = ResponseText.objects.get(text="Lesson 2")
    ResponseText.objects.filter(pk=text.pk).update(
        text="As head of the office in Exampleland I, A. N. Other, learned much"
    )
    silent = ResponseText.objects.filter(item__name="COM1", quotable=False).first()
    client.force_login(organiser())
    address = reverse("evaluations:texts", args=[workshop.code])

    def clear(pk, quote):
        form = {"act": "clear", "text": str(pk), "quote": quote}
        return client.post(address, form, follow=True).content.decode()

    assert "Words that may be printed" in client.get(address).content.decode()
    assert "add or change none" in clear(text.pk, "I learned nothing")
    assert "did not allow" in clear(silent.pk, silent.text)
    assert len(texts.quotes(survey, ["COM1"])[""]) == 2
    clear(text.pk, "[…] I […] learned much")
    assert "[…] I […] learned much" in texts.quotes(survey, ["COM1"])[""]
    clear(text.pk, "")
    assert len(texts.quotes(survey, ["COM1"])[""]) == 2
    assert "Not to be quoted" in client.get(address).content.decode()
