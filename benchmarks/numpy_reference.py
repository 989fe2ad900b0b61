"""The arithmetic of every indicator written straight in numpy on ready cubes.

Nothing here knows statuses, rows or the registry: it is what one would type to get the same
numbers once, and so the measure of what those cost. A test holds both to the same figures.
"""

from __future__ import annotations

import numpy as np

from indicators.compute import Corridors, Groups, Inputs, Pairs

UNHCR = ("refugee", "asylum", "refugee_return", "idp", "idp_return", "stateless", "other")
Pair = tuple[np.ndarray, np.ndarray]


def over(above, below):
    """The quotient, NaN where the denominator is not above zero."""
    return np.where(below > 0, above / below, np.nan)


class Reference:
    """Country figures [A, T] and group figures [G, T] by indicator code."""

    def __init__(self, inputs: Inputs, groups: Groups) -> None:
        self.inputs, self.axes = inputs, inputs.axes
        self.years = np.array(self.axes.years)
        self.member = groups.member.astype(float)
        people = self.panel("pop")
        self.pop = people
        self.people = np.where(np.isnan(people), _shift(people, 1), people)
        self.figures: dict[str, Pair] = {}

    def panel(self, code: str) -> np.ndarray:
        """The ready cube of a series, [A, T]."""
        return self.inputs.panel(code).values

    def add(self, code, parts, finish, *, people=None, suppress=True, country=None) -> None:
        """Country figures from the parts, group figures from sums over members that have all."""
        own = finish(*parts) if country is None else country
        both = np.logical_and.reduce([~np.isnan(part) for part in parts])
        sums = [self.member @ np.where(both, part, 0) for part in parts]
        weight = np.nan_to_num(self.people if people is None else people)
        coverage = (self.member @ (weight * both)) / (self.member @ weight)
        group = np.where(self.member @ both > 0, finish(*sums), np.nan)
        if suppress:
            group = np.where(coverage >= 2 / 3, group, np.nan)
        self.figures[code] = own, group


def _shift(values, years):
    moved = np.full_like(values, np.nan)
    moved[:, years:] = values[:, :-years]
    return moved


def _growth(now, before):
    return np.where((now > 0) & (before > 0), 100 * (now / before - 1), np.nan)


def _growth5(now, before):
    return np.where((now > 0) & (before > 0), 100 * ((now / before) ** 0.2 - 1), np.nan)


def _deviation(rates):
    padded = np.pad(rates, ((0, 0), (9, 0)), constant_values=np.nan)
    windows = np.stack([padded[:, n : n + rates.shape[1]] for n in range(10)])
    known = ~np.isnan(windows)
    number = known.sum(axis=0)
    mean = np.where(known, windows, 0).sum(axis=0) / number
    squares = np.where(known, (windows - mean) ** 2, 0).sum(axis=0)
    return np.where((number >= 8) & ~np.isnan(rates), np.sqrt(squares / (number - 1)), np.nan)


def _remittances(ref: Reference, immigrants, emigrants) -> None:
    received, paid = (
        np.where(ref.panel(c) == 0, np.nan, ref.panel(c)) for c in ("remin", "remout")
    )
    gdp = ref.panel("gdp")
    ref.add("POP", [ref.pop], lambda a: a)
    ref.add("GDP_USD", [gdp], lambda a: a)
    ref.add("REM_IN_USD", [received], lambda a: a)
    ref.add("REM_OUT_USD", [paid], lambda a: a)
    ref.add("REM_NET_USD", [received, paid], lambda a, b: a - b)
    ref.add("REM_IN_GDP", [received, gdp], lambda a, b: over(100 * a, b))
    ref.add("REM_OUT_GDP", [paid, gdp], lambda a, b: over(100 * a, b))
    ref.add("REM_IN_PC", [received, ref.pop], over)
    ref.add("REM_IN_PER_EMIG", [received, emigrants], over)
    ref.add("REM_OUT_PER_IMM", [paid, immigrants], over)
    ref.add("REM_FDI_RATIO", [received, ref.panel("fdiin")], over)
    ref.add("REM_IN_GROWTH", [received, _shift(received, 1)], _growth)
    ref.add("REM_IN_CAGR5", [received, _shift(received, 5)], _growth5)
    own, group = ref.figures["REM_IN_GROWTH"]
    ref.figures["REM_IN_VOL10"] = _deviation(own), _deviation(group)


def _flows(ref: Reference) -> None:
    ref.add("MIG_NET", [ref.panel("nmig")], lambda a: a)
    ref.add("MIG_NET_RATE", [ref.panel("nmig"), ref.pop], lambda a, b: over(1000 * a, b))


def _margins(ref: Reference):
    women, men = (ref.inputs.matrix(code) for code in ("stock_f", "stock_m"))
    unknown = ref.axes.position.get("OOO")
    totals = []
    for axis in (1, 2):
        w, m = (cube.values.sum(axis=axis).T for cube in (women, men))
        both = w + m
        both[both == 0] = np.nan
        if axis == 2 and unknown is not None:
            both[unknown] = np.nan
        totals.append((np.where(np.isnan(both), np.nan, w), both))
    return women.axes.years, totals[0], totals[1]


