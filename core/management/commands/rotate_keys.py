"""Seal anew, with the first key of SEAL_KEY, what others have sealed: `manage.py rotate_keys`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.key_rotation import rotate
from core.sealing import seal_keys


class Command(BaseCommand):
    """May be repeated, interrupted, and run while the portal serves. See docs/guides/change-keys.md."""

    help = "Seals with the newest key of SEAL_KEY everything that an older one has sealed."

    def handle(self, **_options: Any) -> None:
        """Counts by column; fails where a value opens with none of the keys."""
        rotations = rotate()
        for rotation in rotations:
            self.stdout.write(
                f"{rotation.name}: {rotation.resealed} sealed anew, {rotation.current} were already,"
                f" {rotation.unopened} open with no key"
            )
        if unopened := sum(rotation.unopened for rotation in rotations):
            raise CommandError(
                f"{unopened} values open with none of the {len(seal_keys())} keys. Add the key that sealed"
                " them behind the others in SEAL_KEY, and run the command again."
            )
        self.stdout.write("Everything is sealed with the first key; older ones can be taken away.")
