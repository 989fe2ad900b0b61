"""Policy changes and claims by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound

from core.api.parameters import Parameter, code, flag, integer, refuse, unknown
from core.api.views import PublicView
from outcomes.coding import PolicyArea
from outcomes.models import Claim, PolicyChange
from outcomes.stages import Stage
from regions.models import Area, Commission, Term

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

MOST = 100


class ChangeStepSerializer(serializers.Serializer):
    """A rung with its day as far as it is known."""

    stage = serializers.ChoiceField(choices=Stage.values)
    on = serializers.CharField()


class ChangeContributionSerializer(serializers.Serializer):
    """What is owed to a workshop, study or recommendation, 0 to 5; `most` is what the dates allow."""

    origin = serializers.ChoiceField(choices=["workshop", "study", "recommendation"])
    id = serializers.IntegerField()
    grade = serializers.IntegerField()
    most = serializers.IntegerField()
    why = serializers.CharField()
    first_contact = serializers.DateField(allow_null=True)


class PolicyChangeSerializer(serializers.Serializer):
    """A published policy change; `is_change` is false for an interest that is no draft yet."""

    id = serializers.IntegerField()
    country = serializers.CharField()
    commissions = serializers.ListField(child=serializers.CharField())
    titles = serializers.DictField(child=serializers.CharField())
    summaries = serializers.DictField(child=serializers.CharField())
    stage = serializers.ChoiceField(choices=Stage.values)
    since = serializers.CharField()
    is_change = serializers.BooleanField()
    acted_by = serializers.CharField()
    instrument = serializers.CharField()
    kind = serializers.CharField()
    area = serializers.CharField()
    tool = serializers.CharField()
    groups = serializers.ListField(child=serializers.CharField())
    origin = serializers.CharField()
    direction = serializers.CharField()
    magnitude = serializers.IntegerField()
    valence = serializers.CharField()
    is_intended = serializers.BooleanField()
    under_way_by = serializers.CharField()
    steps = ChangeStepSerializer(many=True)
    contributions = ChangeContributionSerializer(many=True)
    evidence = serializers.ListField(child=serializers.DictField())
    is_example = serializers.BooleanField()


class PolicyChangesSerializer(serializers.Serializer):
    """A page of policy changes."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = PolicyChangeSerializer(many=True)


class ClaimSerializer(serializers.Serializer):
    """A published sentence, its figures as certified, and whether the records have moved since."""

    id = serializers.IntegerField()
    year = serializers.IntegerField()
    version = serializers.IntegerField()
    language = serializers.CharField()
    part = serializers.CharField()
    sentence = serializers.CharField()
    is_inference = serializers.BooleanField()
    measure = serializers.CharField()
    scope = serializers.DictField()
    figures = serializers.DictField()
    frozen_at = serializers.DateTimeField()
    stale_since = serializers.DateTimeField(allow_null=True)
    moved = serializers.ListField(child=serializers.DictField())


class ClaimsSerializer(serializers.Serializer):
    """A page of claims."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = ClaimSerializer(many=True)


def _page(found: QuerySet, page: int) -> tuple[dict[str, Any], QuerySet]:
    count = found.count()
    pages = max(1, -(-count // MOST))
    if page > pages:
        raise NotFound(_("The last page is %(pages)s.") % {"pages": pages})
    return {"count": count, "page": page, "pages": pages}, found[(page - 1) * MOST : page * MOST]


def _known(name: str, value: str, known: QuerySet, field: str = "code") -> None:
    if not known.filter(**{field: value}).exists():
        raise refuse({name: [unknown(value, known.values_list(field, flat=True))]})


class PolicyChangesView(PublicView):
    """Policy changes."""

    serializer_class = PolicyChangesSerializer
    parameters = (
        Parameter("country", "Those of a country.", code, example="KWT"),
        Parameter("commission", "Those a commission is credited with.", code, example="ESCWA"),
        Parameter("theme", "A priority theme or objective.", example="discrimination"),
        Parameter("stage", "The stage reached.", choices=tuple(Stage.values)),
        Parameter("area", "The policy area (DEMIG).", choices=tuple(PolicyArea.values)),
        Parameter("page", "Page of 100, from 1.", integer(1, 10_000)),
    )

    @extend_schema(
        operation_id="policy_changes",
        summary="Published policy changes with steps, coding, evidence and graded contributions",
        tags=["outcomes"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page, the newest step first; a constant number of queries."""
        values = self.query()
        page = values.pop("page", 1)
        found = PolicyChange.objects.public()
        if country := values.get("country"):
            _known("country", country, Area.objects.countries())
            found = found.filter(country__code=country)
        if commission := values.get("commission"):
            _known("commission", commission, Commission.objects.all(), "area__code")
            found = found.filter(commissions__area__code=commission)
        if theme := values.get("theme"):
            _known("theme", theme, Term.objects.all())
            found = found.filter(terms__code=theme)
        plain = {name: values[name] for name in ("stage", "area") if name in values}
        told, rows = _page(found.filter(**plain).order_by("-stage_on", "pk"), page)
        rows = rows.select_related("country").prefetch_related(
            "commissions__area", "steps", "contributions", "evidence"
        )
        return self.answer(told | {"results": [_change(one) for one in rows]})


