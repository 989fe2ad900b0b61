"""Who works on outcomes, and who did what when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, RoleGrantQuerySet
from regions.models import Commission


class OutcomeRole(RoleGrant):
    """A person's task: recorders of one commission or of all, reviewers and managers of all."""

    class Role(models.TextChoices):
        """What the person does."""

        RECORDER = "recorder", _("Recorder: policy changes and drafts of reports")
        REVIEWER = "reviewer", _("Reviewer: publishes changes, approves reports")
        MANAGER = "manager", _("Manager: framework, certifies and publishes reports")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="outcome_roles",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    commission = models.ForeignKey(
        Commission,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("commission"),
        help_text=_("Recorders only: the commission whose members they write of. Empty: all."),
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role for outcomes")
        verbose_name_plural = _("roles for outcomes")
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "commission"], nulls_distinct=False, name="outcome_role_once"
            ),
            models.CheckConstraint(
                condition=Q(role="recorder") | Q(commission=None), name="only_recorders_have_a_commission"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class OutcomeEvent(models.Model):
    """Who did what to which record when. Written in the transaction of the change, never changed."""

    class About(models.TextChoices):
        """What kind of record."""

        CHANGE = "change", _("Policy change")
        REPORT = "report", _("Status report")
        FRAMEWORK = "framework", _("Results framework")

    about = models.CharField(_("about"), max_length=10, choices=About)
    record = models.BigIntegerField(_("record"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
    )
    action = models.CharField(_("action"), max_length=40)
    note = models.TextField(_("note"), blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event of outcomes")
        verbose_name_plural = _("events of outcomes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["about", "record", "-at"], name="outcome_event_of_record")]

    def __str__(self) -> str:
        return f"{self.about} {self.record}: {self.action}"
