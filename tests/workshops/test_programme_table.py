"""The programme as one table: edited in place, with empty rows, and pasted from a spreadsheet."""

from datetime import date, timedelta

import pytest

from tests.filling import form_of
from tests.pages import markup_of
from tests.studies.making import make_study
from tests.workshops.making import helper, make_workshop, organiser
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
FIRST = date(2027, 3, 10)


@pytest.fixture
def workshop(client):
    """Two days in Bangkok without a programme, and an organiser at the desk."""
    workshop = make_workshop(
        sessions=0, starts_on=FIRST, ends_on=FIRST + timedelta(days=1), zone="Asia/Bangkok"
    )
    client.force_login(organiser())
    return workshop


def here(workshop: Workshop) -> str:
    return f"/organise/{workshop.code}/programme/"


def table(client, workshop) -> dict:
    return form_of(client.get(here(workshop)), "new_rows")


def row(number=0, **fields) -> dict:
    """A new row."""
    values = {"day": "2027-03-10", "begins": "09:00", "ends": "10:30", "title": "Opening"} | fields
    return {f"new{number}-{name}": value for name, value in values.items()}


def hours(workshop):
    return [
        (
            session.title,
            f"{session.starts_at.astimezone(workshop.tz):%m-%d %H:%M}",
            f"{session.ends_at.astimezone(workshop.tz):%m-%d %H:%M}",
        )
        for session in workshop.sessions.all()
    ]


def test_sessions_are_added_and_moved_in_place(client, workshop):
    form = table(client, workshop)
    assert form["new0-day"] == ["2027-03-10"]
    second = row(1, title="Lunch", begins="12:00", ends="13:00", kind="break")
    answer = client.post(here(workshop), form | row(room="A", speakers="Ana, ECLAC") | second)

    assert answer.status_code == 302
    assert hours(workshop) == [
        ("Opening", "03-10 09:00", "03-10 10:30"),
        ("Lunch", "03-10 12:00", "03-10 13:00"),
    ]
    opening, lunch = workshop.sessions.all()
    assert (opening.countable, lunch.countable) == (True, False)
    form = table(client, workshop)
    moved = {
        f"session{opening.pk}-day": "2027-03-11",
        f"session{opening.pk}-begins": "14:00",
        f"session{opening.pk}-ends": "15:00",
    }
    assert client.post(here(workshop), form | moved).status_code == 302
    assert ("Opening", "03-11 14:00", "03-11 15:00") in hours(workshop)
    opening.refresh_from_db()
    assert (opening.room, opening.names("speaker")) == ("A", "Ana, ECLAC")


@pytest.mark.wide
def test_new_names_are_told_so_that_a_wrong_spelling_is_seen(client, workshop):
    sent = table(client, workshop) | row(speakers="Ana, ECLAC\nBen")
    saved = client.post(here(workshop), sent, follow=True)
    assert "New in the list of speakers: Ana; Ben." in markup_of(saved)
    session = workshop.sessions.get()
    sent = table(client, workshop) | {f"session{session.pk}-speakers": "ana\nBenn"}
    assert "New in the list of speakers: Benn." in markup_of(
        client.post(here(workshop), sent, follow=True)
    )


@pytest.mark.wide
def test_empty_rows_and_untouched_sessions_are_left_alone(client, workshop):
    client.post(here(workshop), table(client, workshop) | row())
    session = workshop.sessions.get()
    study = make_study()
    session.studies.add(study)
    workshop.refresh_from_db()
    revision = workshop.revision

    answer = client.post(here(workshop), table(client, workshop), follow=True)

    assert "Nothing was changed." in markup_of(answer)
    workshop.refresh_from_db()
    assert workshop.revision == revision
    form = table(client, workshop)
    client.post(here(workshop), form | {f"session{session.pk}-room": "B"})
    assert list(session.studies.all()) == [study]


def test_names_of_its_cells_reach_no_other_form(client, workshop):
    """Cells are named for those who hear the page; the days of a new workshop keep their own names."""
    assert 'aria-label="Day"' in client.get(here(workshop)).content.decode()
    assert 'aria-label="Day"' not in client.get("/organise/new/").content.decode()


def test_what_is_wrong_is_told_by_row_and_nothing_is_saved(client, workshop):
    form = table(client, workshop)
    wrong = row(1, title="", ends="25:00")
    answer = client.post(here(workshop), form | row() | wrong)

    assert answer.status_code == 422
    assert '<a href="#id_new1-title">' in markup_of(answer)
    assert "Write the hour as 09:30." in markup_of(answer)
    assert form_of(answer, "new_rows")["new0-title"] == ["Opening"]
    assert not workshop.sessions.exists()


def test_clashes_are_told_once_and_can_be_kept(client, workshop):
    form = table(client, workshop)
    both = row(room="A") | row(1, title="Panel", room="A", begins="10:00", ends="11:00")

    asked = client.post(here(workshop), form | both)

    assert asked.status_code == 422
    assert "A is taken by “Panel”, 10:00–11:00." in markup_of(asked)
    assert not workshop.sessions.exists()
    assert client.post(here(workshop), form_of(asked, "new_rows")).status_code == 302
    assert workshop.sessions.count() == 2


def test_days_outside_are_told(client, workshop):
    asked = client.post(here(workshop), table(client, workshop) | row(day="2027-05-01"))
    assert asked.status_code == 422
    assert "outside the days of the workshop" in markup_of(asked)


