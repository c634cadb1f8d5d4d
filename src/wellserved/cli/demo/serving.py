"""Serving the demo, with links for a customer, an agent and a manager to sign in."""

import os
from datetime import UTC, datetime

import typer
from rich.console import Console

from wellserved.platform.opening import set_up_django
from wellserved.platform.serving.address import Address, AddressTaken, refuse_taken
from wellserved.platform.serving.supervisor import Plan, serve

HOST = "127.0.0.1"
PORTS_TRIED = 100
LAST_PORT = 65_535


def serve_with_links(*, port: int) -> None:
    """Serve on `port` or the next free one until a signal says stop. The demo is loaded."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print("Starting the server.")
    plan = Plan(address=free_address(port))
    # QR codes and letters lead to where it answers, whichever port was free.
    os.environ.setdefault("WELLSERVED_BASE_URL", plan.address.url)
    serve(plan, say=console.print, ready=_ready)


def free_address(port: int) -> Address:
    """The first free port from `port` on; the refusal of the first where all are taken."""
    for candidate in range(port + 1, min(port + PORTS_TRIED, LAST_PORT) + 1):
        address = Address(host=HOST, port=candidate - 1)
        try:
            refuse_taken(address)
        except AddressTaken:
            continue
        return address
    address = Address(host=HOST, port=port)
    refuse_taken(address)
    return address


def _ready(address: str) -> None:
    typer.echo(f"Wellserved answers at {address} (Ctrl-C stops it)")
    typer.echo("Links that sign in once, within a day:")
    for who, link in _links(address):
        typer.echo(f"  {who:<9}{link}")


def _links(address: str) -> list[tuple[str, str]]:
    set_up_django()
    from django.db import connections  # noqa: PLC0415  needs Django set up

    from wellserved.demo.organisation.people import WAYS_IN  # noqa: PLC0415  as above
    from wellserved.people.queries import account_id_of  # noqa: PLC0415  as above
    from wellserved.people.services import sign_in_link  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    try:
        return [
            (who, sign_in_link(account_id=account_id_of(email=email), base_url=address, now=now))
            for who, email in WAYS_IN
        ]
    finally:
        connections.close_all()
