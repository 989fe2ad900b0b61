"""Work handed to the workers by the name of its task, so that services need not import tasks."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def send(task: str, **arguments: Any) -> None:
    """Hand a task to a worker once the transaction is committed.

    What is to be done stands in a row that beat finds again, so a broker that is away only delays it.
    """

    def hand_over() -> None:
        try:
            current_app.send_task(task, kwargs=arguments, retry=False)
        except Exception:  # noqa: BLE001  kombu raises many kinds
            logger.warning("%s waits: the broker is away.", task)

    transaction.on_commit(hand_over)
