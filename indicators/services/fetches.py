"""Get new releases from the providers, where the network allows.

Every series is a request of its own: one that fails is reported and loses nothing of the others.
What comes back is received and loaded like a file that a person brought.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import orjson
import urllib3
from django.conf import settings
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.jobs import UNFINISHED, ask
from core.models import Job
from core.rows import each_row
from indicators import readers
from indicators.catalogue.series import PRESENT_CODES, SERIES
from indicators.models import Snapshot, Source
from indicators.services import ingest, jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

PAGE_ROWS = 10_000
MOST_PAGES = 200
MOST_BYTES = 64 * 1024 * 1024
MOST_PAUSE = 120
"""Seconds that a provider may ask us to wait between two tries; a longer wait is left to the next day."""
SLOWEST = 30
"""An answer may take so many times the timeout in all, however steadily it drips."""
USER_AGENT = "Mozilla/5.0 (compatible; MigrationPortal/0.1; statistical data, once a day)"
"""Says what we are in the form that gates of providers let through."""
LONGEST_BREAK = 32
"""Days between two tries of a source that keeps failing, at most."""


class Retry(urllib3.Retry):
    """Exponential pauses, or those that the provider asks for within bounds."""

    def get_retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
        """Seconds that the provider asks for."""
        seconds = super().get_retry_after(response)
        return None if seconds is None else min(seconds, MOST_PAUSE)


RETRY = Retry(
    total=4,
    backoff_factor=0.5,
    backoff_max=20,
    status_forcelist=(429, 500, 502, 503, 504),
    respect_retry_after_header=True,
    raise_on_status=False,
)


class Unreachable(PortalError):
    """The provider did not answer, or not with what was asked for."""

    code = "provider_unreachable"
    status = 502


@dataclass(frozen=True, slots=True)
class Download:
    """One file to get: a name for the file kept, its address, the reader that takes it."""

    label: str
    filename: str
    address: str
    reader: str
    paged: bool


def downloads(source: str) -> tuple[Download, ...]:
    """What is fetched for a source; refuses one that has no address."""
    addresses = settings.PROVIDER_ADDRESSES
    if source == "wdi":
        return tuple(
            Download(
                series.provider_code,
                f"worldbank_{series.provider_code}.json",
                f"{addresses['wdi']}/country/all/indicator/"
                f"{PRESENT_CODES.get(series.provider_code, series.provider_code)}?format=json",
                "world_bank_api",
                paged=True,
            )
            for series in SERIES.values()
            if series.source == "wdi"
        )
    if source == "unhcr":
        query = "?cf_type=ISO&coa_all=true&coo_all=true&yearFrom=1990"
        address = f"{addresses['unhcr']}/population/{query}"
        return (Download("population", "unhcr_population.json", address, "unhcr_api", paged=True),)
    if source == "undesa_stock":
        return (
            Download(
                "stock by destination and origin",
                addresses["undesa_stock"].rsplit("/", 1)[-1],
                addresses["undesa_stock"],
                "",
                paged=False,
            ),
        )
    fetchable = ", ".join(sorted(addresses))
    raise PortalError(
        _("“%(source)s” cannot be fetched. Sources with an address: %(known)s.")
        % {"source": source, "known": fetchable}
    )


def may_be_asked(source: str) -> bool:
    """Whether no fetch is under way, the day's limit is not reached, and the break after failures is over."""
    now = timezone.now()
    fetched = Job.objects.filter(kind=jobs.FETCH, key=source)
    if fetched.filter(state__in=UNFINISHED).exists():
        return False
    today = fetched.filter(created_at__gt=now - timedelta(days=1))
    if today.count() >= settings.MOST_FETCHES_A_DAY:
        return False
    failures = 0
    newest = fetched.order_by("-pk")[: LONGEST_BREAK.bit_length() + 1]
    for job in newest:
        if job.state != Job.State.FAILED:
            break
        failures += 1
    if not failures:
        return True
    days = min(2 ** (failures - 1), LONGEST_BREAK)
    # an hour less, so that a daily round does not miss its day by seconds
    return bool(newest[0].created_at + timedelta(days=days, hours=-1) <= now)


def request_fetches() -> int:
    """One job per source that has an address and may be asked now; returns how many."""

    def request(source: Source) -> bool:
        if not may_be_asked(source.pk):
            return False
        ask(jobs.FETCH, source.pk)
        return True

    sources = Source.objects.filter(pk__in=settings.PROVIDER_ADDRESSES)
    return each_row(sources, request, what="fetch of a source").total


