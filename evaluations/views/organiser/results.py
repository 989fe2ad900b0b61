"""Results for organisers: shares for the room, themes of texts by two coders, reports, leads, the micro-file."""

from __future__ import annotations

import secrets
from typing import Any

import orjson
from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import downloads
from core.i18n import languages, numbers
from core.jobs import send
from core.web.actions import actor_of, positive_int, run_action
from evaluations.documents import datasets
from evaluations.models import SurveyRound
from evaluations.presentation import microfile, wordings
from evaluations.presentation import results as results_texts
from evaluations.selectors import results, texts
from evaluations.selectors.questionnaires import questionnaire_of
from evaluations.services import leads as leads_service
from evaluations.services import reports as reports_service
from evaluations.services import results as results_service
from evaluations.services import text_coding
from evaluations.statistics.disclosure import SMALLEST_TEXTS
from workshops.models import Workshop
from workshops.views.organiser.actions import READ, address, duty, shared

LIVE_REST = 1
"""Seconds within which the shares for the room are worked out once, however many screens ask."""
TEXTS = 20


def _round(workshop: Workshop, pk: int) -> SurveyRound:
    rows = SurveyRound.objects.select_related("survey", "session")
    round_ = rows.filter(survey__workshop=workshop, pk=pk).first()
    if round_ is None:
        raise Http404(_("There is no such round."))
    return round_


def _state(round_: SurveyRound) -> dict[str, Any]:
    """What the room sees now; a worker is asked for more when answers came since."""
    cached = cache.get(results_service.live_key(round_.pk))
    answered = round_.number_answered()
    behind = cached is None or cached["answered"] != answered
    if behind and cache.add(f"live-asked-{round_.pk}", 1, LIVE_REST):
        send("evaluations.prepare_live", round_id=round_.pk)
    titles = results_texts.titles_of(questionnaire_of(round_))
    shares = (cached or {}).get("shown", {})
    return {
        "answered": numbers.number(answered),
        "asked": numbers.number((cached or {}).get("asked") or round_.invitations.count()),
        "open": round_.state == SurveyRound.State.OPEN,
        "items": [
            {
                "code": code,
                "title": titles[code],
                "share": wordings.share(low, high, n),
                "n": numbers.number(n),
                "width": round(50 * (low + high) / n),
            }
            for code, (n, low, high) in shares.items()
            if code in titles
        ],
    }


@require_safe
@duty("statistics")
def live(request: HttpRequest, workshop: Workshop, pk: int) -> HttpResponse:
    """The screen of the room: how many answered, and shares one step late; no groups, no texts."""
    round_ = _round(workshop, pk)
    state = _state(round_)
    if request.GET.get("as") == "json":
        body = orjson.dumps(state)
        etag = downloads.etag_of(body)
        not_modified = downloads.not_modified(request, etag)
        return not_modified or downloads.dress(
            HttpResponse(body, content_type="application/json"), etag=etag
        )
    context = shared(request, workshop, round=round_, state=state)
    return render(request, "evaluations/results/live.html", context)


