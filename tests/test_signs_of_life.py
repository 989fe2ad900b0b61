"""Signs of life by which containers are judged."""

import socket

import pytest
import redis
from django.conf import settings

pytestmark = pytest.mark.wide


@pytest.mark.django_db(transaction=True)
def test_each_worker_signs_for_its_own_host_too(celery_worker_process):
    """The health check of a container must not take the sign of another one for its own."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert 0 < client.ttl(f"alive:worker:{socket.gethostname()}") <= 10
