"""What an imported table would change, and the change itself: all of it, or nothing.

Rows with the same text in `study` are editions of one work; a number means a study of the portal.
Without it a row belongs to the study that has an edition in the same language with the same symbol,
else with the same title, so the same table imported twice changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.api.parameters import unknown
from core.errors import Refused
from regions.models import Area, Commission, Term
from studies.access import edited_commissions, may_edit
from studies.imports.table import EditionRow, Problem, ReadTable
from studies.models import Author, Contribution, Edition, Institution, Study, StudyEvent
from studies.services.workflow import Incomplete, create_study, locked, record

if TYPE_CHECKING:
    from datetime import datetime

TEXTS = ("title", "subtitle", "abstract", "issued", "symbol", "publisher", "isbn", "doi")


@dataclass(slots=True)
class Item:
    """One work of the table: new when `study` is None. `changes` are (row, field, before, after)."""

    study: Study | None
    rows: list[EditionRow]
    changes: list[tuple[int, str, str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The title of its first row."""
        return self.rows[0].values["title"]

    @property
    def action(self) -> str:
        """`create`, `change` or `same`."""
        if self.study is None:
            return "create"
        return "change" if self.changes else "same"


@dataclass(slots=True)
class Plan:
    """What would happen; nothing at all while there are problems."""

    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, action: str) -> int:
        """Works with this action."""
        return sum(item.action == action for item in self.items)

    @property
    def counts(self) -> dict[str, int]:
        """Works by action."""
        return {name: self.count(name) for name in ("create", "change", "same")}


class KnownCodes:
    """Codes of the database, read once for the whole table."""

    def __init__(self, user) -> None:
        self.commissions = {
            commission.code: commission for commission in Commission.objects.select_related("area")
        }
        self.countries = {area.code: area for area in Area.objects.countries()}
        self.terms = {term.code: term for term in Term.objects.all()}
        self.edited = {commission.code for commission in edited_commissions(user)}


def plan(read: ReadTable, *, by) -> Plan:
    """What the table would change for this person, with every problem by row and column."""
    codes = KnownCodes(by)
    import_plan = Plan(problems=list(read.problems))
    for row in read.rows:
        import_plan.problems += _unknown_codes(row, codes)
    by_key: dict[object, Item] = {}
    for row in read.rows:
        study, problem = _study_of(row, by)
        if problem:
            import_plan.problems.append(problem)
            continue
        key = study.pk if study else ("new", row.values["study"] or row.number)
        item = by_key.setdefault(key, Item(study, []))
        if any(other.values["language"] == row.values["language"] for other in item.rows):
            text = _("The table has this study twice in this language.")
            import_plan.problems.append(Problem(row.number, "language", text))
            continue
        item.rows.append(row)
    import_plan.items = [item for item in by_key.values() if item.rows]
    for item in import_plan.items:
        item.changes = _changes(item)
    import_plan.problems.sort(key=lambda entry: (entry.row, entry.column))
    return import_plan


def _unknown_codes(row: EditionRow, codes: KnownCodes) -> list[Problem]:
    problems = []
    for column, table in (
        ("commissions", codes.commissions),
        ("countries", codes.countries),
        ("themes", codes.terms),
    ):
        problems += [
            Problem(row.number, column, unknown(code, table))
            for code in row.values[column]
            if code not in table
        ]
    chosen = set(row.values["commissions"]) & codes.commissions.keys()
    if chosen and not chosen & codes.edited:
        text = _("You edit for none of these commissions.")
        problems.append(Problem(row.number, "commissions", text))
    return problems


def _study_of(row: EditionRow, by) -> tuple[Study | None, Problem | None]:
    """The study the row belongs to, None for a new one."""
    reference = row.values["study"]
    if reference.isascii() and reference.isdigit():
        study = Study.objects.filter(pk=int(reference[:15])).first()
        if study is None or not may_edit(by, study):
            text = _(
                "You edit no study with the number %(number)s. For a new one, write a name or nothing."
            )
            return None, Problem(row.number, "study", text % {"number": reference})
        return study, None
    editions = Edition.objects.filter(language=row.values["language"]).select_related("study")
    for name in ("symbol", "title"):
        if value := row.values[name]:
            matching = [edition.study for edition in editions.filter(**{name: value})[:20]]
            editable = [study for study in matching if may_edit(by, study)]
            if editable:
                return editable[0], None
    return None, None


