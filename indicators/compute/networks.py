"""Indices of a whole migration matrix (methods, section 6): stocks, not flows; countries have none.

The matrix of a group has its members as nodes, m[i, j] persons from i in j, an empty diagonal, row
sums O, column sums D, sum S, and N = n(n - 1) cells off the diagonal. Every index is free of the
unit of m. Where a sum over pairs of cells is wanted, the cells are sorted: the sum of all
|a - b| over ordered pairs is 2 * sum of (2k - N - 1) * x(k) over ascending x, so no N x N array.
"""

from __future__ import annotations

import numpy as np

from indicators.compute.aggregates import Groups
from indicators.compute.links import square
from indicators.compute.severity import FIRST_MISSING, Flags, Floats
from indicators.compute.shapes import Matrix, Panel
from indicators.compute.stocks import emigrants, immigrants

NAMES = (
    "MEI", "CMI", "CONN", "INEQ", "GINI_T", "GINI_T_UNC", "GINI_ROW", "GINI_COL", "GINI_EXCH",
    "GINI_ROW_STD", "GINI_COL_STD", "GINI_EXCH_STD", "MWG_OUT", "MWG_IN", "MWG", "ACV_OUT", "ACV_IN",
    "ACV",
)  # fmt: skip


def differences(cells: Floats) -> Floats:
    """Sum of |a - b| over ordered pairs of cells of each row, float64[rows], for [rows, cells]."""
    number = cells.shape[-1]
    ordered = np.sort(cells, axis=-1)
    result: Floats = 2 * (ordered @ (2.0 * np.arange(1, number + 1) - number - 1))
    return result


def off_diagonal(matrix: Floats) -> Floats:
    """The cells of each row but that on the diagonal, float64[n, n - 1]."""
    n = len(matrix)
    flat = np.ascontiguousarray(matrix).reshape(-1)
    return flat[1:].reshape(n - 1, n + 1)[:, :-1].reshape(n, n - 1)


def _variation(cells: Floats, sums: Floats, total: float) -> float:
    """Mean coefficient of variation of the rows, weighted by their sums; empty rows are skipped."""
    peopled = sums > 0
    rows = cells[peopled]
    variation = rows.std(axis=1) / rows.mean(axis=1)
    return float((sums[peopled] / total * variation).sum())


def indices(matrix: Floats) -> dict[str, float]:
    """All indices of one matrix without a diagonal, by the names of `NAMES`; NaN where nobody moved.

    `CMI` is 100 * S, to be divided by the population of the nodes. Sources: Bell
    and Muhidin (2009) for MEI and CMI; Bell and others (2002) for CONN, INEQ and the corrected
    Gini; Plane and Mulligan (1997) for the Gini family; Rogers and Sweeney (1998) for the ACV.
    """
    n, total = len(matrix), float(matrix.sum())
    if n < 2 or total <= 0:
        return dict.fromkeys(NAMES, float("nan"))
    rows, columns = off_diagonal(matrix), off_diagonal(matrix.T)
    out, into, cells = matrix.sum(axis=1), matrix.sum(axis=0), n * (n - 1)
    all_pairs = float(differences(rows.reshape(1, -1))[0])
    in_rows, in_columns = differences(rows), differences(columns)
    uncorrected, scale = all_pairs / (2 * cells * total), 2 * cells * total
    gini = {
        "ROW": float(in_rows.sum()) / scale,
        "COL": float(in_columns.sum()) / scale,
        "EXCH": float(np.abs(matrix - matrix.T).sum()) / scale,
    }
    weighted_out, weighted_in = (
        float(np.divide(pairs, 2 * (n - 2) * total).sum()) if n > 2 else float("nan")
        for pairs in (in_rows, in_columns)
    )
    spread_out, spread_in = _variation(rows, out, total), _variation(columns, into, total)
    return {
        "MEI": 100 * float(np.abs(into - out).sum() / (into + out).sum()),
        "CMI": 100 * total,
        "CONN": float(np.count_nonzero(rows)) / cells,
        "INEQ": float(np.abs(rows / total - 1 / cells).sum()) / 2,
        "GINI_T": all_pairs / (2 * (cells - 1) * total),
        "GINI_T_UNC": uncorrected,
        **{f"GINI_{name}": value for name, value in gini.items()},
        **{
            f"GINI_{name}_STD": 100 * value / uncorrected if uncorrected > 0 else float("nan")
            for name, value in gini.items()
        },
        "MWG_OUT": weighted_out,
        "MWG_IN": weighted_in,
        "MWG": (weighted_out + weighted_in) / 2,
        "ACV_OUT": spread_out,
        "ACV_IN": spread_in,
        "ACV": spread_in + spread_out,
    }


def field_indices(matrix: Floats) -> tuple[Floats, Floats]:
    """Gini of each node's out-migration and in-migration field, float64[n]; NaN of an empty field."""
    n = len(matrix)
    if n <= 2:
        return np.full(n, np.nan), np.full(n, np.nan)
    ginis = []
    for side in (matrix, matrix.T):
        total = side.sum(axis=1)
        pairs = differences(off_diagonal(side))
        ginis.append(np.divide(pairs, 2 * (n - 2) * total, out=np.full(n, np.nan), where=total > 0))
    return ginis[0], ginis[1]


def nodes(women: Matrix, men: Matrix) -> Flags:
    """Areas that occur as an origin and as a destination in any year, bool[A]."""
    is_node: Flags = np.ones(len(women.axes.areas), np.bool_)
    for panel in (immigrants(women, men), emigrants(women, men)):
        is_node &= np.logical_or.reduce(panel.severity < FIRST_MISSING, axis=1)
    return is_node


def of_groups(groups: Groups, women: Matrix, men: Matrix) -> dict[str, Floats]:
    """All indices of the matrix of every group, float64[G, Y] by name, made once for them."""
    key = f"indices {id(men)} {id(groups)}"
    if key not in women.derived:
        women.derived[key] = _of_groups(groups, square(women, men), nodes(women, men)), groups
    stored: tuple[dict[str, Floats], Groups] = women.derived[key]  # type: ignore[assignment]
    return stored[0]


def _of_groups(groups: Groups, stock: Floats, is_node: Flags) -> dict[str, Floats]:
    by_name = {name: np.full((len(groups.codes), len(stock)), np.nan) for name in NAMES}
    for group, member in enumerate(groups.member):
        chosen = np.flatnonzero(member & is_node)
        for year, matrix in enumerate(stock):
            for name, value in indices(matrix[np.ix_(chosen, chosen)]).items():
                by_name[name][group, year] = value
    return by_name


def fields(women: Matrix, men: Matrix) -> tuple[Panel, Panel]:
    """The out- and in-migration field index of every country in the matrix of the world."""
    stock, chosen = square(women, men), np.flatnonzero(nodes(women, men))
    leaving, coming = emigrants(women, men), immigrants(women, men)
    out, into = np.full(leaving.axes.shape, np.nan), np.full(leaving.axes.shape, np.nan)
    for year, matrix in enumerate(stock):
        out[chosen, year], into[chosen, year] = field_indices(matrix[np.ix_(chosen, chosen)])
    return Panel(leaving.axes, out, leaving.severity), Panel(coming.axes, into, coming.severity)