def _between(stock, known, wanted):
    known = np.array(known)
    later = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    earlier = np.where(known[later] == wanted, later, np.maximum(later - 1, 0))
    share = (wanted - known[earlier]) / np.maximum(known[later] - known[earlier], 1)
    line = stock[:, earlier] * (1 - share) + stock[:, later] * share
    line[:, (wanted < known[0]) | (wanted > known[-1])] = np.nan
    return line


def _stocks(ref: Reference, years, incoming, outgoing) -> None:
    columns = np.searchsorted(ref.years, years)
    people = ref.people[:, columns]
    (women_in, here), (women_out, abroad) = incoming, outgoing
    rows = [
        ("MIG_IMM", [here], lambda a: a),
        ("MIG_EMI", [abroad], lambda a: a),
        ("MIG_IMM_SHR", [here, people], lambda a, b: over(100 * a, b)),
        ("MIG_EMI_SHR", [abroad, people], lambda a, b: over(100 * a, b)),
        ("MIG_EMI_RATE", [abroad, here, people], lambda e, i, p: over(100 * e, p - i + e)),
        ("MIG_FEM_IMM", [women_in, here], lambda a, b: over(100 * a, b)),
        ("MIG_FEM_EMI", [women_out, abroad], lambda a, b: over(100 * a, b)),
    ]
    for code, parts, finish in rows:
        ref.add(code, parts, finish, people=people)
    gap = np.diff(np.array(years, float), prepend=np.nan)
    before = _shift(here, 1)
    rate = 100 * np.log(here / before) / gap
    for area, until in (("SSD", 2005), ("MNE", 2005), ("CUW", 2005), ("SXM", 2000)):
        if (row := ref.axes.position.get(area)) is not None:
            rate[row, np.array(years) <= until] = np.nan
    ref.add(
        "MIG_STOCK_ARC",
        [here, before],
        lambda a, b: 100 * np.log(a / b) / gap,
        people=people,
        country=rate,
    )


def _displacement(ref: Reference, years, here) -> None:
    there = [name for name in UNHCR if f"unhcr_{name}" in ref.inputs.available]
    pairs = {name: ref.inputs.built(f"unhcr_{name}", Pairs) for name in there}
    kosovo, position = ref.axes.position.get("XKX"), ref.axes.position

    def filled(panel, role):
        rows = np.logical_or.reduce(
            [~np.isnan(getattr(one, role).values) for one in pairs.values()]
        )
        values = np.where(np.isnan(panel), np.where(rows, 0.0, np.nan), panel)
        if kosovo is not None:
            values[kosovo] = np.nan
        return values

    hosted = filled(pairs["refugee"].by_area.values, "by_area")
    left = filled(pairs["refugee"].by_counterpart.values, "by_counterpart")
    ref.add("REF_HOST", [hosted], lambda a: a)
    ref.add("REF_HOST_RATE", [hosted, ref.pop], lambda a, b: over(1000 * a, b))
    ref.add("REF_ORIG_RATE", [left, ref.pop + left], lambda a, b: over(100_000 * a, b))
    seekers = filled(pairs["asylum"].by_area.values, "by_area")
    own = sum(np.nan_to_num(pairs[name].own.values) for name in ("refugee", "asylum"))
    columns = np.searchsorted(ref.years, years)
    foreign = (hosted + seekers - own)[:, columns]
    if "PSE" in position:
        foreign[position["PSE"]] = np.nan
    ref.add(
        "MIG_REF_SHARE",
        [foreign, here],
        lambda a, b: over(100 * a, b),
        people=ref.people[:, columns],
    )


def _costs(ref: Reference) -> None:
    corridors = ref.inputs.built("rpw_cost", Corridors)
    known = ~np.isnan(corridors.cost)
    receiving = np.zeros((len(ref.axes.areas), len(corridors.receiver)))
    receiving[corridors.receiver, np.arange(len(corridors.receiver))] = 1
    total, number = receiving @ np.nan_to_num(corridors.cost), receiving @ known
    total, number = (np.where(number > 0, one, np.nan) for one in (total, number))
    ref.add("COST200_REC", [total, number], over, suppress=False)
    ref.add("COST200_N", [number], lambda a: a, suppress=False)


def reference(inputs: Inputs, groups: Groups) -> dict[str, Pair]:
    """Country and group figures of every indicator of the `wdi` basis, by code.

    Flow indicators lie on all years of the axes, stock indicators on the stock years.
    """
    with np.errstate(all="ignore"):
        ref = Reference(inputs, groups)
        years, incoming, outgoing = _margins(ref)
        here, abroad = (_between(one[1], years, ref.years) for one in (incoming, outgoing))
        _remittances(ref, here, abroad)
        _flows(ref)
        _stocks(ref, years, incoming, outgoing)
        _displacement(ref, years, incoming[1])
        _costs(ref)
    return ref.figures
