"""Public pages: the search, a study, one edition, recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from core.http import downloads
from core.i18n import languages
from studies.access import edited_commissions, may_edit
from studies.documents import citations
from studies.forms.recommendation_filters import BoardForm
from studies.forms.search import SearchForm
from studies.models import Recommendation, Relation, Study, StudyEvent
from studies.search import ordering, passages, query_parser, search
from studies.search.tsqueries import wording
from studies.selectors import quoted_figures, recommendations
from studies.selectors.citations import cited
from studies.services import usage

if TYPE_CHECKING:
    from studies.models import Edition

PAGE = 20


@require_safe
@gzip_page
def search_page(request: HttpRequest) -> HttpResponse:
    """Studies by words and filters; without either, all of them, newest first."""
    form = SearchForm(request.GET)
    query = form.as_query()
    results = search.search_studies(query)
    pages = max(1, -(-results.total // search.PAGE))
    if query.page > pages:
        raise Http404(_("There is no such page of results."))
    has_words = bool(query.parsed.parts)
    context = {
        "form": form,
        "query": query,
        "results": results,
        "rows": passages.result_rows(results),
        "facets": form.facets(results.facets),
        "years": _bars(results.facets.get("years", {})),
        "chips": form.chips(),
        "pages": pages,
        "ranked": ordering.RANKED,
        "checked": ordering.CHECKED,
        "suggestion": search.corrected(query) if has_words and results.total < 3 else "",
        "recommended": recommendations.matching(results.tsquery).count() if has_words else 0,
        "may_add": request.user.is_authenticated and edited_commissions(request.user).exists(),
    }
    return render(request, "studies/search.html", context, status=400 if form.errors else 200)


def _bars(years: dict[int, int]) -> list[dict[str, Any]]:
    """Works by year as a small drawing: heights of 0 to 100, years without works shown as gaps."""
    dated = {year: works for year, works in years.items() if year}
    if len(dated) < 2:
        return []
    highest = max(dated.values())
    return [
        {
            "year": year,
            "count": dated.get(year, 0),
            "height": round(100 * dated.get(year, 0) / highest),
        }
        for year in range(min(dated), max(dated) + 1)
    ]


def _study(pk: int) -> Study:
    related = (
        "editions__files",
        "commissions__area",
        "countries",
        "terms",
        "contributions__author",
        "contributions__institution",
        Prefetch(
            "relations",
            Relation.objects.filter(other__in=Study.objects.public()).prefetch_related(
                "other__editions"
            ),
        ),
        Prefetch(
            "relations_to",
            Relation.objects.filter(study__in=Study.objects.public()).prefetch_related(
                "study__editions"
            ),
        ),
        Prefetch("events", StudyEvent.objects.filter(action=StudyEvent.Action.WITHDRAWN)),
        "figures__area",
    )
    study = Study.objects.prefetch_related(*related).filter(pk=pk).first()
    if study is None:
        raise Http404(_("There is no such study."))
    return study


@require_safe
def study(request: HttpRequest, pk: int) -> HttpResponse:
    """A work in the reader's language, else in the best other one, said openly."""
    return _page(request, _study(pk), None)


