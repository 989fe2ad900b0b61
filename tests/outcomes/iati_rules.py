"""The rule set of IATI 2.03 applied to a file: what its official rules object to.

`tests/data/iati/standard.json` is the standard's own (MIT, licence beside it). Rules that hold unless an identifier
is registered are taken to hold always; of registration agencies only those that the tests use are known.
"""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

RULES = json.loads(
    (Path(__file__).parent.parent / "data" / "iati" / "standard.json").read_text(encoding="utf-8")
)
AGENCIES = ("XM-DAC", "XI-IATI")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def objections(data: bytes) -> list[tuple[str, str]]:
    """Number and severity of every rule that is broken, with each place where it is."""
    tree = etree.fromstring(data).getroottree()
    return [
        broken
        for context, rules in RULES.items()
        for element in tree.xpath(context)
        for kind, body in rules.items()
        for broken in _broken(element, kind, body["cases"])
    ]


def _broken(element, kind, cases):
    for case in cases:
        if kind == "loop":
            for value in sorted(set(_texts(element, case["foreach"]))):
                rules = json.loads(json.dumps(case["do"]).replace("$1", value))
                for inner, body in rules.items():
                    yield from _broken(element, inner, body["cases"])
        elif _holds(element, case.get("condition")) and not CHECKS[kind](element, case):
            yield case["ruleInfo"]["id"], case["ruleInfo"]["severity"]


def _holds(element, condition):
    return condition is None or bool(element.xpath(condition))


def _nodes(element, paths):
    return [node for path in paths for node in element.xpath(path)]


def _texts(element, *paths):
    return [
        node if isinstance(node, str) else "".join(node.itertext())
        for node in _nodes(element, paths)
    ]


def _day(text):
    return date.fromisoformat(text[:10])


def _days(element, path):
    return (
        [datetime.now(UTC).date()]
        if path == "NOW"
        else [_day(text) for text in _texts(element, path)]
    )


def _one_or_all(element, case):
    if element.xpath(case["one"]):
        return True
    if case["all"] == "lang":
        return all(LANG in narrative.attrib for narrative in element.iter("narrative"))
    if case["all"] == "currency":
        return all("currency" in value.attrib for value in element.iter("value"))
    transactions = element.findall("transaction")
    return all(one.find(case["all"]) is not None for one in transactions)


def _startswith(element, case):
    prefixes = AGENCIES if case["prefix"] == ["ORG-ID-PREFIX"] else _texts(element, *case["prefix"])
    begin = tuple(prefix + case.get("separator", "-") for prefix in prefixes)
    return all(text.startswith(begin) for text in _texts(element, *case["paths"]))


def _date_order(element, case):
    return all(
        less <= more
        for less in _days(element, case["less"])
        for more in _days(element, case["more"])
    )


def _date_now(element, case):
    moments = [datetime.fromisoformat(text) for text in _texts(element, case["date"])]
    return all(moment <= datetime.now(UTC) for moment in moments)


def _time_limit(element, case):
    starts, ends = _days(element, case["start"]), _days(element, case["end"])
    return all(end < start.replace(year=start.year + 1) for start in starts for end in ends)


def _between_dates(element, case):
    start, end = _days(element, case["start"])[0], _days(element, case["end"])[0]
    return all(start <= day <= end for day in _days(element, case["date"]))


def _sum(element, case):
    texts = _texts(element, *case["paths"])
    return sum(map(Decimal, texts)) == Decimal(str(case["sum"]))


def _range(element, case):
    least, most = case.get("min", float("-inf")), case.get("max", float("inf"))
    return all(least <= float(text) <= most for text in _texts(element, *case["paths"]))


def _unique(element, case):
    texts = _texts(element, *case["paths"])
    return len(texts) == len(set(texts))


CHECKS = {
    "atleast_one": lambda element, case: bool(_nodes(element, case["paths"])),
    "no_more_than_one": lambda element, case: len(_nodes(element, case["paths"])) <= 1,
    "one_or_all": _one_or_all,
    "startswith": _startswith,
    "date_order": _date_order,
    "date_now": _date_now,
    "time_limit": _time_limit,
    "between_dates": _between_dates,
    "sum": _sum,
    "strict_sum": _sum,
    "range": _range,
    "unique": _unique,
    "if_then": lambda element, case: (
        not element.xpath(case["if"]) or bool(element.xpath(case["then"]))
    ),
    "regex_matches": lambda element, case: all(
        re.search(case["regex"], text) for text in _texts(element, *case["paths"])
    ),
    "no_spaces": lambda element, case: all(
        text == text.strip() for text in _texts(element, *case["paths"])
    ),
}
