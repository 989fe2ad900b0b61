"""The results framework: project, accomplishments, indicators, periods and targets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import PortalError, Stale
from outcomes.measures.registry import find
from outcomes.models import (
    Accomplishment,
    AchievementIndicator,
    Extension,
    FrameworkVersion,
    Period,
    Project,
    StatusReport,
    Target,
)
from outcomes.models.framework import MANUAL
from outcomes.services.claims import Locked
from outcomes.services.events import About, note
from outcomes.stages import LOCKED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from outcomes.measures import Measure
    from studies.models import Study
    from workshops.models import Workshop


def _log(
    project: Project,
    action: str,
    *,
    by,
    at: datetime,
    text: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    note(About.FRAMEWORK, project.pk, action, by=by, at=at, text=text, detail=detail)


@transaction.atomic
def save_project(
    *, project: Project | None, values: dict[str, Any], reason: str = "", by, at: datetime
) -> Project:
    """A project, new or changed. Raises PortalError when a reason is needed."""
    values = dict(values)
    commissions = values.pop("commissions", None)
    project = project or Project()
    if project.pk and values.get("ends_on", project.ends_on) != project.ends_on:
        _check_end(project)
    for name, value in values.items():
        setattr(project, name, value)
    project.save()
    if commissions is not None:
        project.commissions.set(commissions)
    _log(project, "project", by=by, at=at, text=project.code)
    _save_version(project, reason, by=by, at=at)
    return project


def _check_end(project: Project) -> None:
    """Once something was reported the end moves by a decision alone. Raises PortalError."""
    if StatusReport.objects.filter(period__project=project).exists():
        text = _("A report of this project is begun. Record an extension; it moves the last day.")
        raise PortalError(text, code="needs_an_extension", status=422)


@transaction.atomic
def extend(
    *,
    project: Project,
    ends_on: date,
    decided_on: date,
    decided_by: str,
    reason: str,
    by,
    at: datetime,
) -> Extension:
    """Move the last day of the project by a decision. Raises PortalError when the days cannot be."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    if not reason.strip():
        raise PortalError(_("Give the reason for the extension."), code="reason_needed", status=422)
    if ends_on == project.ends_on:
        raise PortalError(_("The project ends on that day already."), code="invalid", status=422)
    last = project.periods.filter(reports__isnull=False).order_by("-ends_on").first()
    if ends_on < project.starts_on or (last and ends_on < last.starts_on):
        text = _("The project cannot end before what it has reported on.")
        raise PortalError(text, code="invalid", status=422)
    if decided_on > at.date():
        raise PortalError(_("This day has not come yet."), code="invalid", status=422)
    extension = Extension.objects.create(
        project=project,
        ended_on=project.ends_on,
        ends_on=ends_on,
        decided_on=decided_on,
        decided_by=decided_by.strip(),
        reason=reason.strip(),
    )
    project.ends_on = ends_on
    project.revision += 1
    project.save(update_fields=["ends_on", "revision"])
    _log(project, "extension", by=by, at=at, text=f"{extension}: {extension.reason}")
    _save_version(project, extension.reason, by=by, at=at)
    return extension


def _content(project: Project) -> dict[str, Any]:
    """The framework as it stands, for storing: what a figure of it means."""
    rows = project.accomplishments.prefetch_related("indicators__targets__period")
    return {
        "titles": project.titles,
        "objectives": project.objectives,
        "starts_on": project.starts_on.isoformat(),
        "ends_on": project.ends_on.isoformat(),
        "accomplishments": [
            {
                "number": accomplishment.number,
                "texts": accomplishment.texts,
                "indicators": [_indicator(row) for row in accomplishment.indicators.all()],
            }
            for accomplishment in rows
        ],
    }


def _indicator(indicator: AchievementIndicator) -> dict[str, Any]:
    names = (
        "number", "texts", "measure", "item", "kind", "unit", "verification", "baseline", "baseline_year",
        "baseline_note", "end_target",
    )  # fmt: skip
    targets = {str(row.period.year): row.value for row in indicator.targets.all()}
    return {name: getattr(indicator, name) for name in names} | {"targets": targets}


