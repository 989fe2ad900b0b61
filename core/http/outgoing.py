"""Requests to addresses that people wrote down: never into our own network, never elsewhere than said.

The name is resolved here, every address of it is looked at, and the connection goes to the very address
that was looked at, so a name that answers otherwise a moment later leads nowhere. Redirects are not followed.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import PortalError

TIMEOUT = 10.0
"""Seconds for each step of a request."""
DEADLINE = 15.0
"""Seconds for all of it, however slowly the other side writes."""
GIVEN_OUT = ip_network("2000::/3")
"""All that was ever given to hosts of IPv6; the rest is private, translated, or of no use to anybody honest."""
NOWHERE = tuple(
    map(
        ip_network,
        (
            "2002::/16",  # stands for an IPv4 address behind a translator, and so does the next
            "2001::/32",
            "192.0.0.0/24",  # among them the metadata of a provider of servers
            "168.63.129.16/32",  # likewise, although the address is a public one
            "192.88.99.0/24",
            "3fff::/20",
        ),
    )
)
"""Networks for special purposes that not every version of Python counts as private."""

Address = IPv4Address | IPv6Address


class AddressRefused(PortalError):
    """An address that no request goes to."""

    code, status = "address_refused", 422


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: what was written, and the network address that was looked at."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def target_of(url: str) -> Target:
    """Where a request to the address goes. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused(_("This is not an address.")) from None
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.fragment:
        raise AddressRefused(_("Write an address as https://example.org/path."))
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise AddressRefused(_("Write an address without blanks, in ASCII characters."))
    port = port or (443 if parts.scheme == "https" else 80)
    addresses = _resolved(host, port)
    if not all(_may_go_to(address) for address in addresses):
        raise AddressRefused(_("This address lies in a private network."))
    if parts.scheme == "http" and not all(address.is_loopback for address in addresses):
        raise AddressRefused(_("Write an address that begins with https://."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(addresses[0]))


def _resolved(host: str, port: int) -> list[Address]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused(_("The host of this address is not known.")) from None
    addresses = [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    if not addresses:
        raise AddressRefused(_("The host of this address is not known."))
    return [getattr(address, "ipv4_mapped", None) or address for address in addresses]


def _may_go_to(address: Address) -> bool:
    networks = map(ip_network, settings.WEBHOOK_ALLOWED_NETWORKS)
    if any(address.version == network.version and address in network for network in networks):
        return True
    if any(address.version == network.version and address in network for network in NOWHERE):
        return False
    if address.version == GIVEN_OUT.version and address not in GIVEN_OUT:
        return False
    return address.is_global and not address.is_multicast


class _Connection(HTTPConnection):
    """A connection to the network address that was looked at, under the name that was written."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self.target = target

    def connect(self) -> None:
        """By the address; a certificate must be that of the name. `sock` is what `cut` ends, at every step."""
        self.sock = socket.create_connection((self.target.address, self.target.port), TIMEOUT)

    def secure(self) -> None:
        """The handshake of TLS, which the other side may draw out as it may its answer."""
        if self.target.scheme != "https":
            return
        context = ssl.create_default_context()
        secured = context.wrap_socket(
            self.sock, server_hostname=self.target.host, do_handshake_on_connect=False
        )
        self.sock = secured
        secured.do_handshake()

    def cut(self) -> None:
        """End whatever step goes on."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; what it says is not read. Raises AddressRefused, OSError, HTTPException."""
    connection = _Connection(target_of(url))
    timer: Timer | None = None
    try:
        connection.connect()
        timer = Timer(DEADLINE, connection.cut)
        timer.daemon = True
        timer.start()
        connection.secure()
        connection.request("POST", connection.target.path, body, headers)
        return connection.getresponse().status
    finally:
        if timer is not None:
            timer.cancel()
        connection.close()


FAILURES = (OSError, HTTPException, AddressRefused)
"""What a request may raise."""
