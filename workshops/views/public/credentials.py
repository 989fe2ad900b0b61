"""What checks credentials: issuers with their keys, and lists of what is revoked. All of it public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import signing_keys
from regions.models import Commission
from workshops.documents import credentials as data
from workshops.models import Certificate
from workshops.services import credentials

if TYPE_CHECKING:
    from typing import Any

SECONDS = 300
"""So long others may keep an answer before they ask again whether a certificate was revoked."""


def _public(content: dict[str, Any], media_type: str) -> HttpResponse:
    response = JsonResponse(
        content, content_type=media_type, json_dumps_params={"ensure_ascii": False}
    )
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response


def _commission(code: str) -> Commission:
    return get_object_or_404(Commission.objects.select_related("area"), area__code=code)


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """All public keys whose signatures count (JWK Set), the one in use first."""
    return _public(
        {"keys": [key.jwk for key in signing_keys.published()]}, "application/jwk-set+json"
    )


@require_safe
def issuer(_request: HttpRequest, code: str) -> HttpResponse:
    """The profile of a commission as issuer."""
    return _public(
        {"@context": [data.CREDENTIALS, data.OPEN_BADGES], **data.profile_of(_commission(code))},
        "application/ld+json",
    )


@require_safe
def did_document(_request: HttpRequest, code: str) -> HttpResponse:
    """The document of a commission's did:web."""
    return _public(
        data.did_document(_commission(code), signing_keys.published()), "application/did+json"
    )


@require_safe
def status_list(_request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Which certificates are revoked, signed."""
    highest = Certificate.objects.exclude(status_index=None).count() // (data.LIST_SIZE // 2) + 1
    if not 1 <= number <= highest:
        raise Http404(_("There is no such status list."))
    token = credentials.status_list(_commission(code), number, timezone.now())
    response = HttpResponse(token, content_type="application/vc+jwt")
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
