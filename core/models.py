"""The account and its keys for the API, what a letter is, and rows that are set aside; roles live in the apps above."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in: staff of a commission, a data manager, an administrator."""


class ApiToken(models.Model):
    """A key with which a program calls the API in the name of an account, with higher limits.

    Only the SHA-256 of the secret is kept. The secret has 256 random bits, so a slow hash as for
    passwords would protect nothing more and cost every call.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("account")
    )
    name = models.CharField(
        _("name"), max_length=60, help_text=_("What uses it, for example a script.")
    )
    digest = models.CharField(_("SHA-256 of the secret"), max_length=64, unique=True)
    beginning = models.CharField(_("first characters"), max_length=12)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    last_used_on = models.DateField(_("last used on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=models.Q(revoked_at=None),
                name="api_token_name_once_while_valid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"


class Letter(models.Model):
    """A letter to one person: written in the transaction of its reason, sent by a worker.

    Each app that writes has a table of its own with what its letters are about; `core.outbox`
    sends them all.
    """

    class State(models.TextChoices):
        """How far it came."""

        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Kept here, nothing is sent")
        FAILED = "failed", _("Given up")
        BOUNCED = "bounced", _("Came back")

    reason = models.CharField(
        _("reason"), max_length=120, unique=True, help_text=_("What it is sent for; never twice.")
    )
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try at"), default=timezone.now)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"

    def text_to_send(self) -> str:
        """The text as it leaves; a kind of letter may put in what must not be kept."""
        return self.body

    def headers(self) -> dict[str, str]:
        """Headers that its kind of letter needs besides the usual ones."""
        return {}


class SetAside(models.Model):
    """A row on which work failed: it waits for its next try while the others go on (`core.rows`)."""

    what = models.CharField(_("work"), max_length=100)
    row = models.CharField(_("row"), max_length=120, help_text=_("Its primary key."))
    reason = models.CharField(
        _("reason"),
        max_length=300,
        help_text=_("The kind of error and its place in the code, never what it says."),
    )
    tries = models.PositiveIntegerField(_("tries"), default=0)
    first_at = models.DateTimeField(_("failed first at"), default=timezone.now)
    next_at = models.DateTimeField(_("next try at"), default=timezone.now)

    class Meta:
        verbose_name = _("row set aside")
        verbose_name_plural = _("rows set aside")
        ordering = ["next_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["what", "row"], name="set_aside_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.row}"
