"""Limits of public forms: counted together by all processes, told in words, and read by nobody."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from django.conf import settings as live_settings
from django.core.cache import cache

from core.api.throttling import LeasedRate
from core.http import limits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(settings):
    settings.FORMS_PER_HOUR = {"client": 3, "address": 2, "workshop": 4, "wrong_codes": 2}


def sent(rf, form="f", *, client="192.0.2.1", **about) -> bool:
    """Whether a form from this client is taken."""
    try:
        limits.spend(rf.post("/", REMOTE_ADDR=client), form, **about)
    except limits.TooManyRequests:
        return False
    return True


def test_a_client_an_address_and_a_workshop_have_counts_of_their_own(rf):
    assert [sent(rf) for _ in range(4)] == [True] * 3 + [False]
    assert sent(rf, "another")
    assert [sent(rf, client=f"192.0.2.{n}", workshop=7) for n in range(10, 15)] == [True] * 4 + [
        False
    ]
    assert sent(rf, client="192.0.2.20", workshop=8)


def test_an_address_is_written_to_a_few_times_whatever_form_is_sent(rf):
    answers = [
        sent(rf, f"form{n}", client=f"192.0.2.{n}", email=email)
        for n, email in enumerate(["a@example.org", " A@Example.org ", "a@example.org"])
    ]

    assert answers == [True, True, False]
    assert sent(rf, client="192.0.2.9", email="b@example.org")


def test_what_is_refused_for_its_client_uses_up_nothing_else(rf):
    for _ in range(10):
        sent(rf, workshop=7, email="")

    assert sent(rf, client="192.0.2.2", workshop=7)


def test_subscribers_of_ipv6_count_by_their_network(rf):
    network, other_network = "2001:db8:1:1::", "2001:db8:1:2::"

    assert [sent(rf, client=f"{network}{n}") for n in range(1, 5)] == [True] * 3 + [False]
    assert sent(rf, client=f"{other_network}1")
    assert [sent(rf, "g", client=a) for a in ("::ffff:192.0.2.5", "192.0.2.5") * 2][-1] is False


def test_twenty_at_once_are_counted_exactly(rf):
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: sent(rf, workshop=1), range(20)))

    assert sum(taken) == 3


def test_only_wrong_codes_count_and_each_target_has_its_own(rf):
    request = rf.post("/", REMOTE_ADDR="192.0.2.1")
    for _ in range(5):
        limits.check_guesses(request, "code", 1)
    for _ in range(2):
        limits.count_wrong_guess(request, "code", 1)

    with pytest.raises(limits.TooManyRequests):
        limits.check_guesses(rf.post("/", REMOTE_ADDR="192.0.2.2"), "code", 1)
    limits.check_guesses(request, "code", 2)


def test_neither_address_nor_client_can_be_read_in_the_cache(rf):
    sent(rf, client="192.0.2.77", email="ana@example.org")

    with redis.Redis.from_url(live_settings.REDIS_URL) as store:
        keys = b" ".join(store.keys("*limits*"))
        lifetimes = [store.ttl(key) for key in store.keys("*limits*")]
    assert keys
    assert b"192.0.2" not in keys
    assert b"ana" not in keys
    assert all(0 < seconds <= 2 * limits.HOUR for seconds in lifetimes)


def test_a_form_is_taken_while_the_cache_is_away(rf, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    cache.close()

    assert all(sent(rf) for _ in range(10))


@pytest.mark.parametrize(
    ("prefix", "text"), [("", "Too many wrong codes"), ("/fr", 'lang="fr"'), ("/ar", 'dir="rtl"')]
)
def test_the_answer_is_a_page_in_the_readers_language(client, prefix, text, settings):
    settings.FORMS_PER_HOUR = settings.FORMS_PER_HOUR | {"client": 2}
    pages = [client.get(f"{prefix}/certificates/?serial=NO-{n}") for n in range(4)]

    assert [page.status_code for page in pages] == [404, 404, 429, 429]
    assert 0 < int(pages[-1].headers["Retry-After"]) <= limits.HOUR + 1
    assert (text if prefix else "Too many requests") in pages[-1].content.decode()


def test_the_api_counts_a_network_of_ipv6_as_every_form_does(rf):
    """Each subscriber has 2^64 addresses, so one address more is nobody new."""
    throttle = LeasedRate()
    idents = set()
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"):
        request = rf.get("/api/v1/", REMOTE_ADDR=address)
        request.auth = None
        idents.add(throttle.get_ident(request))

    assert idents == {"2001:db8:1:2::/64", "2001:db8:1:3::/64"}
