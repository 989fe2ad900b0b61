"""What a manager decides for the IATI file of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from outcomes.models import IatiProfile, Project
from outcomes.services.events import About, note

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def save_profile(*, project: Project, values: dict[str, Any], by, at: datetime) -> IatiProfile:
    """Keep currency, funder and policy markers; the event says what they are."""
    profile, _created = IatiProfile.objects.update_or_create(project=project, defaults=values)
    note(About.FRAMEWORK, project.pk, "IATI profile", by=by, at=at, detail=values)
    return profile
