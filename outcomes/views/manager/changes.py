"""Policy changes for managers: recording, reviewing and publishing policy changes."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import PortalError
from core.i18n.languages import NAMES, UNITED_NATIONS
from core.web import confirm, edit_guard
from core.web.actions import actor_of, as_positive_int, positive_int, run_action
from core.web.confirm import Confirmation
from core.web.edit_guard import last_change
from core.web.once import once_per_form
from core.web.unsent import posted, shows_unsent
from evaluations.models import PolicyLead
from outcomes import access
from outcomes.forms.changes import (
    ChangeForm,
    ContributionForm,
    EvidenceForm,
    StepForm,
    SubstantiationForm,
)
from outcomes.models import Claim, OutcomeEvent, PolicyChange, Project, StatusReport
from outcomes.selectors.record_differences import difference
from outcomes.services import changes, contributions, records, revisions, steps
from outcomes.services.events import About, history
from outcomes.stages import RECORD, WHY, RecordState, ReportState
from regions.models import Commission

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

PAGE = 40
READ = ["GET", "HEAD", "POST"]
Role = access.Role


def worker(*allowed: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Signed in, with any role, or with one of those allowed."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @never_cache
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            own = access.roles(request.user)
            if not own or (allowed and not own & set(allowed)):
                raise PermissionDenied(
                    _("This account has no such role for outcomes. Ask an administrator.")
                )
            return view(request, *args, **kwargs)

        return checked

    return wrap


def own_change(request: HttpRequest, pk: int, *, writes: bool = False) -> PolicyChange:
    """The record, when the person may work on it; to others it does not exist."""
    change = (
        PolicyChange.objects.select_related("country", "recorded_by", "reviewed_by", "revises")
        .filter(pk=pk)
        .first()
    )
    reviews = Role.REVIEWER in access.roles(request.user)
    if change is None or not (access.may_record(request.user, change) or (reviews and not writes)):
        raise Http404(_("There is no such record."))
    return change


@require_safe
@worker()
def manage(request: HttpRequest) -> HttpResponse:
    """What waits for the person: records, reports, claims whose records moved."""
    queryset = (
        PolicyChange.objects.filter(access.managed_by(request.user))
        .distinct()
        .select_related("country")
    )
    state = request.GET.get("state", "")
    if state in RecordState.values:
        queryset = queryset.filter(state=state)
    context = {
        "page": Paginator(queryset.order_by("-changed_at"), PAGE).get_page(request.GET.get("page")),
        "states": RecordState.choices,
        "state": state,
        "roles": access.roles(request.user),
        "reports": StatusReport.objects.select_related(
            "period__project", "commission__area"
        ).order_by("-period__year", "-version", "pk")[:20],
        "waiting": PolicyChange.objects.filter(state=RecordState.IN_REVIEW).count(),
        "stale": Claim.objects.stale().exclude(report__state=ReportState.PUBLISHED).count(),
        "stale_public": Claim.objects.public().stale().count(),
        "leads": PolicyLead.objects.filter(state=PolicyLead.State.NEW).select_related("workshop")[
            :20
        ],
        "projects": Project.objects.all(),
        "commissions": Commission.objects.select_related("area").order_by("area__code"),
        "languages": [(code, NAMES[code]) for code in UNITED_NATIONS],
        "may_record": access.records_for(request.user).exists(),
    }
    return render(request, "outcomes/manage.html", context)


@once_per_form
@shows_unsent()
@require_http_methods(READ)
@worker(Role.RECORDER, Role.MANAGER)
def new(request: HttpRequest) -> HttpResponse:
    """A draft of a change; of a lead when one is named, which is taken up then."""
    form, lead = _form(request, PolicyChange(), posted(request)), _lead(request)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            change = changes.record(
                values=form.values(),
                commissions=form.cleaned_data["commissions"],
                terms=form.cleaned_data["terms"],
                projects=form.cleaned_data["projects"],
                **actor_of(request),
            )
            if lead:
                changes.take_up(lead=lead, change=change, **actor_of(request))
        messages.success(
            request, _("The draft is made. Add evidence, then the steps that rest on it.")
        )
        return redirect("outcomes:manage_change", change.pk)
    context = {"form": form, "lead": lead}
    return render(
        request,
        "outcomes/edit_change.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def _lead(request: HttpRequest) -> PolicyLead | None:
    """The lead in the address, while nobody has decided on it."""
    waiting = PolicyLead.objects.filter(state=PolicyLead.State.NEW)
    return waiting.filter(pk=as_positive_int(request.GET.get("lead", ""))).first()


def _form(request: HttpRequest, change: PolicyChange, data: Any) -> ChangeForm:
    return ChangeForm(
        data,
        instance=change,
        allowed=access.records_for(request.user),
        countries=access.recorded_countries(request.user),
    )


@shows_unsent()
@require_http_methods(READ)
@worker(Role.RECORDER, Role.MANAGER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The record's own fields."""
    change = own_change(request, pk, writes=True)

    def save(form: ChangeForm) -> None:
        changes.save(
            change=change,
            values=form.values(),
            commissions=_credited(request, change, form),
            terms=form.cleaned_data["terms"],
            projects=form.cleaned_data["projects"],
            **actor_of(request),
        )

    guard, problem, status = edit_guard.save_guarded(
        request,
        lock=lambda: records.locked(pk),
        make=lambda data: _form(request, PolicyChange.objects.get(pk=pk), data),
        save=save,
        changed_by=lambda: last_change(history(About.CHANGE, pk)),
    )
    if status == edit_guard.SAVED:
        messages.success(request, _("The record is saved."))
        return redirect("outcomes:manage_change", pk)
    context = {"form": guard.form, "change": change, "problem": problem}
    return render(request, "outcomes/edit_change.html", context, status=status)


