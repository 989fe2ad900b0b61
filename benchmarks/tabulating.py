"""Results of many events, computed and suppressed, against the bare counting of the same tables in numpy."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import interleaved, line
from evaluations.statistics import summary
from evaluations.statistics.codes import DIMENSIONS, DONT_KNOW, MISSING, NOT_APPLICABLE, NOT_ASKED
from evaluations.statistics.frames import Answers, Dimension, Item

EVENTS, PEOPLE, QUESTIONS = 200, 60, 25
SIZES = (3, 8, 4, 5, 2, 2, 2, 3)
WIDTH = 5 - NOT_ASKED + 1


def sample_answers() -> Answers:
    """Twelve thousand answers to twenty-five questions, with groups in eight dimensions."""
    random = np.random.default_rng(1)
    rows = EVENTS * PEOPLE
    values = np.clip(np.round(random.normal(4, 1, (rows, QUESTIONS))), 1, 5).astype(np.int64)
    for code in (NOT_APPLICABLE, DONT_KNOW, MISSING):
        values[random.random(values.shape) < 0.03] = code
    events = np.repeat(np.arange(EVENTS), PEOPLE)
    groups = {
        name: np.minimum(random.exponential(size / 3, rows).astype(np.int64), size - 1)
        for name, size in zip(DIMENSIONS, SIZES, strict=True)
    }
    return Answers(
        items=tuple(Item(f"Q{n}", "A5", (5, 4, 3, 2, 1)) for n in range(QUESTIONS)),
        values=values,
        events=events,
        audience=np.full(EVENTS, PEOPLE + 15),
        dimensions=tuple(
            Dimension(name, tuple(map(str, range(size))))
            for name, size in zip(DIMENSIONS, SIZES, strict=True)
        ),
        groups=groups,
        audience_groups={
            name: np.bincount(events * size + groups[name], minlength=EVENTS * size).reshape(
                EVENTS, size
            )
            for name, size in zip(DIMENSIONS, SIZES, strict=True)
        },
    )


def counted(answers: Answers) -> list[np.ndarray]:
    """The same tables and nothing else: one bincount for the whole, one for each dimension."""
    place = np.arange(QUESTIONS)[None, :] * WIDTH + answers.values - NOT_ASKED
    block = QUESTIONS * WIDTH
    tables = [
        np.bincount((place + answers.events[:, None] * block).ravel(), minlength=EVENTS * block)
    ]
    for dimension in answers.dimensions:
        size = len(dimension.groups)
        cell = answers.events * size + answers.groups[dimension.code]
        tables.append(
            np.bincount((place + cell[:, None] * block).ravel(), minlength=EVENTS * size * block)
        )
    return tables


def run(rounds: int) -> list[str]:
    """The report's line."""
    answers = sample_answers()
    ours, plain = interleaved(
        lambda: (summary.figures(answers), summary.groups(answers)),
        lambda: counted(answers),
        rounds=max(rounds, 9),
    )
    return [
        line(
            "(r) results: time over plain numpy counting",
            ours / plain,
            "<= 2",
            f"{1000 * ours:.0f} ms against {1000 * plain:.0f} ms; {EVENTS} events x {PEOPLE} x {QUESTIONS}, {len(DIMENSIONS)} dimensions, suppressed",
        )
    ]
