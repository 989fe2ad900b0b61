"""Signs of life of workers and beat, and quick return of tasks whose worker vanished.

A sign of life is a key in Valkey that expires by itself; /healthz looks for it.
"""

import socket
import time

import redis
from celery import bootsteps
from celery.beat import PersistentScheduler
from django.conf import settings

EVERY = 3.0
"""Seconds between two signs of life."""
LASTS = 10
"""Seconds after which a missing sign counts as death."""


def client() -> redis.Redis:
    """A connection that fails fast, so that a sign of life never holds up the work."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True
    )


def sign(part: str, connection: redis.Redis) -> None:
    """Say that the part lives; silent while Valkey is away, since others notice that."""
    try:
        connection.set(f"alive:{part}", int(time.time()), ex=LASTS)
    except redis.RedisError:
        return


class WorkerSigns(bootsteps.StartStopStep):
    """While the consumer has a connection: sign, and renew the claim on what is held.

    The queue gives a task to another worker when it has not been acknowledged within
    `visibility_timeout`. That time is short, so that tasks of a killed worker come back soon;
    renewing keeps tasks that merely take long with the worker that has them.
    """

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent, **options) -> None:
        super().__init__(parent, **options)
        self.timer = None
        self.connection = None

    def start(self, parent) -> None:
        """Begin when the consumer is connected, after each reconnection again."""
        self.connection = client()
        self.timer = parent.timer.call_repeatedly(EVERY, self.tick, (parent,))
        self.tick(parent)

    def stop(self, parent) -> None:
        """End with the connection."""
        if self.timer is not None:
            self.timer.cancel()
            self.connection.close()
            self.timer = None

    def tick(self, parent) -> None:
        """One sign of life for all workers, which /healthz wants, and one of this host's for its health check."""
        sign("worker", self.connection)
        sign(f"worker:{socket.gethostname()}", self.connection)
        channel = parent.task_consumer.channel
        unacknowledged = {tag: time.time() for tag in list(channel.qos._delivered)}
        try:
            if unacknowledged:
                channel.client.zadd(channel.unacked_index_key, unacknowledged, xx=True)
        except redis.RedisError:
            return  # the consumer sees the loss itself and reconnects


class Scheduler(PersistentScheduler):
    """Beat's scheduler on a file, with a sign of life at every turn of its loop."""

    def __init__(self, *args, **kwargs) -> None:
        self.signs = client()
        super().__init__(*args, **kwargs)

    def tick(self, *args, **kwargs):
        """Send what is due; come back soon enough for the next sign."""
        sign("beat", self.signs)
        return min(super().tick(*args, **kwargs), EVERY)
