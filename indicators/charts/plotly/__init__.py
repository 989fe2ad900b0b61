"""Charts as plain dictionaries in Plotly's grammar, made from a FigureTable (pure).

Nothing here is text for readers except names and numbers that the caller passes in: `Words` holds
the translated phrases, `Write` formats a number in the reader's language. Colours are set by
position; the script adds those of the page (text, lines, paper), which depend on light or dark.
"""

from indicators.charts.plotly.bars import MOST_BARS, best_year, ranked, ranked_bars
from indicators.charts.plotly.lines import line_chart, spans_magnitudes
from indicators.charts.plotly.maps import breaks, class_of, world_map
from indicators.charts.plotly.multiples import SmallLine, small_lines
from indicators.charts.plotly.style import PALETTE, Chart, Mark, Words, Write

__all__ = [
    "MOST_BARS",
    "PALETTE",
    "Chart",
    "Mark",
    "SmallLine",
    "Words",
    "Write",
    "best_year",
    "breaks",
    "class_of",
    "line_chart",
    "ranked",
    "ranked_bars",
    "small_lines",
    "spans_magnitudes",
    "world_map",
]
