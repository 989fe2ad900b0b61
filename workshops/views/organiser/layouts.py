"""How certificates and badges look: what stands on them, languages, emblem, signatures, previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import documents
from core.errors import PortalError
from core.web.actions import actor_of
from workshops import access
from workshops.documents import previews
from workshops.forms import LayoutForm, PictureForm
from workshops.models import LayoutPicture
from workshops.selectors.layouts import layout_of, pictures_of
from workshops.services import layouts
from workshops.views.organiser.actions import READ, address, duty, pdf, save_guarded, shared

if TYPE_CHECKING:
    from workshops.models import Workshop

Role = LayoutPicture.Role
PREVIEWS = {"certificate": previews.certificate_preview, "badges": previews.badge_preview}


@require_http_methods(READ)
@duty("plan")
def layout(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """The choices, the pictures, and previews on the longest names."""
    page_url = address("workshops:layout", workshop)
    refused: dict[str, Any] = {}
    if request.POST.get("act") in ("picture", "remove_picture"):
        refused = _change_picture(request, workshop)
        if not refused:
            return redirect(page_url)

    def make(data: Any) -> LayoutForm:
        return LayoutForm(data, instance=layout_of(workshop))

    def save(form: LayoutForm) -> None:
        layouts.save(layout=form.save(commit=False), **actor_of(request))

    guard, problem, status = save_guarded(request, workshop, make, save, "layout")
    if not status:
        messages.success(
            request, _("The layout is saved. Certificates made before stay as they are.")
        )
        return redirect(page_url)
    context = shared(
        request,
        workshop,
        form=guard.form,
        problem=problem,
        pictures=_pictures(request, workshop, refused),
        fonts=documents.has_fonts(),
    )
    return render(request, "workshops/layout.html", context, status=refused.get("status", status))


def _change_picture(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    """Keep or remove a picture; what was refused, empty where it was done."""
    role, place = request.POST.get("role", ""), request.POST.get("place", "workshop")
    for_commission = place == "commission"
    if for_commission and not _may_set_for_commission(request, workshop):
        raise Http404(_("There is no such picture."))
    actor: dict[str, Any] = {
        "workshop": workshop,
        "role": role,
        "for_commission": for_commission,
        **actor_of(request),
    }
    try:
        if request.POST.get("act") == "remove_picture":
            layouts.remove_picture(**actor)
            messages.success(request, _("The picture is removed."))
            return {}
        form = PictureForm(request.POST, request.FILES)
        if form.is_valid():
            layouts.keep_picture(data=form.cleaned_data["picture"].read(), **actor)
            messages.success(request, _("The picture is kept."))
            return {}
        problem, status = " ".join(form.errors["picture"]), 422
    except PortalError as refusal:
        problem, status = refusal.message, refusal.status
    return {"role": role, "place": place, "problem": problem, "status": status}


def _may_set_for_commission(request: HttpRequest, workshop: Workshop) -> bool:
    return access.hosted_commissions(request.user).filter(pk=workshop.host_id).exists()


def _pictures(
    request: HttpRequest, workshop: Workshop, refused: dict[str, Any]
) -> list[dict[str, Any]]:
    """Each place for a picture, with what lies there and what was refused for it."""
    own = {picture.role: picture for picture in workshop.layout_pictures.all()}
    shown = pictures_of(workshop).get(Role.EMBLEM)
    of_host = shown if shown and shown.commission_id else None
    places = [(role, "workshop", str(role.label), own.get(role)) for role in Role]
    if _may_set_for_commission(request, workshop):
        label = _("Emblem of all workshops of the commission that have none of their own")
        host = LayoutPicture.objects.filter(commission=workshop.host_id, role=Role.EMBLEM).first()
        places.insert(1, (Role.EMBLEM, "commission", label, host))
    return [
        {
            "role": str(role.value),
            "place": place,
            "label": label,
            "picture": picture,
            "inherited": of_host if place == "workshop" and role == Role.EMBLEM else None,
            "problem": refused.get("problem", "")
            if (refused.get("role"), refused.get("place")) == (role, place)
            else "",
        }
        for role, place, label, picture in places
    ]


@require_safe
@duty("plan")
def picture(request: HttpRequest, workshop: Workshop, role: str) -> HttpResponse:
    """A picture of the layout, to look at."""
    if request.GET.get("place") == "commission":
        rows = LayoutPicture.objects.filter(commission=workshop.host_id, role=role)
    else:
        rows = workshop.layout_pictures.filter(role=role)
    found = rows.first()
    if found is None:
        raise Http404(_("There is no such picture."))
    return HttpResponse(bytes(found.png), content_type="image/png")


@require_safe
@duty("plan")
def preview(request: HttpRequest, workshop: Workshop, name: str) -> HttpResponse:
    """Certificates or badges with the longest name in each script."""
    if name not in PREVIEWS:
        raise Http404(_("There is no such file."))
    return pdf(
        request, workshop, lambda: PREVIEWS[name](workshop), f"preview-{name}-{workshop.code}"
    )
