"""Check certified status reports without the portal. Needs Python 3.9 or later and the package `cryptography`.

    python verify_report.py --keys jwks.json REPORT.zip
    python verify_report.py --keys jwks.json 2009.zip 2010.zip 2011.zip

A bundle (.zip) is on the page of each certified report. `jwks.json` holds the public keys of the portal
(/.well-known/jwks.json); fetch it once from the portal itself and keep it. Take this program from the portal too, or
read it: a bundle carries a copy, and whoever forges a bundle can forge that.

For each bundle it checks the signature, the digest of every file, and that no file is missing or was added. It writes
every sentence anew from its figures and compares; works out shares, words of quantity and counts again; and checks
that the text of the report has each sentence. Of several bundles it checks that each names the digest of the one
before it.

Ends with 0 where everything agrees, with 1 otherwise.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "status-report-bundle/1"
SIGNED_AS = "status-report-bundle+jwt"
MANIFEST, SIGNATURE = "manifest.json", "manifest.jws"
MOST_FILES, MOST_BYTES = 2000, 512 * 1024 * 1024
MISSING = "\u2013"
COUNTED = {
    "studies-published",
    "workshops-held",
    "workshops-surveyed",
    "countries-reached",
    "changes-recorded",
    "recommendations-endorsed",
    "recommendations-unpresented",
}
"""Measures whose value is the number of their records."""
CHANGED = ("draft", "submitted", "adopted", "in_force", "implemented", "evaluated")
"""Stages from which on a policy change counts as one."""
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    re.error,
)
"""What content that is not of a bundle may lead to, whoever signed it."""


class Refused(Exception):
    """The bundle is not to be trusted; the text says why."""


def plain(text):
    """What a stranger wrote, as one line that moves no cursor: signs that cannot be seen are spelt out."""
    text = str(text)[:200]
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


# Signature and files


def decoded(text):
    """Bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def load_keys(path):
    """The public keys by their names."""
    keys = json.loads(Path(path).read_text(encoding="utf-8"))["keys"]
    return {
        key["kid"]: Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
        for key in keys
        if key.get("crv") == "Ed25519"
    }


def signed_content(token, keys):
    """What the signature stands for, after it was checked with the key that it names."""
    try:
        head, body, signature = token.strip().split(".")
        header = json.loads(decoded(head))
        kid = header["kid"]
    except (ValueError, KeyError, TypeError):
        raise Refused("The signature cannot be read.") from None
    if header.get("alg") != "EdDSA" or header.get("typ") != SIGNED_AS:
        raise Refused("It is not signed as a bundle of a report.")
    if kid not in keys:
        raise Refused(f"The key {plain(kid)} is not among the portal's keys; fetch them again.")
    try:
        keys[kid].verify(decoded(signature), f"{head}.{body}".encode())
    except (InvalidSignature, ValueError):
        raise Refused("The signature is wrong.") from None
    return json.loads(decoded(body))


def sha256(data):
    """The digest in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_files(path):
    """Every file of the bundle by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(names) != len(set(names)):
                raise Refused("A file is in it twice.")
            if len(names) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise Refused("It is larger than any bundle of a report.")
            return {entry.filename: read_file(archive, entry) for entry in entries}
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError) as problem:
        raise Refused(f"It cannot be read: {plain(problem)}") from None