@require_safe
def edition(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The same work in a chosen edition."""
    return _page(request, _study(pk), language)


def _page(request: HttpRequest, study: Study, language: str | None) -> HttpResponse:
    editor = may_edit(request.user, study)
    if not study.is_public() and not editor:
        if study.leaves_a_note():
            return _tombstone(request, study)
        raise Http404(_("There is no such study."))
    editions = study.public_editions() or (list(study.editions.all()) if editor else [])
    by_language = {candidate.language: candidate for candidate in editions}
    if language is not None and language not in by_language:
        raise Http404(_("There is no edition in this language."))
    edition = by_language[language] if language else study.best_edition()
    context = _context(study, edition, editions, language, editor)
    if not editor:
        usage.count(request, study.pk, "views")
    return render(request, "studies/study.html", context | _citation(request, edition))


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _citation(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    about = cited(edition, _base(request))
    return {
        "plain": citations.plain(about),
        "schema": citations.schema_org(about),
        "scholar": citations.scholar(about),
        "formats": [("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON")],
    }


@require_safe
def cite(request: HttpRequest, pk: int, language: str, ending: str) -> HttpResponse:
    """The citation of an edition as a file: bib, ris, json (CSL), jsonld or txt."""
    study = _study(pk)
    if not study.is_public() and not may_edit(request.user, study):
        raise Http404(_("There is no such study."))
    edition = next(
        (candidate for candidate in study.editions.all() if candidate.language == language), None
    )
    hidden = edition is not None and edition.in_preparation and not may_edit(request.user, study)
    if edition is None or hidden or ending not in citations.FORMATS:
        raise Http404(_("There is no such citation."))
    kind, write = citations.FORMATS[ending]
    text = write(cited(edition, _base(request)))
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    name = downloads.file_name(f"study-{pk}-{language}", extension=ending)
    return downloads.dress(response, etag=downloads.etag_of(text), filename=name)


def _context(
    study: Study, edition: Edition, editions: list[Edition], language: str | None, editor: bool
) -> dict[str, Any]:
    board = recommendations.board(study.recommendations.all())
    return {
        "study": study,
        "edition": edition,
        "editions": editions,
        "chosen": language,
        "missing_language": None if language else _missing(edition.language),
        "files": list(edition.files.all()) if editor else edition.ready_files(),
        "other_files": [
            other for other in editions if other.pk != edition.pk and other.ready_files()
        ],
        "themes": [term for term in study.terms.all() if term.vocabulary == "theme"],
        "frameworks": [term for term in study.terms.all() if term.vocabulary != "theme"],
        "related": _related(study),
        "recommendations": [
            (item, item.best_text(edition.language), recommendations.status_counts(item))
            for item in board
        ],
        "figures": quoted_figures.compared_figures(study),
        "use": usage.total(study),
        "editor": editor,
    }


def _missing(language: str) -> Any:
    """The name of the reader's language, when something is shown in another; else None."""
    reader = languages.reader_language()
    return None if language == reader else languages.NAMES.get(reader)


def _related(study: Study) -> list[tuple[str, Study]]:
    outgoing = [(row.get_kind_display(), row.other) for row in study.relations.all()]
    incoming = [(Relation.REVERSE[row.kind], row.study) for row in study.relations_to.all()]
    return outgoing + incoming


def _tombstone(request: HttpRequest, study: Study) -> HttpResponse:
    """What stays where a withdrawn study was: its title, the day and the reason."""
    context = {"study": study, "edition": study.best_edition()}
    return render(request, "studies/withdrawn.html", context, status=410)


@require_safe
@gzip_page
def board(request: HttpRequest) -> HttpResponse:
    """Recommendations by theme, addressee, country and status, with how far countries have come."""
    form = BoardForm(request.GET)
    form.is_valid()
    queryset = recommendations.filtered(form.cleaned_data)
    if text := form.cleaned_data.get("q"):
        asked_for = wording(query_parser.parse_query(text)).strict
        queryset = (
            queryset.filter(pk__in=recommendations.matching(asked_for))
            if asked_for
            else queryset.none()
        )
    page = Paginator(recommendations.board(queryset.order_by("-study_id", "number")), PAGE)
    rows = page.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": rows,
        "rows": [
            (recommendation, recommendations.standings(recommendation)) for recommendation in rows
        ],
        "total": page.count,
        "has_recommendations": Study.objects.public()
        .filter(recommendations__isnull=False)
        .exists(),
    }
    return render(request, "studies/board.html", context, status=400 if form.errors else 200)


@require_safe
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: wording, addressee, and every country's moves with their evidence."""
    recommendation = recommendations.board(Recommendation.objects.filter(pk=pk)).first()
    if recommendation is None or not _may_see(request, recommendation):
        raise Http404(_("There is no such recommendation."))
    text = recommendation.best_text()
    context = {
        "recommendation": recommendation,
        "text": text,
        "missing_language": _missing(text.language) if text else None,
        "others": [
            other for other in recommendation.texts.all() if text is None or other.pk != text.pk
        ],
        "standings": recommendations.standings(recommendation),
        "editor": may_edit(request.user, recommendation.study),
    }
    return render(request, "studies/recommendation.html", context)


def _may_see(request: HttpRequest, recommendation: Recommendation) -> bool:
    return recommendation.study.is_public() or may_edit(request.user, recommendation.study)
