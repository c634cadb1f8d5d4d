"""Which addresses of the internet we post to on somebody else's word."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

# Each of these carries an IPv4 address in an IPv6 one, and may lead back to where we are.
_CARRIERS = tuple(
    ipaddress.ip_network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)
LONGEST = 1500


def is_public(address: str) -> bool:
    """Whether this IP address is one that anybody could reach: not ours, not our network's, not a cloud's inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in net for net in _CARRIERS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def allowed(addresses: Iterable[str], *, loopback: bool) -> list[str]:
    """Those that we post to; nothing if one of a host's addresses is inside, since which is taken is chance."""
    found = list(addresses)
    if all(is_public(one) or (loopback and ipaddress.ip_address(one).is_loopback) for one in found):
        return found
    return []


def is_postable(url: str, *, loopback: bool) -> bool:
    """Whether it is a plain https address: without a name and password, and with a host; http where loopback may be.

    In ASCII alone, as it stands in a request: other letters have to be written as punycode or by percent signs.
    """
    if len(url) > LONGEST or not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    schemes = {"https", "http"} if loopback else {"https"}
    return parts.scheme in schemes and bool(parts.hostname) and parts.username is None and port != 0