def read_file(archive, entry):
    """The bytes of a file, never more than its entry tells. Raises Refused for other ways of packing, which have no bound."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("It is packed in a way in which bundles are not.")
    with archive.open(entry) as file:
        data = file.read(entry.file_size)
    if len(data) != entry.file_size:
        raise Refused("A file in it is shorter than it says.")
    return data


def check_files(files, manifest):
    """Raises Refused unless the files are those that the manifest lists, unchanged."""
    listed = manifest["files"]
    for name in sorted(listed):
        if name not in files:
            raise Refused(f"The file {name} is missing.")
        if sha256(files[name]) != listed[name]:
            raise Refused(f"The file {name} was changed.")
    if added := sorted(set(files) - set(listed) - {MANIFEST, SIGNATURE}):
        raise Refused(f"The file {plain(added[0])} was added.")


# Sentences


def number(value, wording, decimals=0):
    """The value rounded half up, with separators of the language; a dash when missing."""
    if value is None:
        return MISSING
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _point, rest = f"{abs(rounded):f}".partition(".")
    groups = []
    while len(whole) > 3:
        whole, last = whole[:-3], whole[-3:]
        groups.insert(0, last)
    text = wording["group"].join([whole, *groups])
    sign = "-" if rounded < 0 else ""
    return sign + text + (wording["decimal"] + rest if rest else "")


def percent(value, wording):
    """A share; a dash when hidden."""
    return MISSING if value is None else number(value, wording) + wording["percent"]


def listing(items, wording):
    """Several things as a phrase of the language."""
    if not items:
        return MISSING
    if len(items) == 1:
        return items[0]
    patterns = wording["list"]
    if len(items) == 2:
        return patterns["2"].format(*items)
    text = patterns["start"].format(items[0], items[1])
    for item in items[2:-1]:
        text = patterns["middle"].format(text, item)
    return patterns["end"].format(text, items[-1])


def word_of(wording, table, code):
    """How the language says a code."""
    if code not in wording[table]:
        raise Refused(f"The wording has no {table} for {code}.")
    return wording[table][code]


def day(text, wording):
    """A day as far as it is known; a year stands as it is."""
    return text if re.fullmatch(r"\d{4}", text) else word_of(wording, "days", text)


def edge(n, wording):
    """The per cent above which a share of n is told as a band."""
    return next((share for size, share in wording["edges"] if n <= size), wording["widest_edge"])


def share(low, high, n, wording):
    """A count as a share: exact, or the words of its band."""
    if low == high:
        return percent(100 * low / n, wording)
    if high == n:
        return wording["texts"]["over"] % {"share": percent(edge(n, wording), wording)}
    if low == 0:
        return wording["texts"]["under"] % {"share": percent(100 - edge(n, wording), wording)}
    return f"{number(100 * low / n, wording)}\u2013{percent(100 * high / n, wording)}"


def quantifier(value, lower_end, response):
    """The word for a share, all in per cent: the table behind every sentence of an evaluation."""
    if response < 40:
        return "none_said"
    if value >= 100 and response >= 100:
        return "all"
    for word, floor in (("nearly_all", 90), ("large_majority", 75), ("most", 60)):
        if lower_end >= floor:
            return word
    if lower_end > 50:
        return "majority"
    if value > 55:
        return "none_said"
    if value >= 45:
        return "half"
    return "some" if value >= 20 else "few"


def best_text(texts, wording):
    """The text in the report's language, else in the best other one."""
    order = [wording["language"], *wording["reading_order"]]
    return next((texts[code] for code in order if texts.get(code)), "")


def places(claim, wording):
    """What may stand in the sentence's places, by name, from the figures."""
    figures = claim["figures"]
    is_share = claim["measure"]["unit"] == "percent"
    value, groups, base = figures["value"], figures.get("by", {}), figures.get("base", {})
    texts = {"value": percent(value, wording) if is_share else number(value, wording)}
    for name in ("part", "whole"):
        if name in figures:
            texts[name] = number(figures[name], wording)
    if "commission" in groups:
        texts.update(places_of_commissions(groups["commission"], wording, is_share))
    if groups.get("language"):
        names = [wording["languages"].get(code, code) for code in groups["language"]]
        texts["languages"] = listing(names, wording)
    if base.get("word"):
        counted = share(base["from"], base["to"], figures["whole"], wording)
        texts["most"] = word_of(wording, "quantities", base["word"]) % {"percent": counted}
    if "country" in groups:
        texts["names"] = listing([name_of(code, wording) for code in groups["country"]], wording)
    texts.update(places_of_facts(figures.get("facts", {}), wording))
    texts["amount"] = f"{texts['value']} {figures.get('facts', {}).get('unit', '')}".strip()
    return texts


