"""Requests to the portal: waiting where it asks for it, trying again where that helps."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migration_portal_client.errors import NotFound, PortalError, TooManyCalls, Unreachable

TRIES = 4
LONGEST_WAIT = 65.0
"""Seconds; the portal counts calls by the minute."""
PASSING = (502, 503, 504)
BLOCK = 128 * 1024

Value = str | int | bool | Iterable[str] | None
"""Of a query: None is left out, several values are joined by commas."""


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows no redirect to another host, which would get the token as well."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        if urllib.parse.urlsplit(newurl).netloc != urllib.parse.urlsplit(req.full_url).netloc:
            raise PortalError(f"{req.full_url} leads to another host, {newurl}.", status=code)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Connection:
    """Reads from one portal; `token` raises the limit of calls, `language` is that of names and notes."""

    def __init__(self, address: str, *, token: str, language: str, timeout: float) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError(
                f"{address!r} is no address of a portal, such as https://data.example.org"
            )
        self.address = address.rstrip("/")
        self.timeout = timeout
        self.headers = {
            "User-Agent": "migration-portal-client/0.1",
            "Accept-Language": language,
            "Accept-Encoding": "gzip",
        }
        self._opener = urllib.request.build_opener(_SameHost)
        if token:
            self.headers["Authorization"] = f"Bearer {token}"

    def url(self, path: str, query: Mapping[str, Value] | None = None) -> str:
        """The whole address of a path and a query."""
        texts = {name: _written(value) for name, value in (query or {}).items()}
        text = urllib.parse.urlencode({name: text for name, text in texts.items() if text})
        return f"{self.address}{path}" + (f"?{text}" if text else "")

    def json(self, path: str, query: Mapping[str, Value] | None = None) -> Any:
        """An answer of the API."""
        return json.loads(self.read(self.url(path, query)))

    def following(self, address: str) -> Any:
        """The answer at an address that the portal gave, asked where this portal was found."""
        parts = urllib.parse.urlsplit(address)
        return json.loads(self.read(f"{self.address}{parts.path}?{parts.query}"))

    def read(self, url: str) -> bytes:
        """The body of an answer."""
        with self._open(url) as response:
            body: bytes = response.read()
            return gzip.decompress(body) if _is_gzip(response) else body

    def save(self, url: str, target: Path) -> Path:
        """Write the body to a file, which appears under its name once it is whole."""
        beside = target.with_name(f"{target.name}.part")
        with self._open(url) as response, beside.open("wb") as file:
            source = gzip.GzipFile(fileobj=response) if _is_gzip(response) else response
            while block := source.read(BLOCK):
                file.write(block)
        beside.replace(target)
        return target

    def _open(self, url: str) -> Any:
        for attempt in range(1, TRIES + 1):
            request = urllib.request.Request(url, headers=self.headers)  # noqa: S310  __init__ saw to it
            try:
                return self._opener.open(request, timeout=self.timeout)
            except urllib.error.HTTPError as answer:
                wait = _wait(answer, attempt)
                if wait is None:
                    raise _refusal(answer) from None
                answer.close()
            except (OSError, http.client.HTTPException) as problem:
                if attempt == TRIES:
                    raise Unreachable(f"{self.address} gives no answer: {problem}") from problem
                wait = 2.0 ** (attempt - 2)
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ",".join(value)


def _is_gzip(response: Any) -> bool:
    return bool(response.headers.get("Content-Encoding") == "gzip")


def _wait(answer: urllib.error.HTTPError, attempt: int) -> float | None:
    """Seconds until the next attempt; None where another one would not help."""
    if attempt == TRIES or answer.code not in (429, *PASSING):
        return None
    try:
        wait = float(answer.headers.get("Retry-After", ""))
    except ValueError:
        wait = 2.0 ** (attempt - 1)
    return wait if 0 <= wait <= LONGEST_WAIT else None


def _refusal(answer: urllib.error.HTTPError) -> PortalError:
    """The error in the portal's words."""
    with answer:
        body = answer.read()
    if _is_gzip(answer):
        body = gzip.decompress(body)
    kinds: dict[int, type[PortalError]] = {404: NotFound, 410: NotFound, 429: TooManyCalls}
    kind = kinds.get(answer.code, PortalError)
    try:
        error = json.loads(body)
        return kind(
            error["message"], status=answer.code, code=error["code"], fields=error.get("fields")
        )
    except (ValueError, KeyError, TypeError):
        return kind(f"{answer.code} {answer.reason} at {answer.url}", status=answer.code)
