"""What templates ask of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from evaluations.presentation import wordings
from outcomes.access import works_here
from outcomes.presentation import values
from outcomes.presentation.claim_text import day_text, remark
from outcomes.presentation.measured import measured as measured_figure
from outcomes.stages import STAGES, Stage

if TYPE_CHECKING:
    from outcomes.models import StatusReport

register = template.Library()


@register.filter
def rough(text: str) -> str:
    """A day as far as it is known, in the reader's language."""
    return day_text(text)


@register.filter
def measure_name(code: str) -> str:
    """The measure in words."""
    return values.name_of(code)


@register.filter
def measured(value: float | None, measure: str) -> str:
    """A figure of a measure with its unit; a dash where there is none."""
    return measured_figure(value, measure)


@register.filter
def percent(value: Any) -> str:
    """A share in the active language; a dash where there is none."""
    return wordings.percent(value if value is None else float(value), 1)


@register.filter
def has_outcome_role(user: Any) -> bool:
    """Whether the person has a role for outcomes."""
    return works_here(user)


@register.filter
def at(rows: Any, key: Any) -> Any:
    """The entry of a mapping."""
    return rows.get(key)


@register.simple_tag
def writer_remark(claim: Any) -> str:
    """The remark of a claim, prepared or stored, marked as the writer's; empty where there is none."""
    text, is_inference = (
        (claim["remark"], claim["is_inference"])
        if isinstance(claim, dict)
        else (claim.remark, claim.is_inference)
    )
    return remark(text, is_inference=is_inference)


@register.simple_tag
def report_file_url(report: StatusReport, extension: str) -> str:
    """The address of a published report as a file."""
    return reverse("outcomes:report_file", args=[*report.address, extension])


@register.simple_tag
def stages(stage: str) -> SafeString:
    """Ten boxes, filled up to the stage; decoration, the words stand beside it."""
    place = STAGES.index(Stage(stage)) if stage in STAGES else -1
    boxes = "".join(f"<i{' class=on' if n <= place else ''}></i>" for n in range(len(STAGES)))
    return format_html(
        '<span class="steps{}" aria-hidden="true">{}</span>',
        "" if stage in STAGES else " rejected",
        mark_safe(boxes),  # noqa: S308  fixed texts
    )
