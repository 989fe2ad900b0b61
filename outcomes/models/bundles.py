"""The bundle of a certified report, by which a stranger checks it without the portal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outcomes.models.reports import StatusReport
from outcomes.stages import ReportState


class ReportBundleQuerySet(models.QuerySet):
    """Reads that several pages share."""

    def public(self):
        """Those of published reports."""
        return self.filter(report__state=ReportState.PUBLISHED)

    def with_reports(self):
        """With what a line of a list shows."""
        return self.select_related(
            "report__period__project",
            "report__commission__area",
            "previous__report__period__project",
            "previous__report__commission__area",
        )


class ReportBundle(models.Model):
    """Made once, with the certification; the file holds the signature.

    The bundles of a project and commission form one chain in the order in which they were certified: each
    names the digest of the manifest of the one before it. The database refuses to delete one, and to change
    one but for its signature, once the key that made it is withdrawn.
    """

    report = models.OneToOneField(
        StatusReport, on_delete=models.CASCADE, related_name="bundle", verbose_name=_("report")
    )
    previous = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="next",
        verbose_name=_("follows"),
    )
    position = models.PositiveSmallIntegerField(_("place in the chain"))
    manifest_sha256 = models.CharField(_("SHA-256 of the manifest"), max_length=64, unique=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    stored = models.CharField(max_length=200, editable=False)
    kid = models.CharField(_("name of the key"), max_length=43)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = ReportBundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("bundle of a report")
        verbose_name_plural = _("bundles of reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(previous=None, position=1) | Q(previous__isnull=False, position__gt=1),
                name="only_the_first_bundle_follows_none",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.manifest_sha256[:12]}"

    @property
    def address(self) -> str:
        """Where the file is, for good: the report's page names it with its version."""
        return self.report.file_address("zip")
