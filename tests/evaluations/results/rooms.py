"""Made-up rooms: answers as the pure functions take them."""

from __future__ import annotations

import numpy as np

from evaluations.statistics.codes import DONT_KNOW, MISSING, NOT_APPLICABLE
from evaluations.statistics.frames import Answers, Dimension, Item

SCALE = (5, 4, 3, 2, 1)
GROUPS = {"sex": 3, "stakeholder": 5, "subregion": 4, "language": 4, "mode": 2, "first_time": 2}


def a5(code="NEW1") -> Item:
    """An item on the scale of agreement."""
    return Item(code, "A5", SCALE, core=True)


def answers(
    values, *, audience=None, events=None, items=None, dimensions=(), groups=None, asked=None
):
    """Answers from a list of rows; one event and one item unless said otherwise."""
    table = np.array(values, dtype=np.int64)
    table = table[:, None] if table.ndim == 1 else table
    rows, columns = table.shape
    return Answers(
        items=items or tuple(a5(f"Q{place}") for place in range(columns)),
        values=table,
        events=np.zeros(rows, dtype=np.int64) if events is None else np.array(events),
        audience=np.array([rows] if audience is None else audience),
        dimensions=tuple(dimensions),
        groups=groups or {},
        audience_groups=asked or {},
    )


def room(seed: int, *, events=3, people=28, items=3, response=0.8, codes=GROUPS) -> Answers:
    """Rooms of about `people`, whose attributes lean on each other as those of officials do."""
    random = np.random.default_rng(seed)
    event = np.repeat(np.arange(events), random.integers(people // 2, people + 1, events))
    everybody = len(event)
    leaning = random.random(everybody)
    groups = {}
    for code, size in codes.items():
        own = random.random(everybody) * 0.6 + leaning * 0.4
        groups[code] = np.minimum((own**1.5 * size).astype(np.int64), size - 1)
        groups[code][random.random(everybody) < 0.03] = -1
    came = random.random(everybody) < response
    values = np.clip(np.round(random.normal(4.1 - leaning[:, None], 0.9, (everybody, items))), 1, 5)
    for code, rate in ((NOT_APPLICABLE, 0.04), (DONT_KNOW, 0.03), (MISSING, 0.03)):
        values[random.random(values.shape) < rate] = code
    asked = {
        code: np.stack(
            [
                np.bincount(groups[code][(event == e) & (groups[code] >= 0)], minlength=size)
                for e in range(events)
            ]
        )
        for code, size in codes.items()
    }
    return Answers(
        items=tuple(a5(f"Q{place}") for place in range(items)),
        values=values[came].astype(np.int64),
        events=event[came],
        audience=np.bincount(event, minlength=events),
        dimensions=tuple(
            Dimension(code, tuple(f"{code}{n}" for n in range(size)))
            for code, size in codes.items()
        ),
        groups={code: values[came] for code, values in groups.items()},
        audience_groups=asked,
    )
