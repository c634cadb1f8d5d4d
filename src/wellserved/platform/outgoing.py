"""Calls to addresses that somebody else gave: to public hosts alone, to the very address that was judged, and never for long."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from wellserved.platform.reaching import allowed, is_postable

__all__ = ["NotReached", "Pinned", "called", "path_of"]


class NotReached(Exception):
    """`cause` is a word that staff's pages have a sentence for; no address is in either."""

    def __init__(self, cause: str, said: str) -> None:
        super().__init__(said)
        self.cause = cause


@contextmanager
def called(url: str, *, seconds: float, loopback: bool = False) -> Iterator["Pinned"]:
    """A connection to the host of this address, cut after so many seconds. Raises NotReached.

    The host is looked up, judged and connected to by that very address, at each call.
    """
    if not is_postable(url, loopback=loopback):
        raise NotReached("not_https", "The address is not a plain https address.")
    parts = urlsplit(url)
    host, https = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if https else 80)
    found = allowed(_addresses(host, port), loopback=loopback)
    if not found:
        raise NotReached("not_public", "The host does not lead to a public address.")
    connection = Pinned(host, port, address=found[0], https=https, seconds=seconds)
    # The time-out of a socket begins anew with every byte: this ends the whole of it.
    watch = threading.Timer(seconds, connection.cut)
    watch.start()
    try:
        yield connection
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, OSError) or connection.was_cut:
            raise NotReached("no_answer", "The host did not answer in time, or broke off.") from error
        raise NotReached("no_web", "The host did not answer as a web server does.") from error
    finally:
        watch.cancel()
        connection.close()


def path_of(url: str) -> str:
    """What is asked of the host."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached("no_host", "The host is not known.") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Pinned(http.client.HTTPConnection):
    """Connects to the address that was judged, whatever the name leads to a moment later."""

    def __init__(self, host: str, port: int, *, address: str, https: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._https, self._seconds = address, https, seconds
        self.default_port = 443 if https else 80
        self.was_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), timeout=self._seconds)
        if self._https:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        # A cut that came meanwhile found no socket, or the bare one that the handshake has taken over.
        if self.was_cut:
            raise TimeoutError("The time was over before the connection stood.")

    def cut(self) -> None:
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