def places_of_commissions(groups, wording, is_share):
    """Which commissions have a figure and which have none; of a share that of each region."""
    silent = [code for code, n in groups.items() if not n]
    missing = wording["texts"]["no_figure"]
    shares = [
        f"{name_of(code, wording)} {missing if n is None else percent(n, wording)}"
        for code, n in groups.items()
        if is_share
    ]
    return {
        "regions": "; ".join(shares),
        "commissions": listing([code for code, n in groups.items() if n], wording),
        "silent": listing(silent, wording),
        "silent_names": listing([name_of(code, wording) for code in silent], wording),
    }


def name_of(code, wording):
    """The name of a country or region; its code where it has none."""
    return wording["names"].get(code, code)


def places_of_facts(facts, wording):
    """Likewise, from what a record says."""
    texts = {name: facts[name] for name in ("acted_by", "city", "host", "item") if facts.get(name)}
    days = [name for name in ("on", "first", "last", "issued") if facts.get(name)]
    texts.update({name: day(facts[name], wording) for name in days})
    counts = ("countries", "grade", "indicators", "sources")
    counts = [name for name in counts if isinstance(facts.get(name), int)]
    texts.update({name: number(facts[name], wording) for name in counts})
    writers = {"country": name_of, "commissions": listing, "groups": groups_of, "text": best_text}
    texts.update(
        {name: write(facts[name], wording) for name, write in writers.items() if facts.get(name)}
    )
    if "groups" in facts:
        texts.setdefault("groups", MISSING)
    if facts.get("stage"):
        texts["stage"] = word_of(wording, "stages", facts["stage"])
    if "texts" in facts:
        text = best_text(facts["texts"], wording).strip() or texts["stage"]
        texts["told"] = text.replace("{", "(").replace("}", ")")
    return texts


def groups_of(codes, wording):
    """Kinds of people by name."""
    return "; ".join(wording["groups"].get(code, code) for code in codes)


def base_line(claim, wording):
    """What stands in brackets behind the sentence."""
    figures = claim["figures"]
    base, facts = figures.get("base", {}), figures.get("facts", {})
    if base.get("audience") is not None and figures["value"] is not None:
        low, high = base["from"], base["to"]
        count = number(low, wording)
        if low != high:
            count += "\u2013" + number(high, wording)
        counted = {
            "count": count,
            "valid": number(figures["whole"], wording),
            "share": share(low, high, figures["whole"], wording),
            "response": percent(base["response"], wording),
            "surveyed": number(base["surveyed"], wording),
            "held": number(base["held"], wording),
        }
        return (wording["texts"]["figures"] % counted).strip("()")
    if claim["measure"]["unit"] == "percent" and figures.get("whole"):
        return f"{number(figures.get('part'), wording)}/{number(figures['whole'], wording)}"
    if claim["measure"]["code"] == "change":
        return standing(facts, wording)
    return ""


def standing(facts, wording):
    """Where a policy change stands, and what is owed to the project."""
    parts = [f"{word_of(wording, 'stages', facts['stage'])}, {day(facts['on'], wording)}"]
    if facts["stage"] not in CHANGED:
        parts.append(wording["texts"]["no_change"])
    elif any(part["why"] == "under_way" for part in facts.get("contributions", ())):
        parts.append(wording["texts"]["under_way"])
    grade = number(facts.get("grade", 0), wording)
    parts.append(wording["texts"]["contribution"] % {"grade": grade})
    return "; ".join(parts)


