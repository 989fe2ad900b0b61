"""The arithmetic of every indicator written straight in numpy on ready cubes.

Nothing here knows statuses, rows or the registry: it is what one would type to get the same
numbers once, and so the measure of what those cost. A test holds both to the same figures.
"""

from __future__ import annotations

import numpy as np

from indicators.compute import Corridors, Groups, Inputs, Pairs
from tests.reference import corridors as corridor_arithmetic
from tests.reference.figures import Pair, Reference, over, shifted

UNHCR = ("refugee", "asylum", "refugee_return", "idp", "idp_return", "stateless", "other")


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
    ref.add("REM_IN_GROWTH", [received, shifted(received, 1)], _growth)
    ref.add("REM_IN_CAGR5", [received, shifted(received, 5)], _growth5)
    own, group = ref.figures["REM_IN_GROWTH"]
    ref.figures["REM_IN_VOL10"] = _deviation(own), _deviation(group)
    _cycle(ref, received, gdp)
    ref.figures["REM_DEP_BAND"] = tuple(
        np.where(np.isnan(one), np.nan, np.digitize(one, (1, 3, 10, 20)))
        for one in ref.figures["REM_IN_GDP"]
    )


def _cycle(ref: Reference, received, gdp) -> None:
    parts = [received, shifted(received, 1), gdp, shifted(gdp, 1)]
    ref.add("money", parts, lambda a, b, _c, _d: _growth(a, b))
    ref.add("product", parts, lambda _a, _b, c, d: _growth(c, d))
    pairs = zip(ref.figures.pop("money"), ref.figures.pop("product"), strict=True)
    ref.figures["REM_CYCL10"] = tuple(_correlation(a, b) for a, b in pairs)


def _correlation(one, other):
    known = ~np.isnan(one + other)
    windows = []
    for rates in (np.where(known, one, np.nan), np.where(known, other, np.nan)):
        padded = np.pad(rates, ((0, 0), (9, 0)), constant_values=np.nan)
        stacked = np.stack([padded[:, n : n + rates.shape[1]] for n in range(10)])
        there = ~np.isnan(stacked)
        number = there.sum(axis=0)
        mean = np.where(there, stacked, 0).sum(axis=0) / number
        windows.append(np.where(there, stacked - mean, 0))
    a, b = windows
    found = (a * b).sum(axis=0) / np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return np.where((number >= 8) & known, found, np.nan)


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
    before = shifted(here, 1)
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
    own = sum(np.nan_to_num(pairs[name].nationals.values) for name in ("refugee", "asylum"))
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
    cost, known = corridors.cost, ~np.isnan(corridors.cost)
    receiving, sending = (
        (np.arange(len(ref.axes.areas))[:, None] == end).astype(float)
        for end in (corridors.receiver, corridors.sender)
    )
    for ends, mean in ((receiving, "COST200_REC"), (sending, "COST200_SND")):
        total, number = ends @ np.nan_to_num(cost), ends @ known
        total, number = (np.where(number > 0, one, np.nan) for one in (total, number))
        ref.add(mean, [total, number], over, suppress=False)
    number = np.where(receiving @ known > 0, receiving @ known, np.nan)
    ref.add("COST200_N", [number], lambda a: a, suppress=False)
    dear = np.where(np.isnan(number), np.nan, receiving @ (known & (cost > 5)))
    ref.add("COST200_GT5_N", [dear], lambda a: a, suppress=False)
    ref.add("COST200_GT5_SHARE", [dear, number], lambda a, b: over(100 * a, b), suppress=False)
    _weighted_costs(ref, corridors, receiving, known)


def _weighted_costs(ref: Reference, corridors, receiving, known) -> None:
    flows = ref.inputs.built("bilateral_2018", Corridors)
    areas = len(ref.axes.areas)
    matrix = np.zeros((areas, areas))
    matrix[flows.receiver, flows.sender] = np.nan_to_num(flows.cost).sum(axis=1)
    weight = matrix[corridors.receiver, corridors.sender][:, None]
    known = known & (weight > 0)
    inflow = np.where(known.any(axis=0), matrix.sum(axis=1)[:, None], np.nan)
    inflow[inflow == 0] = np.nan
    cost = np.nan_to_num(corridors.cost)
    some = receiving @ known > 0

    def add(code, finish, *parts):
        sums = [np.where(np.isnan(inflow), np.nan, receiving @ (part * known)) for part in parts]
        own = np.where(some, finish(*sums, inflow), np.nan)
        ref.add(code, [*sums, inflow], finish, suppress=False, country=own)

    add("COST200_WAVG", lambda a, b, _all: over(a, b), cost * weight, weight)
    add("COST200_WCOV", lambda b, whole: over(100 * b, whole), weight)
    add("COST200_SAVING", lambda a, _all: a, np.maximum(0, cost - 3) / 100 * weight)


def everything(
    inputs: Inputs, groups: Groups
) -> tuple[dict[str, Pair], corridor_arithmetic.Layers]:
    """Country and group figures of every indicator of the `wdi` basis by code, and every bilateral
    indicator by code, sex and variant.

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
        people = corridor_arithmetic.People(inputs)
        flows = corridor_arithmetic.money(inputs, people)
        corridor_arithmetic.senders(ref, flows)
        corridor_arithmetic.concentrations(ref, people)
        corridor_arithmetic.networks(ref, people)
        layers = corridor_arithmetic.corridors(inputs, people) | flows[0]
    return ref.figures, layers
