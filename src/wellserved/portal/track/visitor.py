"""Who asks: in which language, from where."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import translation


def language_of(*, asked: str, cookie: str, accepted: str) -> str:
    """The one asked for in the address, else the one once chosen, else the browser's."""
    return _language(asked[:12], cookie[:12], accepted[:300])


@lru_cache(maxsize=2_000)
def _language(asked: str, cookie: str, accepted: str) -> str:
    if asked:
        try:
            return translation.get_supported_language_variant(asked)
        except LookupError:
            pass
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    return translation.get_language_from_request(request)


def cookies_in(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Of a request as ASGI hands it over: HTTP/2 may send each cookie in a line of its own."""
    lines = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    return parse_cookie("; ".join(lines)) if lines else {}


def address_of_peer(*, peer: str, forwarded: str) -> str:
    """Whoever stands before a proxy that ends TLS is named by that proxy: by the last entry, for others can be forged."""
    if settings.BEHIND_TLS and forwarded:
        return _without_port(forwarded.rsplit(",", 1)[-1].strip())
    return peer


def _without_port(entry: str) -> str:
    """Some proxies write 192.0.2.1:4711, and [2001:db8::1] with a port or without one."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry


def address_of_request(request: HttpRequest) -> str:
    return address_of_peer(
        peer=request.META.get("REMOTE_ADDR", ""), forwarded=request.META.get("HTTP_X_FORWARDED_FOR", "")
    )


@lru_cache(maxsize=200)
def host_is_ours(host: bytes) -> bool:
    domain, _port = split_domain_port(host.decode("latin-1"))
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
