"""Codes of answers and of the groups that results may be split by (pure).

An answer is the code of an option (1 and above; 5 is best on a five-point scale), never a label. What is
not an answer has a code of its own, far from any number a person could give:

- ``NOT_APPLICABLE``, ``DONT_KNOW``: the person said so; counted, never in the valid base;
- ``MISSING``: asked and left empty;
- ``NOT_ASKED``: hidden from this person by a rule, so not in any base.
"""

from __future__ import annotations

NOT_APPLICABLE = -1
DONT_KNOW = -2
MISSING = -8
NOT_ASKED = -9
ANSWERED = -7
"""Of conditions alone: any answer that is one."""
SPECIAL = (NOT_APPLICABLE, DONT_KNOW)
"""Codes a person may choose beside the options, where an item offers them."""

DIMENSIONS = (
    "sex",
    "stakeholder",
    "subregion",
    "language",
    "mode",
    "first_time",
    "funded",
    "attendance",
)
"""What answers may be split by, in the order in which they are sealed. Country is never one of them."""
UNKNOWN = -1
"""The group of who did not say, and of every paper form."""

SCALES = {
    "A5": (5, 4, 3, 2, 1),
    "A5R": (5, 4, 3, 2, 1),
    "E5": (5, 4, 3, 2, 1),
    "C5": (5, 4, 3, 2, 1),
    "F5": (5, 4, 3, 2, 1),
    "O5": (5, 4, 3, 2, 1),
    "S5": (5, 4, 3, 2, 1),
    "Q4": (4, 3, 2, 1),
    "K4": (4, 3, 2, 1),
    "YPN": (3, 2, 1),
}
"""Codes of each scale, best first, but of the reversed agreement (A5R) to what is no praise: agreement, extent, confidence, frequency, overall, status of a plan,
quality, contribution, yes/partly/no."""
FAVOURABLE = {
    "A5": (5, 4),
    "A5R": (2, 1),
    "E5": (5, 4),
    "C5": (5, 4),
    "O5": (5, 4),
    "Q4": (4, 3),
    "K4": (4, 3),
    "YPN": (3,),
}
"""Codes that count as favourable."""

SINGLE, MULTIPLE, NUMBER, TEXT, PERIOD, RIGHT = (
    "single",
    "multiple",
    "number",
    "text",
    "period",
    "right",
)
"""How an item is counted that has no scale: one of its options, several of them, a number, a text, a year of a date,
one of its options of which one is right."""
ANY_ANSWER = (MULTIPLE, NUMBER, TEXT)
"""No single option is the answer: any answer counts as code 1."""
WITHOUT_OPTIONS = (NUMBER, TEXT)
