"""Labelled files for statistics programs, read back as these read them, and the codebook."""

from __future__ import annotations

import random
from xml.etree import ElementTree as ET

import pyreadr
import pyreadstat
import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.documents import datasets
from evaluations.documents.datasets import Dataset, Variable
from evaluations.selectors import results
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import results as results_service
from tests.evaluations.making import FORM, answered, opened
from tests.workshops.making import helper
from workshops.models import Workshop

MADE = Dataset(
    "Évaluation: round",
    (
        Variable("USE1", "Utile / 有用", "whole", {5: "Tout à fait d’accord", 1: "لا أوافق"}),
        Variable("mean", "Mean", "number"),
        Variable("1 wrong-name that is far too long for Stata to take", "L" * 300, "text"),
    ),
    ((5, 1.5, "a"), (None, None, None), (1, 2.25, "ä")),
)


@pytest.fixture
def saved(tmp_path):
    """Writes a data set and gives the path."""

    def save(dataset: Dataset, extension: str) -> str:
        path = tmp_path / f"data.{extension}"
        path.write_bytes(datasets.FORMATS[extension][1](dataset))
        return str(path)

    return save


@pytest.mark.parametrize(
    ("extension", "read"), [("sav", pyreadstat.read_sav), ("dta", pyreadstat.read_dta)]
)
def test_spss_and_stata_read_values_and_labels(saved, extension, read):
    frame, meta = read(saved(MADE, extension))

    assert frame.iloc[:, 0].fillna(-1).tolist() == [5, -1, 1]
    assert frame.iloc[:, 1].fillna(-1).tolist() == [1.5, -1, 2.25]
    assert frame.iloc[:, 2].tolist() == ["a", "", "ä"]
    assert meta.column_names[:2] == ["USE1", "mean"]
    assert meta.column_names[2] == "v1_wrong_name_that_is_far_too_lon"[:32]
    assert meta.column_labels[0] == "Utile / 有用"
    assert meta.variable_value_labels["USE1"] == {5: "Tout à fait d’accord", 1: "لا أوافق"}


def test_r_reads_the_frame_and_finds_the_labels(saved):
    path = saved(MADE, "rds")

    (frame,) = pyreadr.read_r(path).values()

    assert list(frame.columns[:2]) == ["USE1", "mean"]
    assert frame["mean"].fillna(-1).tolist() == [1.5, -1, 2.25]
    assert frame.iloc[:, 2].tolist()[::2] == ["a", "ä"]
    whole = frame["USE1"].tolist()
    assert (whole[0], whole[2]) == (5, 1)
    assert datasets.as_r(MADE) == datasets.as_r(MADE)


@pytest.mark.parametrize("extension", datasets.FORMATS)
def test_an_empty_table_is_a_file_too(saved, extension):
    assert saved(Dataset("Empty", MADE.variables, ()), extension)


def told_round(people: int = 12):
    round_ = opened(people=people)
    forms = [FORM | {"USE1": str(2 + n % 4), "ENA1": [str(1 + n % 3)]} for n in range(people)]
    round_ = answered(round_, forms)
    results_service.prepare(round_.pk)
    Workshop.objects.filter(pk=round_.survey.workshop_id).update(status="evaluated")
    return round_


@pytest.mark.django_db
def test_single_answers_are_given_out_labelled_under_the_same_rule_as_the_csv(client, tmp_path):
    round_ = told_round()
    code = round_.survey.workshop.code
    client.force_login(helper(round_.survey.workshop, "evaluation"))
    address = reverse("evaluations:micro", args=[code, round_.pk, "sav"])

    path = tmp_path / "answers.sav"
    path.write_bytes(client.get(address).content)

    frame, meta = pyreadstat.read_sav(path)
    assert sorted(frame["USE1"]) == sorted([2, 3, 4, 5] * 3)
    assert meta.variable_value_labels["USE1"][5] == "Strongly agree"
    assert frame["ENA1_1"].sum() == 4
    csv = client.get(reverse("evaluations:micro", args=[code, round_.pk, "csv"]))
    head = csv.content.decode("utf-8-sig").splitlines()[0].split(",")
    assert {name.partition("_")[0] for name in frame.columns} == {
        name.partition("_")[0] for name in head
    }
    assert (
        client.get(reverse("evaluations:micro", args=[code, round_.pk, "exe"])).status_code == 404
    )
    round_.shared_live = True
    round_.save()
    assert client.get(address).status_code == 302
    dataset = datasets.of_answers(
        round_, questionnaire_of(round_), not_ticked="", order=random.Random(1)
    )
    assert dataset is None


DDI = {
    "codeBook": ["docDscr", "stdyDscr", "fileDscr", "dataDscr", "otherMat"],
    "citation": ["titlStmt", "rspStmt", "prodStmt", "distStmt", "serStmt", "verStmt"],
    "sumDscr": ["timePrd", "collDate", "nation", "anlyUnit", "universe", "dataKind"],
    "stdyDscr": ["citation", "stdyInfo", "method", "dataAccs"],
    "method": ["dataColl", "notes", "anlyInfo"],
    "fileTxt": ["fileName", "fileCont", "dimensns", "fileType"],
    "var": ["labl", "qstn", "universe", "sumStat", "txt", "catgry", "concept", "varFormat"],
    "catgry": ["catValu", "labl", "catStat"],
}
"""The order of elements in DDI-Codebook 2.5, of those that are used or near."""


@pytest.mark.wide
@pytest.mark.django_db
def test_the_codebook_is_ddi_and_tells_what_the_page_tells(client):
    round_ = told_round()
    code = round_.survey.workshop.code

    body = client.get(reverse("evaluations:codebook_file", args=[code])).content

    root = ET.fromstring(body)  # noqa: S314  our own answer
    space = "{ddi:codebook:2_5}"
    assert root.tag == f"{space}codeBook"
    for element in root.iter():
        names = [child.tag.removeprefix(space) for child in element]
        order = DDI.get(element.tag.removeprefix(space))
        if order:
            assert names == sorted(names, key=order.index), element.tag
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    (use,) = [one for one in root.iter(f"{space}var") if one.get("name") == "USE1"]
    content = results.latest(round_).content["items"]["USE1"]
    counts = {
        category.findtext(f"{space}catValu"): int(category.findtext(f"{space}catStat"))
        for category in use.iter(f"{space}catgry")
    }
    assert counts == content["options"]
    assert use.get("files") == "F1"
    (hidden,) = [one for one in root.iter(f"{space}var") if one.get("name") == "POL1"]
    assert list(hidden.iter(f"{space}catStat")) == []
    (asked_some,) = [one for one in root.iter(f"{space}var") if one.get("name") == "INT2W"]
    assert "concrete plan" in asked_some.findtext(f"{space}universe")
    page = client.get("/ar" + reverse("evaluations:codebook", args=[code]).removeprefix("/en"))
    assert page.status_code == 200
    assert "USE1" in page.content.decode()
    assert timezone.localdate().isoformat() in body.decode()
