"""Files of any size in the layout of the migrant stock, the same for the same seed."""

import gzip

import numpy as np

from regions.names import world


def generate_stock(rows: int, seed: int = 2024) -> bytes:
    """A gzip CSV in the long layout of the stock with the given number of distinct rows."""
    rng = np.random.default_rng(seed)
    codes = np.array(sorted(set(world()) - {"XKX"}))
    years = np.arange(1990, 2025)
    shape = (len(codes), len(codes), len(years), 2)
    chosen = np.sort(rng.choice(np.prod(shape), rows, replace=False))
    dest, origin, year, sex = np.unravel_index(chosen, shape)
    count = rng.integers(0, 2_000_000, rows)
    body = "\n".join(
        f"{d},{o},{y},{s},{n},BR"
        for d, o, y, s, n in zip(
            codes[dest],
            codes[origin],
            years[year],
            np.array(["female", "male"])[sex],
            count,
            strict=True,
        )
    )
    return gzip.compress(f"dest,origin,year,sex,n,data_type\n{body}\n".encode(), 1)
