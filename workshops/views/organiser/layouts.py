"""How certificates and badges look: what stands on them, languages, emblem, signatures, previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core import documents
from core.errors import PortalError
from core.web import confirm
from core.web.actions import actor_of
from core.web.confirm import Confirmation
from workshops import access
from workshops.documents import previews
from workshops.forms import LayoutForm, PictureForm
from workshops.models import LayoutPicture
from workshops.selectors.layouts import layout_of, pictures_of, without_own_emblem
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
    if request.POST.get("act") == "remove_picture":
        return _remove_picture(request, workshop, page_url)
    if request.POST.get("act") == "picture":
        refused = _keep_picture(request, workshop)
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


def _place_of(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    """Which picture is meant: its role, and whether it is the commission's."""
    for_commission = request.POST.get("place") == "commission"
    if for_commission and not _may_set_for_commission(request, workshop):
        raise Http404(_("There is no such picture."))
    role = request.POST.get("role", "")
    return {"workshop": workshop, "role": role, "for_commission": for_commission}


def _keep_picture(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    """Keep a picture; what was refused, empty where it was done."""
    place = _place_of(request, workshop)
    form = PictureForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            data = form.cleaned_data["picture"].read()
            layouts.keep_picture(data=data, **place, **actor_of(request))
            messages.success(request, _("The picture is kept."))
            return {}
        problem, status = " ".join(form.errors["picture"]), 422
    except PortalError as refusal:
        problem, status = refusal.message, refusal.status
    return {
        "role": place["role"],
        "place": request.POST.get("place", "workshop"),
        "problem": problem,
        "status": status,
    }


def _remove_picture(request: HttpRequest, workshop: Workshop, page_url: str) -> HttpResponse:
    if confirm.is_repeated(request):
        return confirm.repeated(request, page_url)
    place = _place_of(request, workshop)
    consequences = [_("The picture is deleted. Certificates made before keep it.")]
    if place["for_commission"]:
        count = without_own_emblem(workshop.host)
        text = ngettext(
            "%(n)s workshop of the commission has no emblem of its own, and prints none from then on.",
            "%(n)s workshops of the commission have no emblem of their own, and print none from then on.",
            count,
        )
        consequences.append(text % {"n": count})
    confirmation = Confirmation(
        question=_("Remove this picture?"),
        consequences=consequences,
        button=_("Remove the picture"),
        state=[place["role"], place["for_commission"]],
    )
    return confirm.run_confirmed(
        request,
        page_url,
        confirmation,
        lambda: layouts.remove_picture(**place, **actor_of(request)),
        _("The picture is removed."),
    )


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