@require_http_methods(READ)
@duty("surveys")
def reports(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Ask for the evaluation report with one click, and read those that were made."""
    if request.method == "POST":
        language = request.POST.get("language", "")

        def act() -> None:
            reports_service.ask(
                workshop=workshop,
                language=language,
                by=request.user,
                at=timezone.now(),
                conclusions=request.POST.get("conclusions", "").strip(),
            )

        return run_action(
            request, address("evaluations:reports", workshop), act, _("The report is being made.")
        )
    rows = workshop.evaluation_reports.defer(
        "pdf", "brief", "xlsx", "docx", "content"
    ).select_related("by")
    rows = rows.annotate(
        has_pdf=~Q(pdf=b""), has_docx=~Q(docx=b""), has_brief=Q(content__has_key="brief")
    )
    context = shared(
        request,
        workshop,
        reports=rows,
        languages=[(code, languages.NAMES[code]) for code in languages.UNITED_NATIONS],
        first=workshop.languages.split()[:1],
        waits=any(report.state == "queued" for report in rows),
        ready=results.latest_of(SurveyRound.objects.filter(survey__workshop=workshop, kind="R2")),
    )
    return render(request, "evaluations/results/reports.html", context)


@require_http_methods(READ)
@duty("surveys")
def coded(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Give themes to texts; what the other coder found shows only as agreement."""
    survey = getattr(workshop, "survey", None)
    if survey is None:
        # Where an evaluation is begun: the tab is there before it.
        return redirect(address("evaluations:evaluation", workshop))
    if request.method == "POST":

        def act() -> None:
            if request.POST.get("act") == "clear":
                text_coding.clear(
                    survey=survey,
                    text=request.POST.get("text", ""),
                    quote=request.POST.get("quote", ""),
                    by=request.user,
                )
            elif request.POST.get("theme"):
                text_coding.add_theme(survey=survey, name=request.POST["theme"])
            else:
                text_coding.code(
                    survey=survey,
                    coder=request.user,
                    text=request.POST.get("text", ""),
                    themes=request.POST.getlist("themes"),
                )

        page = request.POST.get("page", "")
        back = f"?page={page}" if page.isdecimal() else ""
        return run_action(request, address("evaluations:texts", workshop) + back, act)
    to_code = texts.to_code(survey, request.user)
    context = shared(
        request,
        workshop,
        page=Paginator(to_code, TEXTS).get_page(request.GET.get("page")),
        themes=survey.themes.all(),
        agreement=texts.agreement(survey),
        smallest=SMALLEST_TEXTS,
        enough=bool(to_code),
    )
    return render(request, "evaluations/results/texts.html", context)


@require_http_methods(READ)
@duty("surveys")
def leads(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    """Changes of policy that were named at follow-up, to be checked."""
    if request.method == "POST":
        pk, note = positive_int(request, "lead"), request.POST.get("note", "")

        def dismiss() -> None:
            leads_service.dismiss(workshop=workshop, pk=pk, note=note, **actor_of(request))

        return run_action(request, address("evaluations:leads", workshop), dismiss)
    rows = workshop.policy_leads.select_related("country", "decided_by")
    round_ = SurveyRound.objects.filter(survey__workshop=workshop, kind="R3").first()
    labels = results_texts.labels_of(questionnaire_of(round_)) if round_ else {}
    named = [
        (
            lead,
            labels.get("F_POLK", {}).get(str(lead.instrument), ""),
            labels.get("F_POLS", {}).get(str(lead.stage), ""),
            labels.get("F_CON", {}).get(str(lead.contribution), ""),
        )
        for lead in rows
    ]
    return render(request, "evaluations/results/leads.html", shared(request, workshop, leads=named))


@require_safe
@duty("surveys")
def micro(request: HttpRequest, workshop: Workshop, pk: int, extension: str) -> HttpResponse:
    """Answers of a closed round as codes, in random order, where they may be given out (`presentation.microfile`)."""
    round_ = _round(workshop, pk)
    if extension != "csv" and extension not in datasets.FORMATS:
        raise Http404(_("There is no such file."))
    order, questionnaire = secrets.SystemRandom(), questionnaire_of(round_)
    table = microfile.table_of(round_, questionnaire, order=order)
    if table is None:
        messages.error(
            request,
            _("Single answers are given out only where nothing published tells people apart."),
        )
        return redirect(address("evaluations:reports", workshop))
    name = downloads.file_name(workshop.code, round_.kind, "answers", extension=extension)
    etag = downloads.etag_of("micro", round_.pk, timezone.now())
    if extension in datasets.FORMATS:
        kind, write = datasets.FORMATS[extension]
        dataset = datasets.of_answers(
            round_, questionnaire, not_ticked=_("Not ticked, or no answer"), order=order
        )
        body = write(dataset) if dataset else b""
        return downloads.dress(HttpResponse(body, content_type=kind), etag=etag, filename=name)
    return downloads.table_response(request, table, extension="csv", filename=name, etag=etag)
