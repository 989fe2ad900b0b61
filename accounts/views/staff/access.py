"""Who sees the pages of staff."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from collections.abc import Callable


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For administrators; to everybody else who signed in there is no such page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise Http404(_("There is no such page."))
        return view(request, *args, **kwargs)

    return login_required(never_cache(checked))
