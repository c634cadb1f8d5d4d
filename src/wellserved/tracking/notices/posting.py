"""One POST to an address that a stranger gave: only to public hosts, no redirect, no long answer, no long wait."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from wellserved.tracking.domain.reaching import allowed, is_postable

SECONDS = 10.0
READ_AT_MOST = 4096


class NotReached(Exception):
    """`cause` is a word that staff's page has a sentence for; no address is in either."""

    def __init__(self, cause: str, said: str) -> None:
        super().__init__(said)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    retry_after: str = ""


def loopback_may() -> bool:
    """For tests and trials on one machine; never where strangers may subscribe."""
    return bool(settings.NOTICES_TO_LOOPBACK)


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Raises NotReached. The host is looked up, judged and connected to by that very address, at each call."""
    loopback = loopback_may()
    if not is_postable(url, loopback=loopback):
        raise NotReached("not_https", "The address is not a plain https address.")
    parts = urlsplit(url)
    host, https = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if https else 80)
    found = allowed(_addresses(host, port), loopback=loopback)
    if not found:
        raise NotReached("not_public", "The host does not lead to a public address.")
    connection = _Pinned(host, port, address=found[0], https=https)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _asked(connection, path, body, headers)


def _asked(connection: "_Pinned", path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    # The time-out of a socket begins anew with every byte: this ends the whole of it.
    watch = threading.Timer(SECONDS, connection.cut)
    watch.start()
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(READ_AT_MOST)
        return Answer(answer.status, answer.headers.get("Retry-After", "")[:40])
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, OSError) or connection.was_cut:
            raise NotReached("no_answer", "The host did not answer in time, or broke off.") from error
        raise NotReached("no_web", "The host did not answer as a web server does.") from error
    finally:
        watch.cancel()
        connection.close()


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("no_host", "The host is not known.") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was judged, whatever the name leads to a moment later."""

    def __init__(self, host: str, port: int, *, address: str, https: bool) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address, self._https = address, https
        self.default_port = 443 if https else 80
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), timeout=SECONDS)
        if self._https:
            # The bare socket stands in its place meanwhile, so that a slow handshake can be cut too.
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