def _credited(request: HttpRequest, change: PolicyChange, form: ChangeForm) -> list[Any]:
    """The chosen commissions, and those credited already that are not the person's to take away."""
    others_credited = change.commissions.exclude(
        pk__in=access.records_for(request.user).values("pk")
    )
    return [*form.cleaned_data["commissions"], *others_credited]


@require_safe
@worker()
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything of a record, with what may be done next."""
    return _page(request, own_change(request, pk), {})


def _forms(change: PolicyChange) -> dict[str, forms.BaseForm]:
    return {
        "step": StepForm(change=change, prefix="step"),
        "evidence": EvidenceForm(prefix="evidence"),
        "contribution": ContributionForm(change=change, prefix="contribution"),
        "substantiation": SubstantiationForm(prefix="substantiation"),
    }


def _page(
    request: HttpRequest, change: PolicyChange, bound: dict[str, forms.BaseForm], status: int = 200
) -> HttpResponse:
    records_here = access.may_record(request.user, change)
    public = change.revises
    context = {
        "change": change,
        "public": public,
        "differences": difference(public, change) if public else [],
        "open_revision": PolicyChange.objects.filter(revises=change).first(),
        "records_here": records_here,
        "writes": records_here and change.state == RecordState.DRAFT,
        "returned": _returned(change),
        "wrote": request.user.pk in records.writers(change),
        "reviews": Role.REVIEWER in access.roles(request.user),
        "steps": change.steps.select_related("evidence"),
        "pieces": change.evidence.select_related("recorded_by"),
        "contributions": change.contributions.select_related(
            "workshop", "study", "recommendation__study"
        ).prefetch_related("evidence"),
        "substantiations": change.substantiations.select_related("recorded_by"),
        "why": WHY,
        "commissions": change.commissions.select_related("area"),
        "missing": records.missing(change),
        "improvements": changes.improvements(change),
        "next": sorted(RECORD.following(change.state)),
        "events": history(About.CHANGE, change.record_key)[:30],
        "is_own": change.recorded_by_id == request.user.pk,
        **_forms(change),
        **bound,
    }
    return render(request, "outcomes/manage_change.html", context, status=status)


def _returned(change: PolicyChange) -> OutcomeEvent | None:
    """By whom, when and why the draft was returned; None when it was not."""
    if change.state != RecordState.DRAFT or not change.state_note:
        return None
    returned = f"record: {RecordState.DRAFT}"
    return history(About.CHANGE, change.record_key).filter(action=returned).first()


@once_per_form
@require_POST
@worker()
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Add a step, evidence, a contribution or what an independent person says; or move the record."""
    moves = action == "move"
    change = own_change(request, pk, writes=not moves and action != "substantiation")
    if action == "revise":
        return _revise(request, change)
    if action == "give-up":
        return _give_up(request, change)
    if moves:
        return _move(request, change)
    if action.startswith("remove-"):
        return _remove(request, change, action.removeprefix("remove-"))
    return _add(request, change, action)


def _add(request: HttpRequest, change: PolicyChange, kind: str) -> HttpResponse:
    form = _bound(request, change, kind)
    if not form.is_valid():
        return _page(request, change, {kind: form}, 422)
    try:
        _save_part(request, change, kind, form)
    except PortalError as problem:
        form.add_error(None, problem.message)
        return _page(request, change, {kind: form}, problem.status)
    messages.success(request, _("Saved."))
    return redirect("outcomes:manage_change", change.pk)


def _bound(request: HttpRequest, change: PolicyChange, kind: str) -> Any:
    bound_forms = {
        "step": lambda: StepForm(request.POST, change=change, prefix="step"),
        "evidence": lambda: EvidenceForm(request.POST, request.FILES, prefix="evidence"),
        "contribution": lambda: ContributionForm(
            request.POST, change=change, prefix="contribution"
        ),
        "substantiation": lambda: SubstantiationForm(request.POST, prefix="substantiation"),
    }
    if kind not in bound_forms:
        raise Http404(_("There is nothing here."))
    return bound_forms[kind]()


