"""What a file that no reader knows looks like, and the first thing in which it differs (pure)."""

from __future__ import annotations

from indicators.readers.resaved import separator

MARKS = {
    "world_bank_csv": ("Country Name", "Country Code", "Indicator Name", "Indicator Code"),
    "world_bank_databank": ("Country Code", "Series Name", "Series Code", "[YR"),
    "unhcr_csv": ("Year", "Country of asylum ISO", "Country of origin ISO", "Refugees"),
    "rpw": ("Sending Countries Name", "Sending Countries Code", "Receiving Countries Code"),
    "national": ("series", "ref_area", "time_period", "value"),
    "undesa_packed": ("dest", "origin", "year", "sex", "n,", "data_type"),
    "matrix_2018": ("Afghanistan", "Albania", "Algeria", "WORLD"),
}
"""Headings by which a person would know each layout."""
ENOUGH = 0.6
"""Share of the headings from which on a file is called similar."""


def nearest(head: bytes) -> tuple[str, str] | None:
    """The reader whose headings are most alike, and the first heading that is missing; None for a stranger.

    The heading is empty where all are there, and only their order or what stands before them differs.
    """
    text = "".join(head.decode("utf-8", "replace").casefold().split(" "))
    if separator(head):
        text = text.replace(separator(head), ",")
    best, best_share = None, ENOUGH
    for reader, marks in MARKS.items():
        missing = [mark for mark in marks if mark.casefold().replace(" ", "") not in text]
        share = 1 - len(missing) / len(marks)
        if share >= best_share and (best is None or share > best_share):
            best, best_share = (reader, missing[0] if missing else ""), share
    return best
