"""One POST to an address that a stranger gave: only to public hosts, no redirect, no long answer, no long wait."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from wellserved.platform.outgoing import NotReached, called, path_of

__all__ = ["Answer", "NotReached", "loopback_may", "post"]

SECONDS = 10.0
READ_AT_MOST = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    retry_after: str = ""


def loopback_may() -> bool:
    """For tests and trials on one machine; never where strangers may subscribe."""
    return bool(settings.NOTICES_TO_LOOPBACK)


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Raises NotReached."""
    with called(url, seconds=SECONDS, loopback=loopback_may()) as connection:
        connection.request("POST", path_of(url), body, dict(headers))
        answer = connection.getresponse()
        answer.read(READ_AT_MOST)
        return Answer(answer.status, answer.headers.get("Retry-After", "")[:40])
