"""Public workshops by the API: what their pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound

from core.api.paging import PAGE, page_of, paged
from core.api.parameters import Parameter, code, integer, unknown, word
from core.api.views import PublicView
from regions.api import parameters as known
from workshops.api.serializers import ProgrammeSerializer, WorkshopSerializer
from workshops.models import Workshop
from workshops.models.workshops import FIRST_DAY, LAST_DAY
from workshops.selectors.public_page import programme
from workshops.selectors.published import published
from workshops.states import PUBLIC

if TYPE_CHECKING:
    from django.http import HttpResponse


class WorkshopsView(PublicView):
    """Workshops."""

    serializer_class = page_of(WorkshopSerializer)
    parameters = (
        Parameter(
            "commission",
            "Those that a commission hosts, alone or with others.",
            code,
            known=known.commissions,
            example="ESCAP",
        ),
        Parameter("theme", "A theme, objective or target.", word, known=known.terms),
        Parameter("country", "Those held in a country.", code, known=known.countries),
        Parameter(
            "year", "Those that take place in a year.", integer(FIRST_DAY.year, LAST_DAY.year)
        ),
        Parameter("status", "Where they stand.", choices=tuple(PUBLIC)),
        PAGE,
    )

    @extend_schema(
        operation_id="workshops",
        summary="Announced workshops and later ones, the newest first",
        tags=["workshops"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page of workshops; the number of queries does not depend on them."""
        values = self.query()
        queryset = published().order_by("-starts_on", "code")
        if host := values.get("commission"):
            queryset = queryset.hosted_by(host)
        if theme := values.get("theme"):
            queryset = queryset.filter(terms__code=theme)
        if country := values.get("country"):
            queryset = queryset.filter(country__code=country)
        if year := values.get("year"):
            queryset = queryset.filter(starts_on__year__lte=year, ends_on__year__gte=year)
        if status := values.get("status"):
            queryset = queryset.filter(status=status)
        page, rows = paged(queryset, values.get("page", 1))
        return self.serialized(page | {"results": rows})


def _workshop(code: str) -> Workshop:
    """The public workshop. Raises NotFound, which knows of no draft."""
    workshop = published().filter(code=code).first()
    if workshop is None:
        raise NotFound(unknown(code, Workshop.objects.public().values_list("code", flat=True)))
    return workshop


class WorkshopView(PublicView):
    """One workshop."""

    serializer_class = WorkshopSerializer

    @extend_schema(operation_id="workshop", summary="One workshop", tags=["workshops"])
    def get(self, request: Any, code: str) -> HttpResponse:
        """What its page says of it, with its seats."""
        self.query()
        return self.serialized(_workshop(code))


class ProgrammeView(PublicView):
    """The programme of a workshop."""

    serializer_class = ProgrammeSerializer

    @extend_schema(
        operation_id="programme",
        summary="The sessions of a workshop with their documents and what is presented",
        tags=["workshops"],
    )
    def get(self, request: Any, code: str) -> HttpResponse:
        """All sessions; the number of queries does not depend on them."""
        self.query()
        workshop = _workshop(code)
        return self.serialized(
            {"workshop": workshop, "results": programme(workshop)}, workshop=workshop
        )
