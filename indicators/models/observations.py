"""Figures as the providers gave them, one row each, never overwritten."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models import Area


class Series(models.Model):
    """A variable of a source in one unit, for example `remin` of the World Bank.

    Rows are written from `indicators.catalogue.series`; the id is fixed there so that it never moves.
    """

    id = models.SmallIntegerField(primary_key=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    source = models.ForeignKey(
        "indicators.Source",
        on_delete=models.PROTECT,
        related_name="series",
        verbose_name=_("source"),
    )
    provider_code = models.CharField(_("code at the provider"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(_("unit of measure"), max_length=30)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class Observation(models.Model):
    """One figure of one file: series, area, counterpart, period, value, flags.

    `counterpart` is the second area of a corridor, or the area with id 0 (not applicable). `quarter` is 0 for
    a year. `value` is a float in base units (persons, USD, percent on 0-100). Rows come by COPY
    inside the transaction that marks the file loaded, and are never changed afterwards. Foreign keys
    carry no constraint of the database: checking them row by row costs more than the load, and the
    loader takes every id from the tables themselves in the same transaction.

    `sheet_number`, `row_number` and `column_number` are its place in the file, counted from 1; 0 where there is
    none. The names of the sheets stand with the file.

    The primary key is a promise of the readers, which refuse repeats, and not an index: figures are
    read by file and series, for which a BRIN index is enough (docs/scaling.md).
    """

    pk = models.CompositePrimaryKey("snapshot", "series", "area", "counterpart", "year", "quarter")
    snapshot = models.ForeignKey(
        "indicators.Snapshot", on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    counterpart = models.ForeignKey(
        Area, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    year = models.SmallIntegerField(_("year"))
    quarter = models.SmallIntegerField(_("quarter"), default=0)
    # Beside year and quarter, where the database would leave four bytes empty.
    row_number = models.IntegerField(_("row in the file"), default=0)
    value = models.FloatField(_("value"))
    status = models.CharField(_("observation status"), max_length=1)
    flag = models.CharField(_("flag of the source"), max_length=20, blank=True)
    sheet_number = models.SmallIntegerField(_("sheet of the file"), default=0)
    column_number = models.SmallIntegerField(_("column in the file"), default=0)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [
            BrinIndex(
                fields=["snapshot", "series"],
                name="observation_by_file_and_series",
                pages_per_range=32,
                autosummarize=True,
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.area_id} {self.year}"