def _save_part(request: HttpRequest, change: PolicyChange, kind: str, form: Any) -> None:
    data = form.cleaned_data
    if kind == "step":
        steps.add_step(
            change=change,
            stage=data["stage"],
            on=data["on"],
            evidence=data["evidence"],
            note_text=data["note"],
            texts=form.texts(),
            **actor_of(request),
        )
    elif kind == "evidence":
        steps.add_evidence(
            change=change, values=form.values(), upload=data["upload"], **actor_of(request)
        )
    elif kind == "contribution":
        contributions.contribute(
            change=change,
            origin=data["origin"],
            grade=data["grade"],
            reasons=data["reasons"],
            others=data["others"],
            evidence=data["evidence"],
            **actor_of(request),
        )
    else:
        contributions.substantiate(change=change, values=form.values(), **actor_of(request))


def _revise(request: HttpRequest, change: PolicyChange) -> HttpResponse:
    try:
        revision = revisions.begin(change=change, **actor_of(request))
    except PortalError as problem:
        messages.error(request, problem.message)
        return redirect("outcomes:manage_change", change.pk)
    messages.success(
        request, _("The revision is begun. Readers see the record as it was approved.")
    )
    return redirect("outcomes:manage_change", revision.pk)


def _give_up(request: HttpRequest, change: PolicyChange) -> HttpResponse:
    address = f"{redirect('outcomes:manage_change', change.record_key).url}"
    return confirm.run_confirmed(
        request,
        address,
        Confirmation(
            question=_("Give this revision up?"),
            consequences=[
                _("All that was written in it is removed. The public record stays as it is.")
            ],
            button=_("Give it up"),
            state=[change.pk, change.revision],
        ),
        lambda: revisions.discard(change=change, **actor_of(request)),
        _("The revision is given up."),
    )


REMOVALS = {
    "step": ("steps", steps.remove_step, "step"), "evidence": ("evidence", steps.remove_evidence, "evidence"),
    "contribution": ("contributions", contributions.remove_contribution, "contribution"),
}  # fmt: skip


def _remove(request: HttpRequest, change: PolicyChange, kind: str) -> HttpResponse:
    if kind not in REMOVALS:
        raise Http404(_("There is nothing here."))
    related, service, name = REMOVALS[kind]
    if confirm.is_repeated(request):
        return confirm.repeated(request, _address(change))
    record = getattr(change, related).filter(pk=positive_int(request, "pk")).first()
    if record is None:
        raise Http404(_("There is nothing here."))
    return confirm.run_confirmed(
        request,
        _address(change),
        Confirmation(
            question=str(REMOVAL_TEXTS[kind][0])
            % {"what": record.get_stage_display() if kind == "step" else record},
            consequences=_consequences(change, kind, record),
            button=_("Remove"),
            state=[record.pk, change.revision],
        ),
        lambda: service(**{name: record}, **actor_of(request)),
        str(REMOVAL_TEXTS[kind][1]),
    )


REMOVAL_TEXTS = {
    "step": (gettext_lazy("Remove the step “%(what)s”?"), gettext_lazy("The step is removed.")),
    "evidence": (
        gettext_lazy("Remove the evidence “%(what)s”?"),
        gettext_lazy("The evidence is removed."),
    ),
    "contribution": (
        gettext_lazy("Remove this contribution?"),
        gettext_lazy("The contribution is removed."),
    ),
}
"""What is asked before a part of a record is removed, and what is said then."""


def _consequences(change: PolicyChange, kind: str, record: Any) -> list[str]:
    """What removing a part of a record does, in numbers."""
    left = getattr(change, REMOVALS[kind][0]).count() - 1
    sentences = [
        ngettext(
            "%(n)s other entry of this kind stays in the record.",
            "%(n)s other entries of this kind stay in the record.",
            left,
        )
        % {"n": left}
    ]
    if kind == "evidence":
        resting = record.steps.count()
        sentences.append(
            ngettext("%(n)s step rests on it.", "%(n)s steps rest on it.", resting) % {"n": resting}
        )
        if record.filename:
            sentences.append(_("Its file is deleted."))
    if kind == "step":
        sentences.append(
            _("Grades of contributions that the remaining days do not allow are lowered.")
        )
    return sentences


def _address(change: PolicyChange) -> str:
    return f"{redirect('outcomes:manage_change', change.pk).url}"


def _move(request: HttpRequest, change: PolicyChange) -> HttpResponse:
    """Recorders submit and take up again; reviewers publish, return and withdraw."""
    new = request.POST.get("to", "")
    if new not in RecordState.values:
        raise Http404(_("There is nothing here."))
    by_recorder = new == RecordState.IN_REVIEW or change.state == RecordState.WITHDRAWN
    allowed = (
        access.may_record(request.user, change)
        if by_recorder
        else Role.REVIEWER in access.roles(request.user)
    )
    if not allowed:
        raise PermissionDenied(_("Your role does not allow this step."))
    text = request.POST.get("text", "")
    seen = as_positive_int(request.POST.get("revision", "")) or None
    address = _address(change)
    if new == RecordState.PUBLISHED and change.revises_id:
        address = f"{redirect('outcomes:manage_change', change.revises_id).url}"
    return run_action(
        request,
        address,
        lambda: changes.move(change=change, new=new, text=text, revision=seen, **actor_of(request)),
    )