def sentence_of(claim, wording):
    """The sentence that the figures give in the report's language."""
    texts = places(claim, wording)
    names = re.findall(r"\{(\w*)\}", claim["template"])
    if unfilled := [name for name in names if name not in texts]:
        raise Refused(f"Nothing in the figures fills {{{unfilled[0]}}}.")
    filled = re.sub(r"\{(\w*)\}", lambda match: texts[match[1]], claim["template"])
    filled = filled[:1].upper() + filled[1:]
    if claim["said_of"]:
        fields = {"region": name_of(claim["said_of"], wording), "sentence": filled}
        filled = wording["texts"]["of_region"] % fields
    base = base_line(claim, wording)
    if not base:
        return filled
    stop = filled[-1] if filled.endswith((".", "\u3002", "\u061f", "!")) else "."
    return filled.rstrip(".\u3002!") + f" ({base}){stop}"


# Figures


def near(value, other):
    """Whether two shares are the same but for rounding."""
    return value is not None and abs(value - other) < 0.00001


def problem_of_figures(claim):
    """What in the figures of a claim contradicts the rest of them; empty where nothing does."""
    figures, code = claim["figures"], claim["measure"]["code"]
    if figures["measure"] != code or figures["version"] != claim["measure"]["version"]:
        return "they are of another measure"
    if code in COUNTED and figures["value"] != len(figures.get("records", ())):
        return "the value is not the number of records"
    if claim["measure"]["unit"] != "percent" or not figures.get("whole"):
        return ""
    if figures.get("base", {}).get("word"):
        return problem_of_answers(figures["value"], figures["whole"], figures["base"])
    if not near(figures["value"], 100 * figures.get("part", 0) / figures["whole"]):
        return "the share is not that of its counts"
    return ""


def problem_of_answers(value, whole, base):
    """Likewise, for a share of answers with its base line."""
    audience = base["audience"]
    response = 100 * min(base["answered"], audience) / audience if audience else 0
    if not near(value, 50 * (base["from"] + base["to"]) / whole):
        return "the share is not that of its counts"
    if not near(base["response"], response):
        return "the response is not that of its counts"
    if not base["low"] <= value <= base["high"]:
        return "the share lies outside its interval"
    if base["word"] != quantifier(value, base["low"], base["response"]):
        return f"the share does not deserve the word {base['word']}"
    return ""


def check_claims(files):
    """Every sentence anew from its figures; how many there are. Raises Refused."""
    claims = json.loads(files["claims.json"])["claims"]
    wording = json.loads(files["wording.json"])
    text = files["report.txt"].decode("utf-8")
    annex = json.loads(files["report.json"])["report"]["annex"]
    if [row["sentence"] for row in annex] != [claim["sentence"] for claim in claims]:
        raise Refused("The report has other sentences than the list of claims.")
    keys = {record["key"] for record in json.loads(files["records.json"])["records"]}
    for place, claim in enumerate(claims):
        name = f"Sentence {claim['number']}"
        if claim["figures"] != annex[place]["figures"]:
            raise Refused(f"{name}: the report has other figures.")
        check_sentence(name, claim, wording)
        if not stands_in(text, claim):
            raise Refused(f"{name} does not stand in the text of the report.")
        if lacking := set(claim["figures"].get("records", ())) - keys:
            raise Refused(f"{name}: the record {min(lacking)} is not in the list of records.")
    return len(claims)


def stands_in(text, claim):
    """Whether the text has the sentence twice: with its number where it belongs, and in the annex."""
    place, sentence = claim["number"], re.escape(claim["sentence"])
    return all(
        re.search(pattern, text, re.MULTILINE)
        for pattern in (rf"{sentence}\u200f? \[{place}\]", rf"^{place} \| {sentence} \| ")
    )


def check_sentence(name, claim, wording):
    """Raises Refused unless the figures agree among themselves and give the sentence."""
    if problem := problem_of_figures(claim):
        raise Refused(f"{name}: in its figures {problem}.")
    if (again := sentence_of(claim, wording)) != claim["sentence"]:
        raise Refused(
            f"{name} does not follow from its figures.\n"
            f"  it says:     {claim['sentence']}\n  figures say: {again}"
        )