def test_two_sessions_change_places_without_a_word(client, workshop):
    both = row(room="A") | row(1, title="Panel", room="A", begins="10:30", ends="12:00")
    client.post(here(workshop), table(client, workshop) | both)
    opening, panel = workshop.sessions.all()
    swap = {
        f"session{opening.pk}-begins": "10:30",
        f"session{opening.pk}-ends": "12:00",
        f"session{panel.pk}-begins": "09:00",
        f"session{panel.pk}-ends": "10:30",
    }

    assert client.post(here(workshop), table(client, workshop) | swap).status_code == 302
    assert [title for title, _begins, _ends in hours(workshop)] == ["Panel", "Opening"]


@pytest.mark.wide
def test_an_end_after_midnight_is_the_next_day_and_a_wrong_one_is_refused(client, workshop):
    night = row(title="Reception", begins="21:00", ends="00:30")
    assert client.post(here(workshop), table(client, workshop) | night).status_code == 302
    assert hours(workshop) == [("Reception", "03-10 21:00", "03-11 00:30")]
    session = workshop.sessions.get()
    later = {f"session{session.pk}-ends": "01:00"}
    assert client.post(here(workshop), table(client, workshop) | later).status_code == 302
    assert hours(workshop) == [("Reception", "03-10 21:00", "03-11 01:00")]

    wrong = client.post(here(workshop), table(client, workshop) | row(begins="10:30", ends="09:00"))
    assert "The end lies before the beginning." in markup_of(wrong)


def test_two_people_edit_the_table_at_once(client, workshop):
    client.post(here(workshop), table(client, workshop) | row())
    session = workshop.sessions.get()
    name = f"session{session.pk}-"
    first, second = (table(client, workshop) for _tab in range(2))
    client.post(
        here(workshop),
        first | {name + "room": "A"} | row(title="Added meanwhile", begins="16:00", ends="17:00"),
    )

    assert client.post(here(workshop), second | {name + "chairs": "Ana"}).status_code == 302
    session.refresh_from_db()
    assert (session.room, session.names("chair")) == ("A", "Ana")
    assert workshop.sessions.count() == 2
    asked = client.post(here(workshop), second | {name + "room": "B"})
    assert asked.status_code == 409
    again = form_of(asked, "new_rows")
    assert again[f"edit_choice_{name}room"] == ["mine"]
    assert client.post(here(workshop), again).status_code == 302
    session.refresh_from_db()
    assert session.room == "B"


PASTED = (
    "Begins\tEnds\tTitle\tRoom\tSpeakers\tType\n"
    "2027-03-10 9:00\t10:30\tOpening\tA\tAna, ECLAC; Ben, ECA\tOpening\n"
    "10:30\t11:00\tCoffee\t\t\tBreak\n"
    "2027-03-11 09:00\t2027-03-11 10:00\tClosing\tA\t\tclosing\n"
)


def test_rows_of_a_spreadsheet_are_looked_at_and_then_saved(client, workshop):
    shown = client.post(here(workshop), {"act": "paste", "rows": PASTED})

    assert shown.status_code == 200
    assert not workshop.sessions.exists()
    assert client.post(here(workshop), form_of(shown, "new_rows")).status_code == 302
    assert hours(workshop) == [
        ("Opening", "03-10 09:00", "03-10 10:30"),
        ("Coffee", "03-10 10:30", "03-10 11:00"),
        ("Closing", "03-11 09:00", "03-11 10:00"),
    ]
    opening, coffee, _closing = workshop.sessions.all()
    assert opening.names("speaker").splitlines() == ["Ana, ECLAC", "Ben, ECA"]
    assert (opening.kind, coffee.kind, coffee.countable) == ("opening", "break", False)


@pytest.mark.parametrize(
    "text",
    [
        "09:00\t10:00\tOpening\tHall A",
        "Title\tRoom\tBegins\tEnds\tRemarks\nOpening\tHall A\t09:00\t10:00\tnone",
    ],
)
def test_columns_stand_in_their_order_or_under_headings(client, workshop, text):
    form = form_of(client.post(here(workshop), {"act": "paste", "rows": text}), "new_rows")
    cells = [form[f"new0-{name}"] for name in ("day", "begins", "ends", "title", "room")]
    assert cells == [["2027-03-10"], ["09:00"], ["10:00"], ["Opening"], ["Hall A"]]


def test_what_cannot_be_read_is_refused_by_row_and_column_and_stays(client, workshop):
    text = "9 o'clock\t10:00\tOpening\n09:00\t10:00\tPanel\t\t\tkaraoke\n11:00\t12:00\tGood\n"

    shown = client.post(here(workshop), {"act": "paste", "rows": text})

    assert shown.status_code == 422
    assert "Row 1, Begins: Write the hour as 09:30." in markup_of(shown)
    assert "Row 2, Type:" in markup_of(shown)
    form = form_of(shown, "new_rows")
    assert form["new0-title"] == ["Good"]
    assert "new1-title" not in form
    left = form_of(shown, "rows")["rows"][0]
    assert "Opening" in left
    assert "Good" not in left


@pytest.mark.parametrize("text", ["", " \n\t\n", '"open', "x" * 140_000, '"' + "x" * 99_000])
def test_nonsense_is_a_sentence(client, workshop, text):
    assert client.post(here(workshop), {"act": "paste", "rows": text}).status_code == 422


@pytest.mark.wide
@pytest.mark.parametrize(
    "fields",
    [{"new_rows": "9" * 9}, {"new_rows": "x"}, {"new_rows": "1", "new0-day": "9999-12-31"}],
)
def test_wild_tables_are_no_errors(client, workshop, fields):
    assert client.post(here(workshop), fields).status_code in (302, 422)


def test_the_table_is_for_those_who_plan(client, workshop):
    client.force_login(helper(workshop, "desk"))
    assert client.get(here(workshop)).status_code == 404
