"""The account. Everything that belongs to a person's role lives in the apps above."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who signs in: staff of a commission, a data manager, an administrator."""
