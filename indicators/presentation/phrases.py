"""What charts say in the reader's language: phrases, numbers, and the texts that scripts speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.i18n.numbers import compact, number
from indicators.charts import plotly

if TYPE_CHECKING:
    from indicators.analysis.figure_table import FigureTable


def words() -> plotly.Words:
    """The phrases of a chart in the reader's language."""
    return plotly.Words(
        no_data=_("No figure"),
        estimated=_("estimated"),
        all_estimated=_("All figures are estimated"),
        up_to=_("up to %(value)s"),
        events=_("events"),
        breaks=_("break: other countries report than the year before"),
    )


def writer(unit: str, usual: int) -> plotly.Write:
    """How a figure of the unit is written in few characters."""
    form = compact if unit in {"USD", "PERSONS"} else number

    def write(value: float | None, decimals: int | None = None) -> str:
        return form(value, usual if decimals is None else decimals)

    return write


def writer_of(table: FigureTable) -> plotly.Write:
    """The same for the figures of a table."""
    return writer(table.unit, table.decimals)


def index_label(base: int) -> str:
    """The unit of an index."""
    return _("index, %(base)s = 100") % {"base": base}


def disclaimer() -> str:
    """What stands under every map."""
    return _(
        "The boundaries and names shown and the designations used on this map do not imply official"
        " endorsement or acceptance by the United Nations."
    )


def script_texts() -> dict[str, Any]:
    """Texts that the chart's script speaks and writes."""
    return {
        "svg": _("Save as SVG"),
        "png": _("Save as PNG"),
        "walk": _("Use the arrow keys to move from point to point."),
        "open": _("Press Enter to open its page."),
        "none": _("no figure"),
        "find": _("Find on the map"),
        "absent": _("With a figure, but without a place on this map:"),
        "failed": _("The chart could not be drawn. The same figures stand in the table below."),
        "disclaimer": disclaimer(),
    }
