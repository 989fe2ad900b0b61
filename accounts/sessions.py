"""Sessions with two ends: some hours after the last visit, and some days after signing in.

Django ends a session a fixed time after it was last saved. Here a signed-in one is saved again while
it is in use, so that this time is the idle one, and remembers when its person signed in.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
RENEW_SECONDS = 300
"""A session in use is saved so often; each save is a write for a page that needs none."""


class SessionStore(db.SessionStore):
    """Rows of django.contrib.sessions, with both ends."""

    def load(self) -> dict[str, Any]:
        """The session's data; nothing once its time is over."""
        data = super().load()
        if SESSION_KEY not in data:
            return data
        now = time.time()
        if now - data.get(SIGNED_IN_AT, now) > settings.SESSION_LONGEST_SECONDS:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if now - data.get(SEEN_AT, 0) > RENEW_SECONDS:
            data[SEEN_AT] = now
            self.modified = True
            _note_visit(self.session_key)
        return data

    def save(self, must_create: bool = False) -> None:
        """Note when somebody signed in, with the first save after it."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # no stub
        if SESSION_KEY in data:
            data.setdefault(SIGNED_IN_AT, time.time())
            data.setdefault(SEEN_AT, time.time())
        super().save(must_create)


def _note_visit(key: str | None) -> None:
    """Keep the time for the person's list of sessions."""
    from allauth.usersessions.models import UserSession  # noqa: PLC0415  settings name this module before the apps

    UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
