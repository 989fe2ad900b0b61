"""The bulk downloads of a release: which there are, made by a worker, kept in the storage of files.

A file is kept under the digest of what is in it. A release whose figures for a theme are those of the
release before shares its file, so a harvester sees by the ETag that nothing has changed.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation

from indicators.analysis.citations import release_citation
from indicators.bulk import archives, frames
from indicators.bulk.metadata import (
    AreaDescription,
    Contents,
    IndicatorDescription,
    SourceDescription,
)
from indicators.catalogue.series import SOURCES
from indicators.catalogue.themes import THEMES
from indicators.catalogue.units import unit_label
from indicators.compute import CORRIDORS, REGISTERED
from indicators.models import Release, ReleaseFile
from indicators.selectors import formula_of, sources_of_runs
from indicators.services.changes import newest_runs
from regions.models import Area, Commission, Membership

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indicators.analysis.figure_table import SourceNote
    from indicators.bulk.archives import ArchiveSummary
    from indicators.bulk.frames import Frame
    from indicators.models import ComputeRun

FORM = 2
"""Raised when the form of the archives changes, so that none of the former form is shared."""
Kind = ReleaseFile.Kind


@dataclass(frozen=True, slots=True)
class Bundle:
    """A file to be made: the codes in it and the areas it is limited to (None: all)."""

    kind: str
    code: str
    title: str
    codes: tuple[str, ...]
    areas: frozenset[int] | None = None


class Builder:
    """What the files of one release are made from, read once."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.runs = newest_runs(release)
        self.areas = list(Area.objects.order_by("code"))
        self.sources = sources_of_runs([run.pk for run in self.runs.values()])
        self._frame: Frame | None = None

    @property
    def names(self) -> frames.AreaNames:
        """Codes and English names by id."""
        return frames.AreaNames(
            {area.pk: area.code for area in self.areas},
            {area.pk: area.names.get("en", area.code) for area in self.areas},
        )

    def published(self, code: str) -> frames.PublishedIndicator:
        """The run of an indicator and what every row of it repeats."""
        run = self.runs[code]
        return frames.PublishedIndicator(
            run.pk, code, formula_of(code, run.basis).unit, run.vintage
        )

    @property
    def frame(self) -> Frame:
        """Every figure of areas, read at first use."""
        if self._frame is None:
            codes = [code for code in self.runs if code not in CORRIDORS]
            self._frame = frames.of_areas([self.published(code) for code in codes], self.names)
        return self._frame

    def bundles(self) -> Iterator[Bundle]:
        """By theme, source and commission, and one for each bilateral indicator."""
        codes = [code for code in REGISTERED if code in self.runs and code not in CORRIDORS]
        for theme, name in THEMES.items():
            chosen = tuple(code for code in codes if REGISTERED[code][0].theme == theme)
            if chosen:
                yield Bundle(Kind.THEME, theme, name, chosen)
        for source in SOURCES.values():
            chosen = tuple(code for code in codes if self._reads(code, source.code))
            if chosen:
                yield Bundle(Kind.SOURCE, source.code, source.name, chosen)
        members = _regional_members()
        for commission in Commission.objects.select_related("area") if codes else ():
            areas = frozenset({commission.area_id, *members[commission.pk]})
            yield Bundle(
                Kind.COMMISSION, commission.code.lower(), commission.code, tuple(codes), areas
            )
        for code in CORRIDORS:
            if code in self.runs and self.runs[code].dimensions.get("periods"):
                yield Bundle(Kind.CORRIDORS, code.lower(), CORRIDORS[code][0].name, (code,))

    def _reads(self, code: str, source: str) -> bool:
        return any(note.code == source for note in self.sources[self.runs[code].pk])

    def digest(self, bundle: Bundle) -> str:
        """Of all that decides the figures and what is said of them."""
        fingerprint = blake2b(f"{FORM} {bundle.kind} {bundle.code}".encode(), digest_size=32)
        for code in bundle.codes:
            fingerprint.update(f" {code} {self.runs[code].pk} {REGISTERED[code][0].name}".encode())
        for area in self.areas:
            if bundle.areas is None or area.pk in bundle.areas:
                fingerprint.update(f" {area.pk} {area.names.get('en')}".encode())
        return fingerprint.hexdigest()

    def frames(self, bundle: Bundle) -> Iterator[Frame]:
        """The rows of a file."""
        if bundle.kind == Kind.CORRIDORS:
            (code,) = bundle.codes
            run, end = self.runs[code], CORRIDORS[code][0].ref_area
            return frames.of_corridors(self.published(code), run.dimensions, end, self.names)
        chosen = np.isin(self.frame.run, [self.runs[code].pk for code in bundle.codes])
        if bundle.areas is not None:
            chosen &= np.isin(self.frame.area, list(bundle.areas))
        return iter([self.frame.where(chosen)])

    def contents(self, bundle: Bundle) -> Contents:
        """What the file says of itself, in English."""
        release = self.release
        path = settings.PORTAL_ADDRESS + release.permanent_path()
        notes: dict[int, SourceNote] = {}
        for code in bundle.codes:
            notes |= {note.snapshot: note for note in self.sources[self.runs[code].pk]}
        columns = COLUMNS_OF_CORRIDORS if bundle.kind == Kind.CORRIDORS else COLUMNS_OF_AREAS
        named = Kind(bundle.kind).label
        with translation.override("en"):
            return Contents(
                name=f"{bundle.kind}-{bundle.code}".replace("_", "-"),
                title=f"{named}: {translation.gettext(bundle.title)}",
                release=release.pk,
                created_at=release.created_at,
                citation=release_citation(release.pk, release.created_at.date()),
                address=path,
                columns=columns,
                indicators=tuple(_indicator(code, self.runs[code]) for code in bundle.codes),
                areas=tuple(
                    AreaDescription(area.code, area.kind, area.iso2, area.m49, area.names)
                    for area in self.areas
                    if area.pk > 0
                ),
                sources=tuple(_source(note) for note in notes.values()),
            )


