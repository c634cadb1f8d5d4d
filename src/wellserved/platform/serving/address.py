"""Where the web server listens."""

import errno
import os
import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from wellserved.platform.refusals import Refused

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  recognised here, listened on only when asked for


class AddressTaken(Refused):
    pass


class AddressImpossible(Refused):
    exit_code = 2


@dataclass(frozen=True, kw_only=True)
class Address:
    host: str
    port: int

    @property
    def near(self) -> str:
        """The host as this machine reaches it."""
        return EVERYWHERE.get(self.host, self.host)

    @property
    def url(self) -> str:
        host = f"[{self.near}]" if ":" in self.near else self.near
        return f"http://{host}:{self.port}/"


def refuse_taken(address: Address) -> None:
    problem = _problem(address.host, address.port)
    if problem is None:
        return
    if problem == errno.EADDRINUSE:
        free = next(
            (port for port in range(address.port + 1, 65536) if _problem(address.host, port) is None), 0
        )
        raise AddressTaken(
            f"Port {address.port} of {address.host} is taken by another program. "
            f"Stop that one, or serve elsewhere: wellserved serve --port {free}"
        )
    raise AddressImpossible(
        f"Wellserved cannot listen at {address.host} port {address.port} ({os.strerror(problem)}). "
        "Name an address of this machine with --host, and a port above 1023 with --port."
    )


def answers(address: Address) -> bool:
    """Whether a page comes back. The wait is short: between looks the supervisor must see its signals."""
    connection = HTTPConnection(address.near, address.port, timeout=2)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _problem(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            # A name that cannot be looked up carries a number of the resolver's own, not the system's.
            return errno.EADDRNOTAVAIL if isinstance(error, socket.gaierror) else error.errno
    return None
