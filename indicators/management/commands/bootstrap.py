"""Make a portal that has figures to show: catalogue, demo accounts, the offline source."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.timezone import localdate

from core.models import User
from indicators.models import Snapshot
from indicators.readers.world_factbook import bundle
from indicators.services import calculations, ingest, jobs
from regions.models import Commission, CommissionRole

DEMO = (
    ("admin", "administrator: everything, with /admin/"),
    ("data", "data manager: uploads provider files"),
    ("editor", "editor of ECLAC: studies under /desk/"),
    ("organiser", "organiser of ESCAP: workshops under /organise/"),
    ("recorder", "recorder: policy changes and drafts of reports under /outcomes/desk/"),
    ("reviewer", "reviewer: publishes changes, approves reports"),
    ("manager", "manager: results framework, certifies and publishes reports"),
)

DATA_MANAGER = ("ingest_snapshot", "view_snapshot", "view_job", "change_job", "view_source")


class Command(BaseCommand):
    """Run at every start; does only what is not done yet."""

    help = "Write reference data, load the offline source and ask for what is not computed."

    def add_arguments(self, parser) -> None:
        """Whether to make demo accounts."""
        parser.add_argument(
            "--demo-accounts",
            type=Path,
            metavar="FILE",
            help="make accounts for trying the portal; their passwords are kept in this file",
        )

    def handle(self, *args, **options) -> None:
        """Reference data, the World Factbook, accounts, and a refresh where one is due."""
        call_command("load_regions", verbosity=0)
        ingest.ensure_catalogue()
        calculations.ensure_indicators()
        name, data = bundle()
        for received in ingest.receive(
            name=name, data=data, retrieved_on=localdate(), reader="world_factbook"
        ):
            if received.snapshot.state == Snapshot.State.RECEIVED:
                loaded = ingest.load(received.snapshot.pk)
                self.stdout.write(f"The World Factbook: {loaded.rows_kept} figures loaded.")
        if options["demo_accounts"]:
            self._accounts(options["demo_accounts"])
        if calculations.is_due():
            job = jobs.request_refresh()
            self.stdout.write(
                f"Being computed: the indicators (job {job.pk}, progress under /jobs/{job.pk}/)."
            )
        else:
            self.stdout.write("All indicators are computed and published.")

    @transaction.atomic
    def _accounts(self, password_file: Path) -> None:
        """Accounts with passwords of their own; told at every start, readable by the owner only."""
        passwords = json.loads(password_file.read_text()) if password_file.exists() else {}
        for username, role in DEMO:
            user = User.objects.filter(username=username).first()
            if user is None or username not in passwords:
                passwords[username] = secrets.token_urlsafe(9)
                user = user or User(username=username)
                user.is_superuser = username == "admin"
                user.is_staff = username in {"admin", "data"}
                user.set_password(passwords[username])
                user.save()
                self._rights(user)
            self.stdout.write(f"Account {username} / {passwords[username]}  ({role})")
        password_file.touch(mode=0o600)
        password_file.write_text(json.dumps(passwords))

    def _rights(self, user: User) -> None:
        if user.username == "data":
            user.user_permissions.set(Permission.objects.filter(codename__in=DATA_MANAGER))
        for name, code in (("editor", "ECLAC"), ("organiser", "ESCAP")):
            if user.username == name:
                commission = Commission.objects.get(area__code=code)
                CommissionRole.objects.get_or_create(user=user, commission=commission, role=name)
