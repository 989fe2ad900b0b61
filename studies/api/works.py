"""Works with their editions by the API: the search, and one work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.errors import ErrorSerializer
from core.api.parameters import Parameter, code, integer
from core.api.views import PublicView
from core.errors import PortalError
from core.i18n import languages
from regions.models import Area, Commission, Term
from studies.api.codes import keys_of
from studies.documents import citations
from studies.forms.search import WHOLE_REGION
from studies.models import Study
from studies.search import search
from studies.search.facet_index import REGION
from studies.selectors.citations import RELATED, cited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from studies.models import Edition


class Withdrawn(PortalError):
    """The study was withdrawn; the message is its public note."""

    code, status = "withdrawn", 410


class StudyFileSerializer(serializers.Serializer):
    """A file of an edition."""

    url = serializers.CharField()
    filename = serializers.CharField()
    language = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    licence = serializers.CharField()


class EditionSerializer(serializers.Serializer):
    """The work in one language."""

    language = serializers.CharField()
    title = serializers.CharField()
    subtitle = serializers.CharField()
    abstract = serializers.CharField()
    issued = serializers.CharField()
    symbol = serializers.CharField()
    isbn = serializers.CharField()
    doi = serializers.CharField()
    publisher = serializers.CharField()
    permanent = serializers.CharField(help_text="The address to cite.")
    citation = serializers.CharField()
    files = StudyFileSerializer(many=True)


class StudySerializer(serializers.Serializer):
    """A work with its editions."""

    id = serializers.IntegerField()
    permanent = serializers.CharField(help_text="The address to cite.")
    is_demonstration = serializers.BooleanField()
    commissions = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    terms = serializers.ListField(child=serializers.CharField())
    people = serializers.ListField(child=serializers.DictField())
    first_published_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    editions = EditionSerializer(many=True)


class FoundSerializer(StudySerializer):
    """A work in a list; `best` is the language of the edition that matched best."""

    best = serializers.CharField()


class StudiesSerializer(serializers.Serializer):
    """A page of works."""

    count = serializers.IntegerField()
    count_is_minimum = serializers.BooleanField(
        help_text="True where a phrase was looked for in the likeliest editions alone; more may have it."
    )
    facet_counts_are_minimum = serializers.BooleanField(
        help_text="The same of the counts by facet, which look beyond the filters."
    )
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    facets = serializers.DictField(child=serializers.DictField(child=serializers.IntegerField()))
    results = FoundSerializer(many=True)


def _edition(edition: Edition, base: str) -> dict[str, Any]:
    fields = (
        "language",
        "title",
        "subtitle",
        "abstract",
        "issued",
        "symbol",
        "isbn",
        "doi",
        "publisher",
    )
    return {name: getattr(edition, name) for name in fields} | {
        "permanent": base + edition.permanent_path(),
        "citation": citations.plain(cited(edition, base)),
        "files": [
            {
                "url": base + file.get_absolute_url(),
                "filename": file.filename,
                "language": file.language,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "licence": file.licence,
            }
            for file in edition.ready_files()
        ],
    }


def _study(study: Study, base: str) -> dict[str, Any]:
    return {
        "id": study.pk,
        "permanent": base + study.permanent_path(),
        "is_demonstration": study.is_demonstration,
        "commissions": [one.code for one in study.commissions.all()],
        "countries": [one.code for one in study.countries.all()],
        "terms": [one.code for one in study.terms.all()],
        "people": [
            {
                "family": row.author.family if row.author else "",
                "given": row.author.given if row.author else "",
                "institution": row.institution.name if row.institution else "",
                "role": row.role,
            }
            for row in study.contributions.all()
        ],
        "first_published_at": study.first_published_at,
        "changed_at": study.changed_at,
        "editions": [_edition(one, base) for one in study.public_editions()],
    }


def _places(codes: Sequence[str]) -> tuple[int, ...]:
    """Keys of countries, and REGION for works that name none."""
    named = [one for one in codes if one != WHOLE_REGION]
    whole = (REGION,) if len(named) < len(codes) else ()
    return whole + keys_of(Area.objects.countries(), named, "country")


class StudiesView(PublicView):
    """The search."""

    serializer_class = StudiesSerializer
    parameters = (
        Parameter(
            "q", "Words in any language; “several words” for a phrase, remitt* for a beginning."
        ),
        Parameter(
            "commission", "Studies of any of these commissions.", code, True, example="ECLAC"
        ),
        Parameter(
            "country",
            "Studies that name any of these countries; REGION: those that name none.",
            code,
            True,
            example="MEX",
        ),
        Parameter("term", "Themes, objectives or targets.", many=True, example="remittances"),
        Parameter(
            "language", "Languages of the edition.", many=True, choices=tuple(languages.NAMES)
        ),
        Parameter("from", "First year of issue.", integer(1900, 2100)),
        Parameter("to", "Last year of issue.", integer(1900, 2100)),
        Parameter("sort", "The order.", choices=("relevance", "newest")),
        Parameter("page", "Page of 20 works, from 1.", integer(1, 10_000)),
    )

    @extend_schema(
        operation_id="studies",
        summary="Search published studies by words and filters, with counts by facet",
        tags=["studies"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page of works; the number of queries does not depend on them."""
        values = self.query()
        query = search.Query(
            text=values.get("q", ""),
            commissions=keys_of(
                Commission.objects, values.get("commission", ()), "commission", "area__code"
            ),
            countries=_places(values.get("country", ())),
            terms=keys_of(Term.objects, values.get("term", ()), "term"),
            languages=values.get("language", ()),
            year_from=values.get("from"),
            year_to=values.get("to"),
            sort=values.get("sort", "relevance"),
            page=values.get("page", 1),
        )
        results = search.found(query)
        pages = max(1, -(-results.total // search.PAGE))
        if query.page > pages:
            raise NotFound(_("The last page is %(pages)s.") % {"pages": pages})
        base = f"{request.scheme}://{request.get_host()}"
        found = Study.objects.prefetch_related(*RELATED).in_bulk(
            hit.study_id for hit in results.hits
        )
        body = {
            "count": results.total,
            "count_is_minimum": results.at_least,
            "facet_counts_are_minimum": results.facets_at_least,
            "page": query.page,
            "pages": pages,
            "facets": _named(results.facets),
            "results": [
                _study(found[hit.study_id], base) | {"best": hit.language}
                for hit in results.hits
                if hit.study_id in found
            ],
        }
        return self.answer(body)


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
        found = Study.objects.prefetch_related(*RELATED).filter(pk=pk).first()
        if found is not None and found.leaves_a_note():
            raise Withdrawn(found.withdrawn_note)
        if found is None or not found.is_public():
            raise NotFound(_("There is no such study."))
        return self.answer(_study(found, f"{request.scheme}://{request.get_host()}"))