def _save_version(project: Project, reason: str, *, by, at: datetime) -> None:
    """Keep the framework as it stands now, when it differs. Raises PortalError when a reason is needed.

    It is needed once a report of the project is certified: the figures of that year stand under the
    texts of theirs, and readers of both want to know why they differ.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    last = project.versions.first()
    content = _content(project)
    if last and last.content == content:
        return
    reason = reason.strip()
    if (
        not reason
        and StatusReport.objects.filter(period__project=project, state__in=LOCKED).exists()
    ):
        text = _("A report of this project is certified. Give the reason for the change.")
        raise PortalError(text, code="reason_needed", status=422)
    number = last.number + 1 if last else 1
    FrameworkVersion.objects.create(
        project=project, number=number, reason=reason, content=content, at=at, by=by
    )


def _known_texts(old: dict[str, str] | None, new: dict[str, str]) -> dict[str, str]:
    """Texts by language: languages that were not written in this time keep theirs."""
    return {**(old or {}), **{code: text for code, text in new.items() if text.strip()}}


@transaction.atomic
def set_records(
    *,
    project: Project,
    workshops: Iterable[Workshop],
    studies: Iterable[Study],
    revision: int | None = None,
    by,
    at: datetime,
) -> None:
    """Which workshops and studies belong to the project. One may belong to several projects.

    Raises Stale when the project is not at `revision`, and PortalError for a record of which no commission
    of the project has a part: it would be counted in all and in no row.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if revision is not None and project.revision != revision:
        text = _(
            "Somebody changed this project while you were choosing. Look at it and choose again."
        )
        raise Stale(text)
    workshops, studies = list(workshops), list(studies)
    own = set(project.commissions.values_list("pk", flat=True))
    foreign = [
        str(record)
        for record, codes in (
            *((w, {w.host_id, *w.co_hosts.values_list("pk", flat=True)}) for w in workshops),
            *((s, set(s.commissions.values_list("pk", flat=True))) for s in studies),
        )
        if not codes & own
    ]
    if foreign:
        text = _("No commission of the project has a part in: %(records)s.")
        raise PortalError(text % {"records": "; ".join(foreign)}, code="invalid", status=422)
    before = _record_keys(project)
    project.workshops.set(workshops)
    project.studies.set(studies)
    after = _record_keys(project)
    project.revision += 1
    project.save(update_fields=["revision"])
    detail = {"added": sorted(after - before), "removed": sorted(before - after)}
    _log(project, "records", by=by, at=at, detail=detail)


def _record_keys(project: Project) -> set[str]:
    workshops = {f"workshop:{pk}" for pk in project.workshops.values_list("pk", flat=True)}
    return workshops | {f"study:{pk}" for pk in project.studies.values_list("pk", flat=True)}


@transaction.atomic
def save_accomplishment(
    *, project: Project, number: int, texts: dict[str, str], reason: str = "", by, at: datetime
) -> Accomplishment:
    """An expected accomplishment, new or changed, by its number. Raises PortalError when a reason is needed."""
    old = Accomplishment.objects.filter(project=project, number=number).first()
    accomplishment, _new = Accomplishment.objects.update_or_create(
        project=project,
        number=number,
        defaults={"texts": _known_texts(old.texts if old else None, texts)},
    )
    _log(project, f"EA{number}", by=by, at=at, text=reason)
    _save_version(project, reason, by=by, at=at)
    return accomplishment


@transaction.atomic
def save_indicator(
    *,
    accomplishment: Accomplishment,
    number: int,
    values: dict[str, Any],
    reason: str = "",
    by,
    at: datetime,
) -> AchievementIndicator:
    """An indicator of achievement, new or changed. Raises UnknownMeasure for what is no measure.

    What an indicator measures stays once a locked report gives a figure of it: the measure, the survey
    item and the kind. Texts and baseline may be put better then, with a reason.
    """
    measure = find(values["measure"])
    if "item" in measure.needs and measure.code != MANUAL and not values.get("item"):
        raise PortalError(
            _("This measure needs a survey item such as SKI1."), code="invalid", status=422
        )
    old = AchievementIndicator.objects.filter(accomplishment=accomplishment, number=number).first()
    if (
        old
        and (old.measure, old.item, old.kind)
        != (values["measure"], values.get("item", ""), values.get("kind", old.kind))
        and old.actuals.filter(report__state__in=LOCKED).exists()
    ):
        raise Locked(
            _("A certified report gives a figure of this indicator; begin a new indicator instead.")
        )
    values = values | {"texts": _known_texts(old.texts if old else None, values["texts"])}
    _check_kind(values, measure)
    indicator, _new = AchievementIndicator.objects.update_or_create(
        accomplishment=accomplishment, number=number, defaults=values
    )
    project = accomplishment.project
    _log(project, f"indicator {accomplishment.label}.{number}", by=by, at=at, text=reason)
    _save_version(project, reason, by=by, at=at)
    return indicator


def _check_kind(values: dict[str, Any], measure: Measure) -> None:
    """Raises PortalError for a kind that the measure cannot have, or a target that its kind cannot reach."""
    kind = values.get("kind", AchievementIndicator.Kind.LEVEL)
    if kind == AchievementIndicator.Kind.CUMULATIVE and measure.is_share:
        text = _("A share is not added up over years; choose a level.")
        raise PortalError(text, code="invalid", status=422)
    check_target(measure, kind, values.get("end_target"))


