"""The layout of a workshop's documents, and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workshops.models import DocumentLayout, LayoutPicture
from workshops.models.layouts import BADGE_PARTS, USUAL_CERTIFICATE_PARTS

if TYPE_CHECKING:
    from regions.models import Commission
    from workshops.models import Workshop

Role = LayoutPicture.Role


def layout_of(workshop: Workshop) -> DocumentLayout:
    """The layout; the usual one where nobody chose."""
    return DocumentLayout.objects.filter(workshop=workshop).first() or DocumentLayout(
        workshop=workshop,
        certificate_parts=list(USUAL_CERTIFICATE_PARTS),
        badge_parts=list(BADGE_PARTS),
    )


def pictures_of(workshop: Workshop) -> dict[str, LayoutPicture]:
    """The pictures by their roles: the workshop's own, else the emblem of its commission. Two queries."""
    pictures = {picture.role: picture for picture in workshop.layout_pictures.all()}
    if Role.EMBLEM not in pictures:
        of_host = LayoutPicture.objects.filter(commission=workshop.host_id, role=Role.EMBLEM)
        pictures |= {picture.role: picture for picture in of_host}
    return pictures


def without_own_emblem(host: Commission) -> int:
    """How many workshops of the commission print its emblem, having none of their own."""
    return host.workshops.exclude(layout_pictures__role=Role.EMBLEM).count()
