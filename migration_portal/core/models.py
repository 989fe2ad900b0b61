"""The account, and what a letter is. What belongs to a person's role lives in the apps above."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in: staff of a commission, a data manager, an administrator."""


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