COLUMNS_OF_AREAS = (
    "indicator", "ref_area", "ref_area_name", "counterpart_area", "time_period", "value",
    "obs_status", "unit", "coverage", "vintage",
)  # fmt: skip
COLUMNS_OF_CORRIDORS = (
    "indicator", "ref_area", "ref_area_name", "counterpart_area", "counterpart_area_name", "sex", "variant",
    "time_period", "value", "obs_status", "unit", "vintage",
)  # fmt: skip


def _regional_members() -> dict[int, set[int]]:
    members: dict[int, set[int]] = defaultdict(set)
    memberships = Membership.objects.filter(is_regional=True, until=None)
    for commission, country in memberships.values_list("commission_id", "country_id"):
        members[commission].add(country)
    return members


def _indicator(code: str, run: ComputeRun) -> IndicatorDescription:
    formula = formula_of(code, run.basis)
    return IndicatorDescription(
        code=code,
        name=formula.name,
        unit=formula.unit,
        unit_label=unit_label(formula.unit),
        decimals=formula.decimals,
        theme=formula.theme,
        sdg=formula.sdg,
        formula_version=run.formula_version,
        basis=run.basis,
        vintage=run.vintage.isoformat(),
        is_modelled=formula.is_modelled,
        note=formula.note,
    )


def _source(note: SourceNote) -> SourceDescription:
    return SourceDescription(
        note.name,
        note.publisher,
        note.attribution,
        note.licence,
        note.licence_url,
        note.url,
        note.filename,
        note.sha256,
        note.vintage.isoformat(),
    )


def build(release: Release) -> int:
    """Make the files of a release that are not there yet; how many were written, not shared.

    A worker killed half-way leaves whole files; the next one makes the rest.
    """
    with translation.override("en"):
        builder = Builder(release)
    existing = set(ReleaseFile.objects.filter(release=release).values_list("kind", "code"))
    count = 0
    for bundle in builder.bundles():
        if (bundle.kind, bundle.code) not in existing:
            count += _make(builder, bundle)
    Release.objects.filter(pk=release.pk).update(built_at=timezone.now())
    return count


def _make(builder: Builder, bundle: Bundle) -> bool:
    digest = builder.digest(bundle)
    shared = ReleaseFile.objects.filter(contents=digest).order_by("pk").first()
    fields: dict[str, Any] = {"contents": digest}
    if shared is not None and default_storage.exists(shared.stored):
        fields |= {
            "stored": shared.stored,
            "size": shared.size,
            "sha256": shared.sha256,
            "rows": shared.rows,
        }
    else:
        stored = f"releases/{digest[:2]}/{digest}.zip"
        archive = _store(builder, bundle, stored)
        fields |= {
            "stored": stored,
            "size": archive.size,
            "sha256": archive.sha256,
            "rows": archive.rows,
        }
        shared = None
    with transaction.atomic():
        ReleaseFile.objects.update_or_create(
            release=builder.release, kind=bundle.kind, code=bundle.code, defaults=fields
        )
    return shared is None


def _store(builder: Builder, bundle: Bundle, stored: str) -> ArchiveSummary:
    """Write beside, then put in place; bytes without a row are those of a worker that was killed."""
    with tempfile.TemporaryFile() as target:
        archive = archives.write(target, builder.contents(bundle), builder.frames(bundle))
        target.seek(0)
        if default_storage.exists(stored):
            default_storage.delete(stored)
        default_storage.save(stored, File(target, name=stored))
    return archive
