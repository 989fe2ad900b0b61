"""The account and its keys for the API, what a letter is, jobs, and rows that are set aside."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.mail.addresses import AddressField


class User(AbstractUser):
    """Somebody who signs in: staff of a commission, a data manager, an administrator."""

    @property
    def display_name(self) -> str:
        """How pages and letters call the person: by their name, else by that of the account."""
        return self.get_full_name() or self.get_username()


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
    scopes = models.JSONField(
        _("scopes"),
        default=list,
        blank=True,
        help_text=_(
            "What it may do beyond reading what is public, for example workshops:people:read."
        ),
    )
    objects_allowed = models.JSONField(
        _("limited to"),
        default=list,
        blank=True,
        help_text=_("For example workshop:12; empty: everything that the account may reach."),
    )
    expires_on = models.DateField(_("last day"), null=True, blank=True)

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

    def covers(self, name: str) -> bool:
        """Whether it may be used on this object, such as `workshop:12`."""
        return not self.objects_allowed or name in self.objects_allowed


class IdempotentRequest(models.Model):
    """A request that carried an Idempotency-Key, and what was answered, for 24 hours."""

    token = models.ForeignKey(
        ApiToken, on_delete=models.CASCADE, related_name="+", verbose_name=_("API token")
    )
    key = models.CharField(_("key"), max_length=255)
    digest = models.CharField(_("SHA-256 of the request"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status of the answer"))
    body = models.TextField(_("answer"), blank=True)
    headers = models.JSONField(_("headers of the answer"), default=dict)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("answered request")
        verbose_name_plural = _("answered requests")
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="idempotency_key_once_per_token")
        ]

    def __str__(self) -> str:
        return f"{self.token_id}: {self.status}"


class Letter(models.Model):
    """A letter to one person: written in the transaction of its reason, sent by a worker.

    Each app that writes has a table of its own with what its letters are about; `core.mail.outbox`
    sends them all.
    """

    class State(models.TextChoices):
        """How far it came."""

        QUEUED = "queued", _("Waiting")
        SENT = "sent", _("Sent")
        KEPT = "kept", _("Kept here, nothing is sent")
        FAILED = "failed", _("Given up")
        BOUNCED = "bounced", _("Came back")
        DROPPED = "dropped", _("Dropped, not sent")

    reason = models.CharField(
        _("reason"), max_length=120, unique=True, help_text=_("What it is sent for; never twice.")
    )
    to = AddressField(_("to"))
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

    def attachments(self) -> list[tuple[str, bytes, str]]:
        """Files that go with it: name, content and media type."""
        return []


class Job(models.Model):
    """Work that a Celery worker does, with progress that pages and commands show live.

    The row outlives the worker. While it runs, the worker's database session holds an advisory
    lock on it, so a job whose worker was killed is seen at once and started again (`core.jobs`).
    """

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(_("kind"), max_length=30)
    key = models.CharField(
        _("key"), max_length=100, blank=True, help_text=_("Which row the work is about.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    step = models.CharField(_("step"), max_length=200, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next try at"), default=timezone.now)
    queued_at = models.DateTimeField(
        _("handed over at"),
        null=True,
        blank=True,
        help_text=_("When the broker took it; empty while a worker has it."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["state", "next_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_unfinished",
            ),
            models.Index(fields=["kind", "key"], name="job_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error=""), name="job_failed_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed"]) | Q(finished_at__isnull=False),
                name="job_finished_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="waiting"), name="job_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """The page that shows the progress."""
        return reverse("core:job", args=[self.pk])

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def is_set_aside(self) -> bool:
        """Whether it failed and waits for its next try."""
        return self.state == self.State.WAITING and self.attempts > 0


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


class SigningKey(models.Model):
    """A key (Ed25519) of the portal; the public part stays published after another took its place."""

    kid = models.CharField(_("name of the key"), max_length=43, unique=True)
    public = models.CharField(_("public part, base64url"), max_length=43, unique=True)
    sealed = models.BinaryField(_("private part, sealed"), blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["retired_at"],
                condition=Q(retired_at=None),
                nulls_distinct=False,
                name="one_signing_key_in_use",
            )
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def jwk(self) -> dict[str, str]:
        """The public part as a JSON Web Key (RFC 8037)."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": self.public,
            "kid": self.kid,
            "alg": "EdDSA",
            "use": "sig",
        }
