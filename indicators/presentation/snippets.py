"""Code that takes the figures of a page into other tools: the same address, five languages (pure)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code: `tool` is a name that needs no translation."""

    tool: str
    code: str


def snippets(address: str) -> tuple[Snippet, ...]:
    """Code for an address of the API that answers CSV.

    The first rows hold the header; a missing figure is an empty cell, and no code of a country is
    ever taken for one.
    """
    return (
        Snippet("curl", f"curl --fail --output figures.csv '{address}'"),
        Snippet(
            "Python",
            "import pandas as pd\n\n"
            f'figures = pd.read_csv(\n    "{address}",\n    keep_default_na=False, na_values={{"value": [""], "coverage": [""]}},\n)\n'
            'print(figures[["ref_area", "time_period", "value"]].head())',
        ),
        Snippet(
            "R",
            f'figures <- read.csv(\n  "{address}",\n  na.strings = "", fileEncoding = "UTF-8-BOM")\nhead(figures)',
        ),
        Snippet("Stata", f'import delimited "{address}", encoding("UTF-8") varnames(1) clear'),
        Snippet(
            "Excel (Power Query)",
            "let\n"
            f'    Source = Csv.Document(Web.Contents("{address}"), [Delimiter = ",", Encoding = 65001]),\n'
            "    Headed = Table.PromoteHeaders(Source, [PromoteAllScalars = true]),\n"
            '    Typed = Table.TransformColumnTypes(Headed, {{"value", type number}, {"coverage", type number}}, "en-US")\n'
            "in\n    Typed",
        ),
    )
