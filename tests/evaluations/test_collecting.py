"""Answers collected with KoboToolbox or ODK: taken whole, once, like paper forms, with the place of every problem."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from evaluations.models import PaperForm
from evaluations.services import paper_forms, responses, submissions
from evaluations.views.organiser.xlsforms import form_workbook
from tests.evaluations.making import opened
from tests.workshops.making import organiser

pytestmark = pytest.mark.django_db
ANN = {
    "REL1": "4",
    "REL3": "na",
    "ENA1": "2 5",
    "INT1P": "3",
    "INT2": "A decree",
    "COM1": "na",
    "COM1_quote": "OK",
}
BEN = {"REL1": "5", "GEN1": "dk", "ENA1/2": "1", "ENA1/5": "0", "ORG1": "2"}


def headings(round_, join: str) -> dict[str, str]:
    """Name -> heading, with the groups of the form that we hand out before it."""
    group, found = "", {}
    for kind, name, *_rest in load_workbook(io.BytesIO(form_workbook(round_)))["survey"].iter_rows(
        min_row=2, values_only=True
    ):
        if kind == "begin_group":
            group = name
        elif kind != "end_group":
            found[name] = f"{group}{join}{name}"
    return found


def kobo(round_, *rows) -> bytes:
    """As KoboToolbox exports it: semicolons, groups, its own columns."""
    heads = headings(round_, "/")
    heads |= {name: f"{heads['ENA1']}/{name.split('/')[1]}" for name in ("ENA1/2", "ENA1/5")}
    stream = io.StringIO()
    table = csv.DictWriter(stream, ["start", *heads.values(), "_id", "_uuid"], delimiter=";")
    table.writeheader()
    for number, row in enumerate(rows):
        table.writerow(
            {heads.get(name, name): value for name, value in row.items()} | {"_id": number}
        )
    return stream.getvalue().encode("utf-8-sig")


def odk(round_, *rows) -> bytes:
    """The same as a workbook with the columns of ODK Central; codes are numbers there."""
    heads, book = headings(round_, "-"), Workbook()
    names = list(dict.fromkeys(name for row in rows for name in row))
    book.active.append([heads.get(name, name) for name in names])
    for row in rows:
        book.active.append(
            [int(text) if (text := row.get(name, "")).isdigit() else text for name in names]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ticked(people: int, of: int):
    """An open round in which some are ticked as having answered elsewhere."""
    end = opened(people=of)
    chosen = end.invitations.order_by("pk").values_list("registration", flat=True)[:people]
    paper_forms.tick(round_=end, registrations=list(chosen))
    return end


@pytest.mark.wide
def test_submissions_are_shown_then_taken_once_and_lead_to_nobody(client):
    end = ticked(2, of=4)
    client.force_login(organiser())
    here = f"/organise/{end.survey.workshop.code}/evaluation/{end.pk}/answers/"
    first = kobo(end, ANN | {"_uuid": "a-1"}, BEN | {"_uuid": "b-2"}, {"_uuid": "c-3"})

    page = client.post(here, {"file": SimpleUploadedFile("kobo.csv", first)})
    assert (page.context["new"], page.context["already_imported"], page.context["empty"]) == (
        2,
        0,
        1,
    )
    assert not end.responses.exists()
    for _twice in range(2):
        client.post(here, {"token": page.context["token"]})

    ann, ben = sorted((one.values for one in end.responses.all()), key=lambda one: one["REL1"])
    assert (ann["REL1"], ann["REL3"], ann["ENA1"], ann["COM1"]) == (4, -1, [2, 5], 1)
    assert ann["INT2"] == -9, "a plan is for its author's eyes, and there is no author here"
    assert (ben["REL1"], ben["GEN1"], ben["ENA1"], ben["ORG1"]) == (5, -2, [2], 2)
    text = end.responses.get(values__REL1=4).texts.get()
    assert (text.text, text.quotable) == ("na", True)
    for row in PaperForm.objects.values():
        assert "a-1" not in str(row)
    # The same table again, then one with a new row: what is known is passed over, and ticks are counted.
    again = odk(
        end, ANN | {"KEY": "uuid:a-1"}, BEN | {"KEY": "uuid:b-2"}, {"KEY": "uuid:d-4", "REL1": "1"}
    )
    seen = submissions.preview_answers(end, again)
    assert (len(seen.new), seen.already_imported, seen.ticks) == (1, 2, 0)
    with pytest.raises(submissions.BadAnswers, match="Tick first"):
        submissions.take(round_=end, data=again, at=timezone.now())
    paper_forms.tick(
        round_=end, registrations=end.invitations.values_list("registration", flat=True)
    )
    assert submissions.take(round_=end, data=again, at=timezone.now()) == 1
    assert submissions.take(round_=end, data=again, at=timezone.now()) == 0
    assert end.responses.count() == 3
    with pytest.raises(responses.AnsweredAlready):
        answer_by_link(end)
    assert (
        "3 answers came from KoboToolbox or ODK"
        in client.get(here.replace("answers", "paper")).content.decode()
    )


def answer_by_link(end):
    """Who is ticked cannot answer by the link as well."""
    from tests.evaluations.making import answer

    answer(end.invitations.first())


WRONG = [
    ([{"REL1": "9", "_uuid": "a"}], 2, "page_1/REL1", "not one of the options"),
    ([{"REL1": "4", "_uuid": "a"}, {"ENA1": "2 77", "_uuid": "b"}], 3, "page_3/ENA1", "77"),
    ([{"REL1": "4", "_uuid": "a"}, {"REL1": "3", "_uuid": "a"}], 3, "_uuid", "twice"),
    ([{"REL1": "4"}], 2, "_uuid", "no identifier"),
    ([{"COM1": "x" * 2001, "_uuid": "a"}], 2, "page_5/COM1", "too long"),
]


def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_taken():
    end = ticked(2, of=2)
    for rows, number, column, said in WRONG:
        data = kobo(end, *rows)
        found = submissions.preview_answers(end, data).collected.problems
        places = [(one.row, one.column) for one in found]
        assert places == [(number, column)], rows
        assert said in submissions.problem_text(found[0])
        with pytest.raises(submissions.BadAnswers, match="nothing was imported"):
            submissions.take(round_=end, data=data, at=timezone.now())
    for data, said in (
        (b"a,b\n1,2\n", "names"),
        (b"REL1\n4\n", "_uuid"),
        (b"REL1,KEY\n", "no submissions"),
        (b"\xff\xfe", "names"),
        (b"PK\x03\x04 x", "damaged"),
    ):
        with pytest.raises(Exception, match=said):
            submissions.preview_answers(end, data)
    assert not end.responses.exists()
    assert not PaperForm.objects.exists()
