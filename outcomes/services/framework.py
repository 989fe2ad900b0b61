"""The results framework: project, accomplishments, indicators, periods and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import PortalError, Stale
from outcomes.measures.registry import find
from outcomes.models import (
    Accomplishment,
    AchievementIndicator,
    Period,
    Project,
    StatusReport,
    Target,
)
from outcomes.services.claims import Locked
from outcomes.services.events import About, note
from outcomes.stages import LOCKED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

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
def save_project(*, project: Project | None, values: dict[str, Any], by, at: datetime) -> Project:
    """A project, new or changed."""
    values = dict(values)
    commissions = values.pop("commissions", None)
    project = project or Project()
    for name, value in values.items():
        setattr(project, name, value)
    project.save()
    if commissions is not None:
        project.commissions.set(commissions)
    _log(project, "project", by=by, at=at, text=project.code)
    return project


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
    *, project: Project, number: int, texts: dict[str, str], by, at: datetime
) -> Accomplishment:
    """An expected accomplishment, new or changed, by its number."""
    accomplishment, _new = Accomplishment.objects.update_or_create(
        project=project, number=number, defaults={"texts": texts}
    )
    _log(project, f"EA{number}", by=by, at=at)
    return accomplishment


@transaction.atomic
def save_indicator(
    *, accomplishment: Accomplishment, number: int, values: dict[str, Any], by, at: datetime
) -> AchievementIndicator:
    """An indicator of achievement, new or changed. Raises UnknownMeasure for what is no measure.

    The measure of an indicator that a locked report gives a figure of stays.
    """
    measure = find(values["measure"])
    if "item" in measure.needs and not values.get("item"):
        raise PortalError(
            _("This measure needs a survey item such as SKI1."), code="invalid", status=422
        )
    old = AchievementIndicator.objects.filter(accomplishment=accomplishment, number=number).first()
    if (
        old
        and old.measure != values["measure"]
        and old.actuals.filter(report__state__in=LOCKED).exists()
    ):
        raise Locked(
            _("A certified report gives a figure of this indicator; begin a new indicator instead.")
        )
    indicator, _new = AchievementIndicator.objects.update_or_create(
        accomplishment=accomplishment, number=number, defaults=values
    )
    _log(accomplishment.project, f"indicator {accomplishment.label}.{number}", by=by, at=at)
    return indicator


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
    period, new = Period.objects.get_or_create(project=project, year=year)
    if new:
        _log(project, "period", by=by, at=at, text=str(year))
    return period


def is_locked(period: Period) -> bool:
    """Whether a certified report of the period stands."""
    return StatusReport.objects.filter(period=period, state__in=LOCKED).exists()


@transaction.atomic
def set_target(
    *, indicator: AchievementIndicator, period: Period, value: float | None, by, at: datetime
) -> None:
    """A target of a period; None takes it away. Raises Locked when the period is certified."""
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
    _log(period.project, f"target {period.year}", by=by, at=at, text=f"{indicator.pk}: {value}")