def canonical(content):
    """The bytes over which the digest of a record is taken."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check_records(files):
    """The digest of every record and piece of evidence; how many there are of each. Raises Refused."""
    records = json.loads(files["records.json"])["records"]
    for record in records:
        if (
            record["content"] is not None
            and sha256(canonical(record["content"])) != record["sha256"]
        ):
            raise Refused(f"The record {record['key']} was changed.")
    pieces = json.loads(files["evidence.json"])["evidence"]
    for piece in pieces:
        name = piece.get("file")
        if name and (name not in files or sha256(files[name]) != piece["sha256"]):
            raise Refused(f"The evidence {name} was changed.")
    return len(records), len(pieces)


# Bundles and their chain


def checked(path, keys):
    """The manifest of a bundle and its digest, after all of it was checked. Raises Refused."""
    files = read_files(path)
    for name in (MANIFEST, SIGNATURE):
        if name not in files:
            raise Refused(f"The file {name} is missing.")
    content = signed_content(files[SIGNATURE].decode("ascii", "replace"), keys)
    digest = sha256(files[MANIFEST])
    if content.get("manifest_sha256") != digest:
        raise Refused("The manifest was changed: it is not the one that was signed.")
    manifest = json.loads(files[MANIFEST])
    if manifest.get("format") != FORMAT:
        raise Refused("It is of a format that this program does not know.")
    check_files(files, manifest)
    manifest["counts"] = (check_claims(files), *check_records(files))
    return manifest, digest


def line_of(report):
    """A report in words."""
    whose = report["commission"] or "all commissions"
    return f"{report['project']} {report['year']}, {whose}, version {report['version']}"


def check_chain(bundles):
    """Raises Refused unless each bundle of a project and commission names the one before it by its digest."""
    last = {}
    for manifest, digest in sorted(bundles, key=lambda bundle: bundle[0]["position"]):
        report, before = manifest["report"], manifest["previous"]
        if (before is None) != (manifest["position"] == 1):
            raise Refused(f"{line_of(report)} and its place in the chain disagree.")
        series = (report["project"], report["commission"])
        if series in last and (before is None or before["manifest_sha256"] != last[series]):
            raise Refused(f"It is broken before {line_of(report)}.")
        last[series] = digest


def describe(path, manifest, digest):
    """Print what a bundle is, and what it says of the one before it."""
    claims, records, pieces = manifest["counts"]
    print(f"{path}: {line_of(manifest['report'])}")
    print(f"  certified: {manifest['report']['certified_at']}")
    print(f"  digest: {digest}")
    if manifest["is_example"]:
        print("  EXAMPLE: records of this report are made up.")
    print(
        f"  {claims} sentences follow from their figures; {records} records, {pieces} pieces of evidence"
    )
    before = manifest["previous"]
    if before is None:
        print("  the first of its chain")
    else:
        print(f"  follows: {line_of(before)}, digest {before['manifest_sha256']}")


def main():
    """Print what was checked, and whether it can be trusted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("bundles", nargs="+", help="bundles of reports (.zip)")
    parser.add_argument("--keys", required=True, help="the portal's public keys (jwks.json)")
    options = parser.parse_args()
    path, bundles = options.keys, []
    try:
        keys = load_keys(options.keys)
        for path in options.bundles:
            manifest, digest = checked(path, keys)
            describe(path, manifest, digest)
            bundles.append((manifest, digest))
        path = "Chain"
        check_chain(bundles)
    except Refused as refusal:
        print(f"NOT VALID. {path}: {refusal}")
        return 1
    except UNREADABLE as problem:
        print(f"NOT VALID. {path} cannot be read: {type(problem).__name__} {plain(problem)}")
        return 1
    if len(bundles) > 1:
        print("Each report names the digest of the one before it.")
    print("Signatures, files, sentences and figures agree.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
