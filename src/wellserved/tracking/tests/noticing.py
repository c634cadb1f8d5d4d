"""What tests of notices share: announced parcels, listeners, servers that take what we send."""

import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from pytest_django import Settings

from wellserved.tracking.contracts import Changed, Kind, Status
from wellserved.tracking.domain.subscribing import mail_key
from wellserved.tracking.models import Consignment, Notice, Progress, Subscription
from wellserved.tracking.services import record_scans
from wellserved.tracking.services.notices.secrets import address_digest, digest, link_secret, new_seed

from .conftest import NOW


def parcel(number: str = "KR100", *, kind: Kind = Kind.PARCEL, customer: UUID | None = None) -> Consignment:
    row = Consignment.objects.create(
        number=number, kind=kind, made_at=NOW, announced_at=NOW, customer_key=customer
    )
    Progress.objects.get_or_create(consignment=row)
    return row


def listener(
    consignment: Consignment | None = None,
    *,
    channel: str = "email",
    address: str = "kim@example.org",
    customer: UUID | None = None,
    quiet: tuple[int, int] | None = None,
    **more: Any,
) -> Subscription:
    seed = new_seed()
    given: dict[str, Any] = {
        "consignment": consignment,
        "customer_key": customer,
        "channel": channel,
        "address": address,
        "address_digest": address_digest(channel, mail_key(address) if channel == "email" else address),
        "secret": seed,
        "language": "en",
        "made_at": NOW,
        "confirmed_at": NOW,
        "end_secret_digest": digest(link_secret(seed)),
        "quiet_from": time(quiet[0]) if quiet else None,
        "quiet_until": time(quiet[1]) if quiet else None,
    }
    return Subscription.objects.create(**{**given, **more})


def only_listener() -> Subscription:
    return Subscription.objects.get()


def changed(consignment: Consignment, after: Status | None, *, at: datetime = NOW) -> Changed:
    return Changed(consignment_id=consignment.pk, before=None, after=after, recorded_at=at)


def scanned(consignment: Consignment, *scans: tuple[int, Status]) -> None:
    """Scans at these hours of the day."""
    from wellserved.tracking.contracts import ScanIn  # noqa: PLC0415  beside its use

    rows = [
        ScanIn(number=consignment.number, occurred_at=NOW.replace(hour=h), status=status)
        for h, status in scans
    ]
    record_scans(scans=rows, now=NOW)


def told() -> list[tuple[str, int, str]]:
    rows = Notice.objects.order_by("pk")
    return [(row.occasion, row.nth, row.state) for row in rows]


class Hook:
    """What an HTTP server was asked; `answers` are status codes, the last one stands."""

    def __init__(self, url: str) -> None:
        self.url, self.answers, self.headers = url, [200], dict[str, str]()
        self.asked = list[tuple[Mapping[str, str], bytes]]()


@contextmanager
def web_server(settings: Settings) -> Iterator[Hook]:
    """A real HTTP server on the loopback address, which notices may go to in this test."""
    settings.NOTICES_TO_LOOPBACK = True

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            hook.asked.append((dict(self.headers), body))
            self.send_response(hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0])
            for name, value in hook.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_GET = do_POST  # noqa: N815  the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook = Hook(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


__all__ = [
    "NOW",
    "UTC",
    "Hook",
    "changed",
    "listener",
    "only_listener",
    "parcel",
    "scanned",
    "told",
    "web_server",
]