def _changes(item: Item) -> list[tuple[int, str, str, str]]:
    if item.study is None:
        return []
    changes: list[tuple[int, str, str, str]] = []
    editions = {edition.language: edition for edition in item.study.editions.all()}
    for row in item.rows:
        edition = editions.get(row.values["language"])
        for name in TEXTS:
            before, after = getattr(edition, name, ""), row.values[name]
            # An empty cell says nothing; it never empties a field.
            if after and after != before:
                changes.append((row.number, name, before, after))
    for column, relation, path in (
        ("commissions", "commissions", "area__code"),
        ("countries", "countries", "code"),
        ("themes", "terms", "code"),
    ):
        before = set(getattr(item.study, relation).values_list(path, flat=True))
        after = before | {code for row in item.rows for code in row.values[column]}
        if after != before:
            change = (", ".join(sorted(before)), ", ".join(sorted(after)))
            changes.append((item.rows[0].number, column, *change))
    people = _people(item)
    if people and not item.study.contributions.exists():
        changes.append((item.rows[0].number, "authors", "", "; ".join(map(_name, people))))
    return changes


def _people(item: Item) -> list[tuple[str, str, bool]]:
    """Family and given name, or an institution's name, once each in the order of the table."""
    authors = [(*person, False) for row in item.rows for person in row.values["authors"]]
    bodies = [(name, "", True) for row in item.rows for name in row.values["institutions"]]
    return list(dict.fromkeys(authors + bodies))


def _name(person: tuple[str, str, bool]) -> str:
    return f"{person[0]}, {person[1]}" if person[1] else person[0]


@transaction.atomic
def apply(read: ReadTable, *, by, at: datetime) -> Plan:
    """Write the table: new works as drafts, known ones changed. Raises Refused; then nothing is written."""
    import_plan = plan(read, by=by)
    if import_plan.problems:
        raise Refused(_("The table has problems, so nothing was imported."))
    codes = KnownCodes(by)
    for item in import_plan.items:
        if item.action == "same":
            continue
        try:
            with transaction.atomic():
                _write(item, codes, by, at)
        except Incomplete as problem:
            number = item.rows[0].number
            raise Refused(
                _("Row %(row)s: %(why)s Nothing was imported.")
                % {"row": number, "why": problem.message}
            ) from problem
    return import_plan


def _write(item: Item, codes: KnownCodes, by, at: datetime) -> None:
    if item.study is None:
        first = item.rows[0].values
        commissions = [codes.commissions[code] for code in first["commissions"]]
        study = create_study(
            commissions=commissions, by=by, at=at, language=first["language"], title=first["title"]
        )
    else:
        study = locked(item.study.pk)
    for row in item.rows:
        edition, _new = Edition.objects.get_or_create(
            study=study,
            language=row.values["language"],
            defaults={"in_preparation": item.study is not None},
        )
        for name in TEXTS:
            if row.values[name]:
                setattr(edition, name, row.values[name])
        edition.save()
        study.commissions.add(*(codes.commissions[code] for code in row.values["commissions"]))
        study.countries.add(*(codes.countries[code] for code in row.values["countries"]))
        study.terms.add(*(codes.terms[code] for code in row.values["themes"]))
    if not study.contributions.exists():
        _write_people(study, _people(item))
    detail: dict[str, Any] = {"rows": [row.number for row in item.rows]}
    record(study, by=by, at=at, action=StudyEvent.Action.IMPORTED, detail=detail)


def _write_people(study: Study, people: list[tuple[str, str, bool]]) -> None:
    for position, (name, given, is_body) in enumerate(people, start=1):
        author = institution = None
        if is_body:
            institution = Institution.objects.get_or_create(name=name)[0]
        else:
            author = Author.objects.get_or_create(family=name, given=given, orcid="")[0]
        Contribution.objects.create(
            study=study, position=position, author=author, institution=institution
        )
