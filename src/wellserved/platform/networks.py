"""From where somebody asks: an address and its network, as they are counted."""

from functools import lru_cache
from ipaddress import ip_address, ip_network

__all__ = ["NOWHERE", "keys_of"]

NOWHERE = "-"


@lru_cache(maxsize=10_000)
def keys_of(address: str) -> tuple[str, str]:
    """Behind a socket there is no address: everybody there counts as one network."""
    try:
        one = ip_address(address)
    except ValueError:
        return NOWHERE, f"{NOWHERE}/0"
    one = getattr(one, "ipv4_mapped", None) or one
    return str(one), str(ip_network((one, 24 if one.version == 4 else 48), strict=False))
