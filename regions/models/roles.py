"""Who may work for which commission. Higher apps decide what a role allows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, RoleGrantQuerySet
from regions.models.areas import Commission


class CommissionRoleQuerySet(RoleGrantQuerySet):
    """Reads that permissions rest on."""

    def commissions_of(self, user, *roles) -> set[int]:
        """Ids of the commissions in which the person holds one of the roles; none for a visitor."""
        if not user.is_authenticated or not user.is_active:
            return set()
        held = self.current().filter(user=user, role__in=roles)
        return set(held.values_list("commission_id", flat=True))


class CommissionRole(RoleGrant):
    """A person's role in one commission."""

    class Role(models.TextChoices):
        """What the person does there."""

        EDITOR = "editor", _("Editor of studies")
        ORGANISER = "organiser", _("Organiser of workshops")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="commission_roles",
        verbose_name=_("person"),
    )
    commission = models.ForeignKey(
        Commission, on_delete=models.CASCADE, related_name="roles", verbose_name=_("commission")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)

    objects = CommissionRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in a commission")
        verbose_name_plural = _("roles in commissions")
        ordering = ["commission", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "commission", "role"], name="role_once_per_commission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.commission}"