@transaction.atomic
def open_period(*, project: Project, year: int, by, at: datetime) -> Period:
    """The period of a year; made when it is not there. Raises PortalError outside the project's years."""
    if not project.starts_on.year <= year <= project.ends_on.year:
        raise PortalError(
            _("The project runs from %(first)s to %(last)s.")
            % {"first": project.starts_on.year, "last": project.ends_on.year},
            code="invalid",
            status=422,
        )
    starts_on, ends_on = _days_of(project, year)
    period, new = Period.objects.get_or_create(
        project=project, year=year, defaults={"starts_on": starts_on, "ends_on": ends_on}
    )
    if new:
        _log(project, "period", by=by, at=at, text=str(year))
    return period


def _days_of(project: Project, year: int) -> tuple[date, date]:
    """The calendar year; after a period that is none, the twelve months that follow it."""
    before = project.periods.filter(year=year - 1).first()
    if before is None or before.is_calendar_year:
        return date(year, 1, 1), date(year, 12, 31)
    starts_on = before.ends_on + timedelta(days=1)
    # The day before the same day of the next year; a 29 February ends as a 28th.
    following = starts_on.replace(year=starts_on.year + 1, day=min(starts_on.day, 28))
    if starts_on.day <= 28:
        return starts_on, following - timedelta(days=1)
    return starts_on, starts_on + timedelta(days=364)


@transaction.atomic
def set_period_days(
    *, project: Project, year: int, starts_on: date, ends_on: date, by, at: datetime
) -> Period:
    """The period of a year that is no calendar year; made when it is not there.

    Raises Locked when it is reported on, and PortalError for days outside its year or the project, or
    that another period has.
    """
    project = Project.objects.select_for_update().get(pk=project.pk)
    if ends_on < starts_on or year not in (starts_on.year, ends_on.year):
        text = _("The days are out of order, or none of them lies in %(year)s.")
        raise PortalError(text % {"year": year}, code="invalid", status=422)
    if ends_on < project.starts_on or starts_on > project.ends_on:
        text = _("The project runs from %(first)s to %(last)s.")
        fields = {"first": project.starts_on, "last": project.ends_on}
        raise PortalError(text % fields, code="invalid", status=422)
    others = project.periods.exclude(year=year)
    if other := others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first():
        text = _("The period %(year)s has some of these days; a figure would count in both.")
        raise PortalError(text % {"year": other.year}, code="invalid", status=422)
    period = project.periods.filter(year=year).first() or Period(project=project, year=year)
    if period.pk and period.reports.exists():
        text = _("A report of %(year)s is begun; its days stay.")
        raise Locked(text % {"year": year})
    period.starts_on, period.ends_on = starts_on, ends_on
    period.save()
    _log(project, f"period {year}", by=by, at=at, text=f"{starts_on} – {ends_on}")
    return period


def is_locked(period: Period) -> bool:
    """Whether a certified report of the period stands."""
    return StatusReport.objects.filter(period=period, state__in=LOCKED).exists()


@transaction.atomic
def set_target(
    *,
    indicator: AchievementIndicator,
    period: Period,
    value: float | None,
    reason: str = "",
    by,
    at: datetime,
) -> None:
    """A target of a period; None takes it away.

    Raises Locked when the period is certified, and PortalError for a target that cannot be reached, or
    when a reason is needed.
    """
    check_target(find(indicator.measure), indicator.kind, value)
    period = Period.objects.select_for_update().get(pk=period.pk)
    if is_locked(period):
        text = _("The report of %(year)s is certified; its targets stay.")
        raise Locked(text % {"year": period.year})
    try:
        with transaction.atomic():
            if value is None:
                Target.objects.filter(indicator=indicator, period=period).delete()
            else:
                Target.objects.update_or_create(
                    indicator=indicator, period=period, defaults={"value": value}
                )
    except IntegrityError as problem:
        raise Locked(_("The period was certified meanwhile; its targets stay.")) from problem
    _log(
        period.project,
        f"target {period.year}",
        by=by,
        at=at,
        text=f"{indicator.pk}: {value} {reason}".strip(),
    )
    _save_version(period.project, reason, by=by, at=at)


def check_target(measure: Measure, kind: str, value: float | None) -> None:
    """Raises PortalError for a target that cannot be reached."""
    if value is None:
        return
    if kind == AchievementIndicator.Kind.YES_NO and value not in (0, 1):
        text = _("The target of a yes-or-no indicator is 1 (yes) or 0 (no).")
        raise PortalError(text, code="invalid", status=422)
    most = 100 if measure.is_share else None
    if value < 0 or (most is not None and value > most):
        text = (
            _("A target of a share lies between 0 and 100 per cent.")
            if most
            else _("A target is not below 0.")
        )
        raise PortalError(text, code="invalid", status=422)
