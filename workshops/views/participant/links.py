"""Who comes by a personal link: the link is exchanged for a cookie, then the page opens with it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.web import link_proofs
from core.web.actions import as_positive_int
from core.web.link_proofs import Proof
from workshops.models import Draft, FocalPoint, Nomination, Registration, Speaker, Workshop
from workshops.models.nominations import FOCAL, NOMINEE
from workshops.models.registrations import LINK
from workshops.models.speakers import SPEAKER_LINK

if TYPE_CHECKING:
    from collections.abc import Callable

    View = Callable[..., HttpResponse]
    Row = Registration | FocalPoint | Speaker | Nomination


class LinkEnded(Exception):
    """The link was right once; `row` is what it opened."""

    def __init__(self, row: Row) -> None:
        super().__init__("the link has ended")
        self.row = row


class ProofMissing(Exception):
    """The address without a secret was opened in a browser that never opened the link."""


def _registration(pk: int) -> Registration | None:
    related = ("workshop__host__area", "workshop__country", "country", "nomination")
    return Registration.objects.select_related(*related).filter(pk=pk).first()


def _focal_point(pk: int) -> FocalPoint | None:
    related = ("workshop__host__area", "workshop__country", "country")
    return FocalPoint.objects.select_related(*related).filter(pk=pk).first()


def _speaker(pk: int) -> Speaker | None:
    related = ("workshop__host__area", "workshop__country")
    return Speaker.objects.select_related(*related).filter(pk=pk).first()


def _nomination(pk: int) -> Nomination | None:
    related = ("workshop__host__area", "workshop__country", "country", "focal_point")
    return Nomination.objects.select_related(*related).filter(pk=pk).exclude(secret="").first()


def _is_own(row: Row, secret: str) -> bool:
    """Whether a signed link is that of the row; links of focal points once had the address in them."""
    if secret == row.secret:
        return True
    return isinstance(row, FocalPoint) and row.link_renewed_at is None and secret == row.email


def _check_end(row: Row) -> None:
    if isinstance(row, FocalPoint) and row.link_ended_at is not None:
        raise LinkEnded(row)
    if timezone.localdate(timezone=row.workshop.tz) > row.link_ends_on:
        raise LinkEnded(row)


def _open(
    request: HttpRequest, token: str, kind: str, salt: str, load: Callable[[int], Any]
) -> tuple[Any, Proof]:
    """What the address opens, and with which proof."""
    if pk := as_positive_int(token):
        row = load(pk)
        proof = row and link_proofs.read(request, kind=kind, pk=pk, secret=row.secret)
        if not proof:
            raise ProofMissing
    else:
        try:
            pk, secret = signing.loads(token, salt=salt)
        except (signing.BadSignature, ValueError):
            raise Http404(_("This link is not valid.")) from None
        row = load(pk)
        if row is None or not _is_own(row, secret):
            raise Http404(_("This link is no longer valid. Ask the organisers for a new one."))
        proof = link_proofs.read(request, kind=kind, pk=pk, secret=row.secret) or Proof()
    _check_end(row)
    return row, proof


KINDS: dict[type, str] = {
    Registration: "registration",
    FocalPoint: "nominations",
    Speaker: "speaker",
    Nomination: "nominee",
}
"""What the cookie of a page is called by what the page shows."""


def give_proof(response: HttpResponse, row: Row, *, with_code: bool = False) -> HttpResponse:
    """Let the browser open the page from now on without the link."""
    link_proofs.give(
        response,
        kind=KINDS[type(row)],
        pk=row.pk,
        secret=row.secret,
        path_of=row.page_address,
        with_code=with_code,
    )
    return response


def draft_of(
    request: HttpRequest, workshop: Workshop, secret: str
) -> tuple[Draft, HttpResponse | None]:
    """What was begun, and where the browser goes first so that the secret leaves the address.

    Raises Http404 for what is no draft of the workshop, or a browser that never opened its link.
    """
    drafts = Draft.objects.filter(workshop=workshop, registration=None)
    pk = as_positive_int(secret)
    draft = (drafts.filter(pk=pk) if pk else drafts.filter(secret=secret)).first()
    if draft is None or (
        pk and link_proofs.read(request, kind="draft", pk=pk, secret=draft.secret) is None
    ):
        raise Http404(_("Nothing is kept under this link any more."))
    if pk or request.method == "POST":
        return draft, None
    response = redirect(draft.page_address())
    response.headers["Referrer-Policy"] = "no-referrer"
    link_proofs.give(
        response, kind="draft", pk=draft.pk, secret=draft.secret, path_of=draft.page_address
    )
    return draft, response


def _by_link(kind: str, salt: str, load: Callable[[int], Any]) -> Callable[[View], View]:
    def wrap(view: View) -> View:
        @never_cache
        @wraps(view)
        def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                row, proof = _open(request, token, kind, salt, load)
            except LinkEnded as ended:
                context = {"workshop": ended.row.workshop, "kind": kind}
                return render(request, "workshops/link_ended.html", context, status=410)
            except ProofMissing:
                return render(request, "workshops/link_needed.html", {"kind": kind}, status=403)
            has_secret = not token.isdecimal()
            if has_secret and request.method in ("GET", "HEAD"):
                return _leave_secret(request, row, proof)
            response = view(request, row, proof, *args, **kwargs)
            if has_secret:
                give_proof(response, row, with_code=proof.with_code)
                response.headers.setdefault("Referrer-Policy", "same-origin")
            return response

        return opened

    return wrap


def _leave_secret(request: HttpRequest, row: Row, proof: Proof) -> HttpResponse:
    """To the same page under the address without the secret."""
    match = request.resolver_match
    path = reverse(match.view_name, kwargs=match.kwargs | {"token": str(row.pk)})
    query = request.META.get("QUERY_STRING", "")
    response = redirect(f"{path}?{query}" if query else path)
    response.headers["Referrer-Policy"] = "no-referrer"
    return give_proof(response, row, with_code=proof.with_code)


by_registration_link = _by_link("registration", LINK, _registration)
"""The view gets the registration and the proof in the place of the token."""
by_focal_link = _by_link("nominations", FOCAL, _focal_point)
"""The view gets the focal point and the proof in the place of the token."""
by_speaker_link = _by_link("speaker", SPEAKER_LINK, _speaker)
"""The view gets the speaker and the proof in the place of the token."""
by_nominee_link = _by_link("nominee", NOMINEE, _nomination)
"""The view gets the nomination and the proof in the place of the token."""
