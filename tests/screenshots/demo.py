"""The demo organisation, a fifth of its size, behind a real server in a home of its own that is removed at the end.

Or the one that somebody serves already.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wellserved.people.contracts import Person
from wellserved.platform.opening import set_up_django

JOURNEY = "fresh-tonight"
WELLSERVED = (sys.executable, "-m", "wellserved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`links` sign in, `places` are paths of which a part is made when the demo is loaded."""

    address: str
    links: dict[str, str]
    places: dict[str, str]


@contextmanager
def served() -> Iterator[Site]:
    if address := os.environ.get("WELLSERVED_SHOWN"):
        yield _site(address.rstrip("/"))
        return
    home = tempfile.mkdtemp(prefix="ws-")
    os.environ["WELLSERVED_HOME"] = home
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        subprocess.run([*WELLSERVED, "demo", "--no-serve", "--scale", "0.2"], check=True)
        command = [*WELLSERVED, "serve", "--json", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                line = server.stdout.readline() if server.stdout else ""
                yield _site(json.loads(line)["address"].rstrip("/"))
            finally:
                server.terminate()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _site(address: str) -> Site:
    """Asked before Playwright's event loop runs: beside one Django asks no database."""
    set_up_django()
    from django.db import connections  # noqa: PLC0415  needs Django set up

    from wellserved.demo.organisation.people import WAYS_IN  # noqa: PLC0415  as above
    from wellserved.people.queries import account_id_of, person_of  # noqa: PLC0415  as above
    from wellserved.people.services import sign_in_link  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    accounts = {who: account_id_of(email=email) for who, email in WAYS_IN}
    try:
        return Site(
            address=address,
            links={
                who: sign_in_link(account_id=key, base_url=address, now=now) for who, key in accounts.items()
            },
            places=_places(person_of(account_id=accounts["manager"]), now=now),
        )
    finally:
        connections.close_all()


def _places(manager: Person, *, now: datetime) -> dict[str, str]:
    from wellserved.cases.queries import CaseChoice, cases_for, number_of  # noqa: PLC0415  as above
    from wellserved.cases.queries.looping import mendings_for  # noqa: PLC0415  as above
    from wellserved.insight.queries.lots import (  # noqa: PLC0415  as above
        cases_of_lot_for,
        complaints_by_lot_for,
    )
    from wellserved.journey.queries import drawing_for, personas_for  # noqa: PLC0415  as above
    from wellserved.journey.queries.inviting import invitations_for  # noqa: PLC0415  as above
    from wellserved.journey.queries.rounds import rounds_for  # noqa: PLC0415  as above
    from wellserved.journey.services.inviting import renew_link  # noqa: PLC0415  as above
    from wellserved.tracking.queries.lots import parcels_of_lot_for  # noqa: PLC0415  as above

    invitation = invitations_for(manager, journey=JOURNEY, now=now)[0]
    link = renew_link(
        by=manager, journey=JOURNEY, invitation=invitation.id, closes_at=now + timedelta(days=9), now=now
    )
    drawing = drawing_for(manager, journey=JOURNEY, now=now)
    rounds = {seen.state: seen.id for seen in rounds_for(manager, now=now)}
    stage = drawing.stages[2]
    draw = f"/journeys/{JOURNEY}/draw"
    waiting = cases_for(manager, CaseChoice(state="answer"), now=now).cases
    done = cases_for(manager, CaseChoice(state="done"), now=now).cases[0]
    case = f"/cases/{waiting[0].id}"
    lot = complaints_by_lot_for(manager, since=now - timedelta(days=91), until=now).lots[0].lot
    unlinked = next(one for one in cases_of_lot_for(manager, lot_id=lot.id).cases if one.state == "new")
    carrier = parcels_of_lot_for(manager, lot_id=lot.id).consignments[0]
    return {
        "lot": f"/lots/{lot.id}/",
        "lot-cases": f"/lots/{lot.id}/cases/",
        "lot-about": f"/cases/{unlinked.id}/about/",
        "lot-parcel": f"/parcels/{carrier.id}/",
        "desk-case": f"{case}/",
        "desk-case-done": f"/cases/{done.id}/",
        "desk-case-facts": f"{case}/facts/",
        "desk-case-merge": f"{case}/merge/?into={number_of(waiting[1].id)}",
        "desk-case-split": f"{case}/split/",
        "desk-case-about": f"{case}/about/?q={number_of(waiting[1].id)}",
        "prevention-mending": f"/prevention/mended/{mendings_for(manager)[0].id}/",
        "with-us": f"/with-us/{link.secret}/",
        "with-us-stage": f"/with-us/{link.secret}/{stage.slug}/",
        "round-open": f"/rounds/{rounds['open']}/",
        "round-revealed": f"/rounds/{rounds['revealed']}/",
        "draw-stage": f"{draw}/stages/{stage.id}/",
        "draw-touchpoint": f"{draw}/touchpoints/{stage.touchpoints[-1].id}/",
        "draw-measure": f"{draw}/measures/{stage.touchpoints[-1].measures[0].id}/",
        "to-be": f"/journeys/{drawing.redrawn_as[0].slug}/draw/",
        "persona": f"/personas/{personas_for(manager)[0].slug}/",
    }
