"""The settings' own checks, as in production: no table change is missing, `check --deploy` is silent."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DEBUG": "false",
    "HTTPS": "true",
    "SECRET_KEY": "long-and-random-enough-for-the-check-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "data.example.org",
    "SEAL_KEY": "another-that-is-long-and-random-0123456789-abcdefghijklm",
    "SMTP_HOST": "smtp.example.org",
    "PORTAL_ADDRESS": "https://data.example.org",
}
COMMANDS = (
    ("makemigrations", "--check", "--dry-run"),
    ("check", "--deploy", "--fail-level", "WARNING"),
)


def main() -> int:
    """Run each; the first that fails decides."""
    environment = {**os.environ, **PRODUCTION}
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=False
        )
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
