"""Records of a project beside its framework: page, work plan, money, risks, lessons. One way to write each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from core.errors import PortalError
from outcomes.models import Expenditure, ManualActual, Project, StatusReport
from outcomes.services.claims import Locked
from outcomes.services.events import About, note
from outcomes.stages import LOCKED

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model


def locked_project(project: Project) -> Project:
    """The project under its lock, to the end of the transaction."""
    return Project.objects.select_for_update().get(pk=project.pk)


@transaction.atomic
def save(*, project: Project, record: Model, by, at: datetime) -> Model:
    """Store a record of the project, new or changed. Raises Locked for figures of a certified period."""
    project = locked_project(project)
    if old := type(record)._default_manager.filter(pk=record.pk).first():
        _check_lock(old)
    _check_lock(record)
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as problem:
        text = _("This is recorded already, or its days and values do not go together.")
        raise PortalError(text, code="invalid", status=422) from problem
    action = f"{_kind_of(record)}: {'changed' if old else 'added'}"
    note(About.FRAMEWORK, project.pk, action[:40], by=by, at=at, text=str(record)[:500])
    return record


@transaction.atomic
def remove(*, project: Project, record: Model, by, at: datetime) -> None:
    """Take a record of the project out. Raises Locked, and PortalError when something rests on it."""
    project = locked_project(project)
    _check_lock(record)
    text, name = str(record)[:500], _kind_of(record)
    try:
        with transaction.atomic():
            record.delete()
    except IntegrityError as problem:  # ProtectedError is one
        message = _("Something else rests on this record, so it stays.")
        raise PortalError(message, code="in_use", status=409) from problem
    note(About.FRAMEWORK, project.pk, f"{name}: removed"[:40], by=by, at=at, text=text)


def _kind_of(record: Model) -> str:
    """What the record is in the words of the trail, which is kept in one language."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(record._meta.verbose_name)


def _check_lock(record: Any) -> None:
    """Raises Locked for a figure of a period whose report is certified; corrections stand in a later one."""
    if not isinstance(record, (Expenditure, ManualActual)):
        return
    reports = StatusReport.objects.filter(period=record.period_id, state__in=LOCKED)
    if record.commission_id:
        reports = reports.filter(Q(commission=None) | Q(commission=record.commission_id))
    if reports.exists():
        text = _("The report of %(year)s is certified. Enter a correction in a later period.")
        raise Locked(text % {"year": record.period.year})
