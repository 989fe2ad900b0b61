"""Get new releases from the providers, where the network allows.

Every series is a request of its own: one that fails is reported and loses nothing of the others.
What comes back is received and loaded like a file that a person brought.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
import urllib3
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from core.errors import PortalError
from core.jobs import UNFINISHED, ask
from core.models import Job
from core.rows import each_row
from indicators import readers
from indicators.catalogue.series import SERIES
from indicators.models import Snapshot, Source
from indicators.services import ingest, jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

PAGE_ROWS = 10_000
MOST_PAGES = 200
MOST_BYTES = 64 * 1024 * 1024
RETRY = urllib3.Retry(
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
                f"{addresses['wdi']}/country/all/indicator/{series.provider_code}?format=json",
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


def request_fetches() -> int:
    """One job per source that has an address, unless one is under way; returns how many."""

    def request(source: Source) -> bool:
        unfinished = Job.objects.filter(kind=jobs.FETCH, key=source.pk, state__in=UNFINISHED)
        if unfinished.exists():
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
    data = (
        orjson.dumps(list(_pages(download.address))) if download.paged else _get(download.address)
    )
    received = ingest.receive(
        name=download.filename,
        data=data,
        retrieved_on=localdate(),
        reader=download.reader,
        is_proposal=False,
    )
    is_new = False
    for file in received:
        if file.snapshot.state == Snapshot.State.LOADED:
            continue
        loaded = ingest.load(file.snapshot.pk)
        if loaded.state == Snapshot.State.REFUSED:
            raise PortalError(loaded.problem)
        is_new = True
    return is_new


def _pages(address: str) -> Iterator[object]:
    """The pages of an answer as parsed JSON, until the provider says that was the last one."""
    page, last = 1, 1
    while page <= min(last, MOST_PAGES):
        parameters = f"&page={page}&per_page={PAGE_ROWS}&limit={PAGE_ROWS}"
        body = _get(address + parameters)
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


def _get(address: str) -> bytes:
    """The body of one answer, tried again on errors that pass, and bounded in size."""
    timeout = urllib3.Timeout(connect=settings.FETCH_TIMEOUT, read=settings.FETCH_TIMEOUT * 3)
    with urllib3.PoolManager(retries=RETRY, timeout=timeout) as pool:
        try:
            answer = pool.request("GET", address, preload_content=False)
            body = answer.read(MOST_BYTES + 1)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as problem:
            host = urllib3.util.parse_url(address).host
            raise Unreachable(
                _("%(host)s cannot be reached (%(why)s)")
                % {"host": host, "why": type(problem).__name__}
            ) from problem
    if answer.status != 200:
        raise Unreachable(
            _("the provider answered with status %(status)s") % {"status": answer.status}
        )
    if len(body) > MOST_BYTES:
        raise Unreachable(_("the answer is larger than %(most)s MB") % {"most": MOST_BYTES >> 20})
    return body
