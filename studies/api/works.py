"""Works with their editions by the API: the search, and one work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound

from core.api.errors import ErrorSerializer
from core.api.paging import page_parameter, place
from core.api.parameters import Parameter, code, integer, word
from core.api.views import PublicView
from core.errors import PortalError
from core.i18n import languages
from regions.api import parameters as region_parameters
from regions.models import Area, Commission, Term
from studies.api.serializers import StudiesSerializer, StudySerializer
from studies.forms.search import WHOLE_REGION
from studies.models import Study
from studies.search import search
from studies.search.facet_index import REGION
from studies.selectors.citations import RELATED

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import HttpResponse


class Withdrawn(PortalError):
    """The study was withdrawn; the message is its public note."""

    code, status = "withdrawn", 410


def _places() -> list[str]:
    """Countries, and REGION for works that name none."""
    return [*region_parameters.countries(), WHOLE_REGION]


def _keys(rows: QuerySet, codes: Collection[str], path: str = "code") -> tuple[int, ...]:
    """Primary keys of codes."""
    return (
        tuple(rows.filter(**{f"{path}__in": codes}).values_list("pk", flat=True)) if codes else ()
    )


class StudiesView(PublicView):
    """The search."""

    serializer_class = StudiesSerializer
    parameters = (
        Parameter(
            "q", "Words in any language; “several words” for a phrase, remitt* for a beginning."
        ),
        Parameter(
            "commission",
            "Studies of any of these commissions.",
            code,
            True,
            known=region_parameters.commissions,
            example="ECLAC",
        ),
        Parameter(
            "country",
            "Studies that name any of these countries; REGION: those that name none.",
            code,
            True,
            known=_places,
            example="MEX",
        ),
        Parameter(
            "term",
            "Themes, objectives or targets.",
            word,
            True,
            known=region_parameters.terms,
            example="remittances",
        ),
        Parameter(
            "language", "Languages of the edition.", many=True, choices=tuple(languages.NAMES)
        ),
        Parameter("from", "First year of issue.", integer(1900, 2100)),
        Parameter("to", "Last year of issue.", integer(1900, 2100)),
        Parameter("sort", "The order.", choices=("relevance", "newest")),
        page_parameter(search.PAGE),
    )

    @extend_schema(
        operation_id="studies",
        summary="Search published studies by words and filters, with counts by facet",
        tags=["studies"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page of works; the number of queries does not depend on them."""
        values = self.query()
        places = values.get("country", ())
        query = search.Query(
            text=values.get("q", ""),
            commissions=_keys(Commission.objects.all(), values.get("commission", ()), "area__code"),
            countries=((REGION,) if WHOLE_REGION in places else ())
            + _keys(Area.objects.countries(), places),
            terms=_keys(Term.objects.all(), values.get("term", ())),
            languages=values.get("language", ()),
            year_from=values.get("from"),
            year_to=values.get("to"),
            sort=values.get("sort", "relevance"),
            page=values.get("page", 1),
        )
        results = search.search_studies(query)
        counts = place(results.total, query.page, search.PAGE)
        best = {hit.study_id: hit.language for hit in results.hits}
        studies = Study.objects.prefetch_related(*RELATED).in_bulk(best)
        body = {
            "count_is_minimum": results.at_least,
            "facet_counts_are_minimum": results.facets_at_least,
            "facets": _named(results.facets),
            "results": [studies[pk] for pk in best if pk in studies],
        }
        return self.serialized(counts | body, best=best)


def _named(facets: dict[str, dict[Any, int]]) -> dict[str, dict[str, int]]:
    """Counts by code, where the search counts by key."""
    codes = {
        "commissions": dict(Commission.objects.values_list("pk", "area__code")),
        "countries": dict(Area.objects.countries().values_list("pk", "code"))
        | {REGION: WHOLE_REGION},
        "terms": dict(Term.objects.values_list("pk", "code")),
    }
    return {
        name: {
            str(codes[name].get(key, key) if name in codes else key): count
            for key, count in counts.items()
            if key or name == "countries"
        }
        for name, counts in facets.items()
    }


class StudyView(PublicView):
    """One study."""

    serializer_class = StudySerializer
    errors = {410: ErrorSerializer}

    @extend_schema(
        operation_id="study",
        summary="One published study with its editions and files",
        tags=["studies"],
    )
    def get(self, request: Any, pk: int) -> HttpResponse:
        """The study; 410 with its note once withdrawn."""
        self.query()
        study = Study.objects.prefetch_related(*RELATED).filter(pk=pk).first()
        if study is not None and study.leaves_a_note():
            raise Withdrawn(study.withdrawn_note)
        if study is None or not study.is_public():
            raise NotFound(_("There is no such study."))
        return self.serialized(study)
