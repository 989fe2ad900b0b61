"""Whether each part of the running portal answers, as JSON for machines and people."""

from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """State of each part."""
    return JsonResponse({})