def fetch(source: str, *, tell: Callable[[str, int, int], None] | None = None) -> str:
    """Get and load what the provider has; returns a sentence with the counts.

    Raises Unreachable when nothing at all could be had: the portal works on with what it has.
    """
    tell = tell or (lambda step, done, total: None)
    planned = downloads(source)
    new, unchanged, problems = 0, 0, []
    for number, download in enumerate(planned):
        tell(_("Fetching %(what)s") % {"what": download.label}, number, len(planned))
        try:
            new_here = _fetch_one(download)
        except (PortalError, readers.BadSource) as problem:
            problems.append(f"{download.label}: {problem}")
            logger.warning("Fetching %s: %s", download.label, problem)
        else:
            new, unchanged = new + new_here, unchanged + (not new_here)
    if len(problems) == len(planned):
        raise Unreachable(
            _("%(source)s could not be fetched; the portal works on with what it has. %(why)s")
            % {"source": source, "why": problems[0]}
        )
    if new:
        jobs.request_refresh()
    summary = _("%(new)s new, %(same)s unchanged, %(failed)s failed") % {
        "new": new,
        "same": unchanged,
        "failed": len(problems),
    }
    return "\n".join([summary, *problems])


def _fetch_one(download: Download) -> bool:
    etag = ""
    if download.paged:
        data = orjson.dumps(list(_pages(download.address)))
    else:
        answer = _get(download.address, etag=_known_etag(download.address))
        if answer.is_unchanged:
            return False
        data, etag = answer.body, answer.etag
    received = ingest.receive(
        name=download.filename,
        data=data,
        retrieved_on=localdate(),
        reader=download.reader,
        is_proposal=False,
    )
    is_new = False
    for file in received:
        Snapshot.objects.filter(pk=file.snapshot.pk).update(
            fetched_from=download.address, etag=etag
        )
        if file.snapshot.state == Snapshot.State.LOADED:
            continue
        loaded = ingest.load(file.snapshot.pk)
        if loaded.state == Snapshot.State.REFUSED:
            raise PortalError(loaded.problem)
        is_new = True
    return is_new


def _known_etag(address: str) -> str:
    """The mark of what was loaded from the address last; empty where it must be had in any case."""
    loaded = Snapshot.objects.filter(fetched_from=address, state=Snapshot.State.LOADED)
    return loaded.order_by("-pk").values_list("etag", flat=True).first() or ""


def _pages(address: str) -> Iterator[object]:
    """The pages of an answer as parsed JSON, until the provider says that was the last one."""
    page, last = 1, 1
    while page <= min(last, MOST_PAGES):
        parameters = f"&page={page}&per_page={PAGE_ROWS}&limit={PAGE_ROWS}"
        body = _get(address + parameters).body
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError as problem:
            raise Unreachable(
                _("page %(page)s is not JSON but begins with %(start)r")
                % {"page": page, "start": body[:40]}
            ) from problem
        last = _last_page(answer)
        yield answer
        page += 1


def _last_page(answer: object) -> int:
    """World Bank: [{"pages": n}, rows]; UNHCR: {"maxPages": n, "items": rows}. Else one page."""
    head = answer[0] if isinstance(answer, list) and answer else answer
    if isinstance(head, dict):
        for name in ("pages", "maxPages"):
            if isinstance(head.get(name), int):
                return head[name]
    return 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider sent; nothing where it is as it was."""

    body: bytes
    etag: str = ""
    is_unchanged: bool = False


def _get(address: str, *, etag: str = "") -> Answer:
    """One answer, tried again on errors that pass, and bounded in size and time."""
    timeout = urllib3.Timeout(connect=settings.FETCH_TIMEOUT, read=settings.FETCH_TIMEOUT * 3)
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
    if etag:
        headers["If-None-Match"] = etag
    with urllib3.PoolManager(retries=RETRY, timeout=timeout, headers=headers) as pool:
        try:
            answer = pool.request("GET", address, preload_content=False)
            body = _body(answer)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as problem:
            host = urllib3.util.parse_url(address).host
            raise Unreachable(
                _("%(host)s cannot be reached (%(why)s)")
                % {"host": host, "why": type(problem).__name__}
            ) from problem
    if answer.status == 304 and etag:
        return Answer(b"", etag, is_unchanged=True)
    if answer.status != 200:
        raise Unreachable(
            _("the provider answered with status %(status)s") % {"status": answer.status}
        )
    return Answer(body, answer.headers.get("ETag", "")[:200])


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    """All of it, unless it is too large or comes too slowly."""
    deadline = monotonic() + settings.FETCH_TIMEOUT * SLOWEST
    body = bytearray()
    for block in answer.stream(1 << 16, decode_content=True):
        body += block
        if len(body) > MOST_BYTES:
            raise Unreachable(
                _("the answer is larger than %(most)s MB") % {"most": MOST_BYTES >> 20}
            )
        if monotonic() > deadline:
            raise Unreachable(_("the answer came too slowly"))
    return bytes(body)
