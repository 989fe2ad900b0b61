"""Lists of people brought in: columns are matched, a preview shows every row's fate, then the good rows are taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.errors import PortalError
from core.i18n import languages
from core.tables import encodings
from core.tables.columns import HEAD
from core.tables.table import Column, Table, as_csv
from core.web import import_preview
from core.web.actions import actor_of, as_positive_int
from workshops.forms.fields import countries
from workshops.imports import people as lists
from workshops.imports.fields import FOR_ALL, Purpose, fields_of
from workshops.imports.people import Mapping, PeopleList, cell_at
from workshops.imports.values import country_codes
from workshops.models import Registration
from workshops.models.people import NOT_COUNTED
from workshops.views.organiser.actions import READ, address, duty, shared

if TYPE_CHECKING:
    from workshops.models import Workshop

MEGABYTES = 2
SAMPLE, SHOWN = 3, 10
"""Cells of a column beside its field; rows of the preview."""
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1250": "Windows 1250",
    "cp1251": "Windows 1251",
    "cp1252": "Windows 1252",
    "cp1256": "Windows 1256",
    "gb18030": "GB 18030",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded list and how its columns are read, as it is kept between the steps."""

    purpose: str
    data: bytes
    mapping: Mapping


@require_http_methods(READ)
@duty("registrations")
def import_people(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Invite, take over, nominate or name as focal points the people of a list, after a preview of all rows."""
    try:
        if request.method != "POST":
            return _page(request, workshop)
        if not request.POST.get("token"):
            return _preview(request, workshop, _uploaded(request, workshop))
        act = request.POST.get("act", "")
        if act == "look":
            return _preview(request, workshop, _with_chosen_columns(request, workshop))
        if act == "refused":
            return _refused_rows(request, workshop)
        return _take(request, workshop)
    except PortalError as problem:
        return _page(request, workshop, status=problem.status, problem=problem.message)


def _page(
    request: HttpRequest, workshop: Workshop, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = shared(
        request,
        workshop,
        purposes=[
            (purpose, [str(field.label) for field in fields_of(workshop, purpose)])
            for purpose in Purpose
        ],
        chosen=request.POST.get("purpose", request.GET.get("purpose", "")),
        refused_token=request.GET.get("refused", "")[:40],
        **more,
    )
    return render(request, "workshops/import_people.html", context, status=status)


def _about(workshop: Workshop) -> str:
    return f"people:{workshop.pk}"


def _uploaded(request: HttpRequest, workshop: Workshop) -> Upload:
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose.values:
        raise PortalError(_("Say what is to be done with the people of the list."), status=422)
    data = import_preview.uploaded(request, megabytes=MEGABYTES).read()
    return Upload(purpose, data, lists.guess_mapping(workshop, purpose, lists.read_table(data)))


def _with_chosen_columns(request: HttpRequest, workshop: Workshop) -> Upload:
    """The upload with the columns that were chosen; guessed anew where it is read otherwise than before."""
    upload: Upload = import_preview.load(request, _about(workshop))
    old = upload.mapping
    encoding = request.POST.get("encoding", old.encoding)
    heading = as_positive_int(request.POST.get("heading", ""))
    table = lists.read_table(upload.data, encoding)
    if encoding != old.encoding:
        return replace(upload, mapping=lists.guess_mapping(workshop, upload.purpose, table))
    if heading != old.heading:
        return replace(upload, mapping=lists.remapped(workshop, upload.purpose, table, heading))
    names = {field.name for field in fields_of(workshop, upload.purpose)}
    columns = [request.POST.get(f"column-{place}", "") for place in range(table.width)]
    chosen = [name for name in columns if name]
    if twice := sorted({name for name in chosen if chosen.count(name) > 1}):
        labels = {field.name: str(field.label) for field in fields_of(workshop, upload.purpose)}
        text = _("Two columns are chosen for the same field: %(names)s.")
        given = ", ".join(labels.get(name, name) for name in twice)
        raise PortalError(text % {"names": given}, status=422)
    mapping = Mapping(
        heading,
        tuple(name if name in names else "" for name in columns),
        {
            name: value[:80]
            for name in FOR_ALL
            if name in names and (value := request.POST.get(f"all-{name}", ""))
        },
        encoding,
    )
    return replace(upload, mapping=mapping)


def _preview(request: HttpRequest, workshop: Workshop, upload: Upload) -> HttpResponse:
    people = _read(workshop, upload)
    lists.try_list(workshop, people, **actor_of(request))
    token = import_preview.keep(request, _about(workshop), upload)
    context = {
        "people": people,
        "purpose": Purpose(upload.purpose),
        "token": token,
        "columns": _columns(people),
        "for_all": _for_all(workshop, people),
        "heading_rows": [row.number for row in people.table.rows[:HEAD]],
        "encodings": [(code, ENCODING_NAMES[code]) for code in encodings.ENCODINGS]
        if people.table.encoding
        else [],
        "encoding_name": ENCODING_NAMES.get(people.table.encoding, ""),
        "rows": _rows(people),
        "shown_headings": _shown_headings(people),
    }
    return _page(request, workshop, status=200 if people.good else 422, **context)


def _read(workshop: Workshop, upload: Upload) -> PeopleList:
    table = lists.read_table(upload.data, upload.mapping.encoding)
    return lists.read_list(workshop, upload.purpose, table, upload.mapping)


def _columns(people: PeopleList) -> list[dict[str, Any]]:
    """Each column with its first values and the field that it is."""
    body = people.rows or [row for row in people.table.rows if row.number > people.mapping.heading]
    return [
        {
            "place": place,
            "heading": heading,
            "field": people.mapping.columns[place],
            "values": list(filter(None, (cell_at(row, place) for row in body)))[:SAMPLE],
        }
        for place, heading in enumerate(people.headings)
    ]


def _for_all(workshop: Workshop, people: PeopleList) -> list[dict[str, Any]]:
    """Fields that may be given once for all rows, with what may be chosen."""
    stakeholders = Registration._meta.get_field("stakeholder").flatchoices
    choices: dict[str, list[tuple[Any, Any]]] = {
        "participant_kind": [(kind.code, str(kind)) for kind in workshop.participant_kinds.all()],
        "stakeholder": [row for row in stakeholders if row[0] not in NOT_COUNTED],
        "country": _country_choices(),
        "mode": [
            row
            for row in Registration._meta.get_field("mode").flatchoices
            if row[0] in workshop.modes
        ],
        "language": list(languages.NAMES.items()),
    }
    return [
        {
            "name": field.name,
            "label": field.label,
            "choices": choices[field.name],
            "value": people.mapping.for_all.get(field.name, ""),
        }
        for field in people.fields
        if field.name in FOR_ALL
    ]


def _country_choices() -> list[tuple[str, str]]:
    codes = {area.pk: code for code, area in country_codes().items() if len(code) == 3}
    return [(codes[pk], name) for pk, name in countries() if pk in codes]


def _shown_headings(people: PeopleList) -> list[str]:
    return [
        heading for place, heading in enumerate(people.headings) if people.mapping.columns[place]
    ]


def _rows(people: PeopleList) -> list[dict[str, Any]]:
    """The first rows that can be taken, with their used cells."""
    places = [place for place, name in enumerate(people.mapping.columns) if name]
    return [
        {"row": row, "cells": [cell_at(row, place) for place in places]}
        for row in people.good[:SHOWN]
    ]


def _refused_rows(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The rows that cannot be taken as a file, with the reason in a last column."""
    table = import_preview.load(request, _about(workshop))
    if isinstance(table, Upload):
        people = _read(workshop, table)
        lists.try_list(workshop, people, **actor_of(request))
        table = _refused_table(people)
    response = HttpResponse(as_csv(table), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="refused-{workshop.code}.csv"'
    return response


def _refused_table(people: PeopleList) -> Table:
    headings = [*people.headings, _("Reason")]
    rows = [
        (
            *(cell_at(row, place) for place in range(len(people.headings))),
            " ".join(f"{heading}: {text}" if heading else text for heading, text in row.problems),
        )
        for row in people.refused
    ]
    return Table(
        title=_("Rows that were not taken"),
        columns=tuple(Column(heading, heading) for heading in headings),
        rows=tuple(rows),
    )


def _take(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    def take(upload: Upload) -> PeopleList:
        people = _read(workshop, upload)
        return lists.take_list(workshop, people, **actor_of(request))

    people = import_preview.take(request, _about(workshop), take)
    count = len(people.good)
    text = ngettext(
        "%(n)s person is taken from the list.", "%(n)s people are taken from the list.", count
    )
    messages.success(request, text % {"n": count})
    if people.refused:
        count = len(people.refused)
        text = ngettext("%(n)s row was not taken.", "%(n)s rows were not taken.", count)
        messages.warning(request, text % {"n": count})
        token = import_preview.keep(request, _about(workshop), _refused_table(people))
        return redirect(address("workshops:import_people", workshop) + f"?refused={token}")
    is_nomination = people.purpose in (Purpose.NOMINATE, Purpose.FOCAL)
    page = "workshops:nominations" if is_nomination else "workshops:people"
    return redirect(address(page, workshop))
