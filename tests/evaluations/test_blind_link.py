"""The blind link: with everything the database holds, no path leads from a person to an answer."""

import hashlib
import hmac
import itertools

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.models import Invitation, PersonalSecret, Response, SealedPlan, SurveyKey
from evaluations.privacy import keys, pseudonyms
from evaluations.services import responses, rounds
from tests.evaluations.making import FORM, Kind, answer, open_now, opened
from workshops.models import Registration

pytestmark = pytest.mark.django_db
ANSWERS = ("evaluations_response", "evaluations_responsetext", "evaluations_sealedplan")


def read_everything() -> dict[str, list[dict]]:
    """Every row of every table, with where it lies and which transaction wrote it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'django_migrations'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT *, ctid::text AS ctid_, xmin::text AS xmin_ FROM "{table}"')  # noqa: S608
            names = [column.name for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def parts(row: dict) -> set[str]:
    """Every value of a row as text that could be joined on."""
    texts = set()
    for name, value in row.items():
        if isinstance(value, memoryview):
            texts.add(bytes(value).hex())
        elif name not in ("xmin_", "ctid_") and value is not None and len(str(value)) > 7:
            texts.add(str(value))
    return texts


def pairs_still(round_, people) -> set[bytes]:
    names = keys.pseudonyms_of(round_, people)
    return set(names.values())


def test_a_full_reading_of_the_database_joins_no_person_with_an_answer(django_db_blocker):
    end = opened(people=12)
    invitations = list(end.invitations.select_related("registration").order_by("pk"))
    # People answer in the order of the list, each in other words, so that any trace of order would show.
    for number, invitation in enumerate(invitations[:10]):
        text = f"text of {number}"
        answer(invitation, FORM, waits=True, REL1=str(number % 5 + 1), COM1=text)
    assert rounds.mix(end, at=timezone.now())

    everything = read_everything()

    answers = [row for table in ANSWERS for row in everything[table]]
    people = {invitation.registration_id for invitation in invitations}
    codes = (
        set(Registration.objects.values_list("code", flat=True))
        | set(Registration.objects.values_list("secret", flat=True))
        | set(Registration.objects.values_list("email", flat=True))
    )
    secrets = {bytes(row["secret"]) for row in everything["evaluations_personalsecret"]}

    # No value of an answer stands in any row of another table, nor the other way round.
    own = set().union(*(parts(row) for row in everything["evaluations_response"])) - {
        str(timezone.now().date())
    }
    rest = {
        text
        for table, rows in everything.items()
        if table not in ANSWERS
        for row in rows
        for text in parts(row)
    }
    assert not own & rest
    assert not any(code in str(row) for row in answers for code in codes)
    # No foreign key leads from an answer to a person, or from a person to an answer.
    for table in ANSWERS:
        assert not {"registration_id", "invitation_id", "user_id", "by_id"} & set(
            everything[table][0]
        )
    # Nothing of the invitation changed when its person answered: those who did look like the one who did not.
    rows = [row for row in everything["evaluations_invitation"] if row["registration_id"] in people]
    assert {(row["on_paper"], row["xmin_"]) for row in rows} == {(False, rows[0]["xmin_"])}
    # One transaction wrote all answers, with one day, and no other row of any table.
    written = {row["xmin_"] for row in answers}
    assert len(written) == 1
    assert len({row["day"] for row in everything["evaluations_response"]}) == 1
    elsewhere = {
        row["xmin_"]
        for table, rows in everything.items()
        if table not in (*ANSWERS, "evaluations_surveyround")
        for row in rows
    }
    # (Tests run in one transaction, whose savepoints have numbers of their own; the mixing's is not theirs.)
    assert not written & elsewhere
    # What the database holds does not make the pseudonyms: neither the secrets alone, nor with any stored bytes.
    stored = [
        bytes(value)
        for rows in everything.values()
        for row in rows
        for value in row.values()
        if isinstance(value, memoryview)
    ]
    texts = [
        str(value).encode()
        for row in everything["evaluations_surveykey"] + everything["evaluations_survey"]
        for value in row.values()
    ]
    names = {bytes(row["pseudonym"]) for row in everything["evaluations_response"]}
    for key, secret in itertools.product([*stored, *texts], secrets):
        assert pseudonyms.pseudonym(key, secret, end.pk) not in names
        assert hmac.new(secret, key, hashlib.sha256).digest() not in names
        assert hashlib.sha256(secret + key).digest() not in names


@pytest.mark.wide
def test_the_order_of_rows_on_disk_says_nothing_after_mixing():
    end = opened(people=40)
    for number, invitation in enumerate(end.invitations.order_by("pk")):
        form = {"REL1": "4", "USE1": "4", "OVR1": "4", "COM1": f"{number:02}"}
        answer(invitation, form, waits=True)

    rounds.mix(end, at=timezone.now())

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM evaluations_responsetext ORDER BY ctid")
        by_text = [int(text) for (text,) in cursor.fetchall()]
        cursor.execute(
            "SELECT t.text FROM evaluations_response r JOIN evaluations_responsetext t ON t.response_id = r.id ORDER BY r.ctid"
        )
        by_response = [int(text) for (text,) in cursor.fetchall()]
    for order in (by_text, by_response):
        rising = sum(a < b for a, b in itertools.pairwise(order))
        assert sorted(order) == list(range(40))
        assert 8 <= rising <= 31, "39 of 39 would be the order of answering; chance gives about 20"


def test_before_and_after_pair_until_the_key_is_destroyed():
    end = opened(people=3)
    for invitation in end.invitations.all():
        answer(invitation)
    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))
    one = later.invitations.order_by("pk").first()
    answer(one, {"F_APP": "4", "F_INT": "5"})
    people = [one.registration_id]

    assert [
        Response.objects.filter(round=r, pseudonym__in=pairs_still(r, people)).count()
        for r in (end, later)
    ] == [1, 1]
    pseudonym = bytes(later.responses.get().pseudonym)
    assert end.responses.filter(pseudonym=keys.pairs(end, later)[pseudonym]).exists()
    assert not end.responses.filter(pseudonym=pseudonym).exists(), "no two rounds share a pseudonym"
    kept = list(Response.objects.all())

    for round_ in (end, later):
        rounds.close(round_, at=timezone.now())
    keys.destroy(end.survey, on=timezone.now().date())

    with pytest.raises(keys.NoKey):
        pairs_still(end, people)
    with pytest.raises(keys.NoKey):
        keys.key_of(end.survey_id)
    assert not SurveyKey.objects.exists()
    assert not PersonalSecret.objects.exists()
    assert not SealedPlan.objects.exists()
    for response in kept:
        with pytest.raises(pseudonyms.WrongKey):
            pseudonyms.open_groups(pseudonyms.new_secret(), response.pk, bytes(response.groups))
    # Of people only their number stays.
    end.refresh_from_db()
    assert (end.number_asked(), end.invitations.count()) == (3, 0)
    for response in Response.objects.all():
        assert bytes(response.groups) == b""
        assert bytes(response.pseudonym) not in {bytes(one.pseudonym) for one in kept}


def test_the_plan_comes_back_to_its_author_alone():
    end = opened(people=2)
    first, second = end.invitations.order_by("pk")
    answer(first, INT2="Reform the licence law")
    answer(second, INT1P="1", INT2="")
    sealed = SealedPlan.objects.get()
    assert "licence" not in bytes(sealed.sealed).decode("latin-1")
    assert not sealed.response.texts.filter(item__name="INT2").exists()

    later = open_now(end.survey.rounds.get(kind=Kind.FOLLOW_UP))
    own, other = (
        Invitation.objects.select_related("round__survey", "registration").get(
            round=later, registration=one.registration_id
        )
        for one in (first, second)
    )

    assert [text for _question, text in responses.asked_of(own).plan] == ["Reform the licence law"]
    assert responses.asked_of(other).plan == ()
    asks = lambda one: [q.name for q in responses.asked_of(one).own.questions]  # noqa: E731
    assert "F_INT" in asks(own)
    assert "F_INT" not in asks(other)


def test_the_key_goes_some_days_after_the_last_round():
    end = opened(people=1)
    survey = end.survey
    survey.rounds.exclude(kind__in=[Kind.END, Kind.INTERVIEW]).update(
        state="closed",
        closes_at=timezone.now(),
        opens_at=timezone.now() - timezone.timedelta(days=1),
    )
    assert not rounds.unpair(survey, at=timezone.now())
    rounds.close(end, at=timezone.now())
    end.refresh_from_db()

    assert not rounds.unpair(survey, at=end.closes_at)
    assert rounds.unpair(survey, at=end.closes_at + timezone.timedelta(days=7))
    survey.refresh_from_db()
    assert survey.unpaired_on
