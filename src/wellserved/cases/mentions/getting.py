"""One GET to an address that staff gave: public hosts only, few redirects, an end to size, unpacking and waiting."""

import zlib
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from wellserved.platform.outgoing import NotReached, Pinned, called, path_of

from .adapter import Got

__all__ = ["LARGEST", "get", "loopback_may"]

LARGEST = 5 * 1024 * 1024
SECONDS = 20.0
MOST_REDIRECTS = 3
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def loopback_may() -> bool:
    """For tests and trials on one machine."""
    return bool(settings.MENTIONS_FROM_LOOPBACK)


def get(url: str, *, headers: Mapping[str, str]) -> Got:
    """Raises NotReached. Each redirect is judged anew, and takes the token to no other host."""
    sent = dict(headers)
    for _hop in range(MOST_REDIRECTS + 1):
        got = _got(url, sent)
        if got.status not in _REDIRECTS or not got.headers.get("location"):
            return got
        try:
            leads = urljoin(url, got.headers["location"])
            if urlsplit(leads)[:2] != urlsplit(url)[:2]:
                sent.pop("Authorization", None)
        except ValueError as error:
            raise NotReached("no_web", "The address leads on to one that is none.") from error
        url = leads
    raise NotReached("redirects", "The address leads on and on.")


def _got(url: str, headers: Mapping[str, str]) -> Got:
    with called(url, seconds=SECONDS, loopback=loopback_may()) as connection:
        connection.request("GET", path_of(url), headers={"Accept-Encoding": "gzip", **headers})
        try:
            return _read(connection, url)
        except zlib.error as error:
            raise NotReached("no_web", "What the host packed cannot be unpacked.") from error


def _read(connection: Pinned, url: str) -> Got:
    answer = connection.getresponse()
    headers = {name.lower(): value[:2000] for name, value in answer.getheaders()}
    unpack = zlib.decompressobj(47) if "gzip" in headers.get("content-encoding", "").lower() else None
    body = bytearray()
    while chunk := answer.read(_CHUNK):
        while chunk:
            # Never more than fits at a time, whatever a few bytes unpack to.
            body += unpack.decompress(chunk, LARGEST + 1 - len(body)) if unpack else chunk
            if len(body) > LARGEST:
                raise NotReached("too_large", "The answer is larger than 5 MB.")
            chunk = unpack.unconsumed_tail if unpack else b""
    return Got(url=url, status=answer.status, headers=headers, body=bytes(body))