PLAIN = (
    "titles", "summaries", "stage", "is_change", "acted_by", "instrument", "kind", "area", "tool", "groups", "origin",
    "direction", "magnitude", "valence", "is_intended", "under_way_by",
)  # fmt: skip


def _change(one: PolicyChange) -> dict[str, Any]:
    return {
        "id": one.pk, "country": one.country.code, "commissions": sorted(c.code for c in one.commissions.all()),
        **{name: getattr(one, name) for name in PLAIN}, "since": one.stage_on,
        "steps": [{"stage": step.stage, "on": step.on} for step in one.steps.all()],
        "contributions": [_contribution(row) for row in one.contributions.all()],
        "evidence": [_evidence(piece) for piece in one.evidence.all()], "is_example": one.is_demonstration,
    }  # fmt: skip


def _contribution(row: Any) -> dict[str, Any]:
    names = ("workshop", "study", "recommendation")
    origin = next(name for name in names if getattr(row, f"{name}_id"))
    return {
        "origin": origin, "id": getattr(row, f"{origin}_id"), "grade": row.grade, "most": row.most, "why": row.why,
        "first_contact": row.first_contact,
    }  # fmt: skip


def _evidence(piece: Any) -> dict[str, Any]:
    """Of evidence that is not public only its kind."""
    if not piece.is_public:
        return {"kind": piece.kind, "is_public": False}
    return {
        "kind": piece.kind, "is_public": True, "title": piece.title, "source": piece.source, "on": piece.on,
        "quote": piece.quote, "url": piece.url,
    }  # fmt: skip


class ClaimsView(PublicView):
    """The claim ledger."""

    serializer_class = ClaimsSerializer
    parameters = (
        Parameter(
            "year",
            "Claims of the report of one year.",
            integer(1990, 2100),
            example="2010",
        ),
        Parameter("measure", "Claims over one measure.", example="workshops-held"),
        Parameter("stale", "Only those whose records have moved since, or the others.", flag),
        Parameter("page", "Page of 100, from 1.", integer(1, 10_000)),
    )

    @extend_schema(
        operation_id="claims",
        summary="Sentences of published status reports with what they rest on",
        tags=["outcomes"],
    )
    def get(self, request: Any) -> HttpResponse:
        """A page; two queries."""
        values = self.query()
        found = Claim.objects.public().select_related("report__period")
        if year := values.get("year"):
            found = found.filter(report__period__year=year)
        if measure := values.get("measure"):
            found = found.filter(measure=measure)
        if "stale" in values:
            found = found.filter(stale_since__isnull=not values["stale"])
        order = ("-report__period__year", "-report__version", "part", "paragraph", "position", "pk")
        told, rows = _page(found.order_by(*order), values.get("page", 1))
        return self.answer(told | {"results": [_claim(one) for one in rows]})


def _claim(one: Claim) -> dict[str, Any]:
    names = (
        "part",
        "sentence",
        "is_inference",
        "measure",
        "scope",
        "figures",
        "frozen_at",
        "stale_since",
        "moved",
    )
    return {
        "id": one.pk, "year": one.report.period.year, "version": one.report.version, "language": one.report.language,
        **{name: getattr(one, name) for name in names},
    }  # fmt: skip
