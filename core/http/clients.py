"""Who calls, for every limit that counts by client."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; without proxies, that of the connection.

    Each proxy adds to X-Forwarded-For the address it was called from, at the end. What stands
    before the entries of our proxies was written by the client, who may write anything.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    if not settings.NUM_PROXIES:
        return peer
    addresses = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return addresses[-min(settings.NUM_PROXIES, len(addresses))] or peer


def client_network(request: HttpRequest) -> str:
    """The client; of IPv6 the network, since each subscriber has 2^64 addresses."""
    address = client_address(request)
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)
