"""Scans as they come: each browser that looks at a consignment holds a stream, all together ask the database once."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from wellserved.platform.networks import keys_of
from wellserved.tracking.queries.public import Pool, versions_async

EVERY = 0.4
HEARTBEAT = 15.0
# Then the browser comes again by itself; a line that died unseen holds its place no longer.
LASTS = 300.0
# The server itself bears some thousand connections to a process, and pages need theirs.
MOST = 500
MOST_OF_ONE_ADDRESS = 20
# Of IPv6 a household or a host has a whole network, and any number of addresses in it.
MOST_OF_ONE_NETWORK = 60

Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
logger = logging.getLogger(__name__)


class Watchers:
    """Who looks at what, in this process; one task asks for all of them while there are any."""

    def __init__(self, pool: Pool, *, every: float = EVERY) -> None:
        self._pool, self._every = pool, every
        self._bells: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._versions: dict[int, int] = {}
        self._of_key: dict[str, int] = defaultdict(int)
        self._task: asyncio.Task[None] | None = None

    @property
    def streams(self) -> int:
        return sum(len(bells) for bells in self._bells.values())

    def has_room(self, address: str) -> bool:
        key, most = _counted(address)
        return self.streams < MOST and self._of_key.get(key, 0) < most

    def version(self, consignment_id: int) -> int:
        return self._versions.get(consignment_id, 0)

    def enter(self, consignment_id: int, version: int, *, address: str) -> asyncio.Event:
        bell = asyncio.Event()
        self._bells[consignment_id].add(bell)
        self._versions[consignment_id] = max(version, self.version(consignment_id))
        self._of_key[_counted(address)[0]] += 1
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._look())
        return bell

    def leave(self, consignment_id: int, bell: asyncio.Event, *, address: str) -> None:
        self._bells[consignment_id].discard(bell)
        if not self._bells[consignment_id]:
            del self._bells[consignment_id]
            self._versions.pop(consignment_id, None)
        key = _counted(address)[0]
        self._of_key[key] -= 1
        if self._of_key[key] <= 0:
            del self._of_key[key]

    async def _look(self) -> None:
        while self._bells:
            await asyncio.sleep(self._every)
            try:
                found = await versions_async(self._pool, ids=list(self._bells))
            except Exception:  # noqa: BLE001  whatever it was, the streams must outlive it
                # The database may be starting anew: those who watch wait with us.
                logger.warning("The versions of watched consignments could not be read; trying again.")
                continue
            for consignment_id, version in found.items():
                if version > self._versions.get(consignment_id, version):
                    self._versions[consignment_id] = version
                    for bell in self._bells.get(consignment_id, ()):
                        bell.set()


async def stream(
    watchers: Watchers,
    *,
    consignment_id: int,
    version: int,
    seen: int,
    address: str,
    receive: Receive,
    send: Send,
    headers: list[tuple[bytes, bytes]],
) -> None:
    """Send versions as events until the browser goes or the time is over. `seen` is what the browser has."""
    bell = watchers.enter(consignment_id, version, address=address)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send(_chunk("retry: 2000\n\n"))
        ends = asyncio.get_running_loop().time() + LASTS
        while not gone.done() and asyncio.get_running_loop().time() < ends:
            latest = watchers.version(consignment_id)
            if latest > seen:
                seen = latest
                await send(_chunk(f"id: {latest}\ndata: {latest}\n\n"))
            ringing = asyncio.ensure_future(bell.wait())
            done, _ = await asyncio.wait(
                {ringing, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED
            )
            ringing.cancel()
            bell.clear()
            if not done:
                await send(_chunk(": still here\n\n"))
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        watchers.leave(consignment_id, bell, address=address)


def _counted(address: str) -> tuple[str, int]:
    """As what the streams of this address are counted, and how many may be."""
    one, network = keys_of(address)
    return (network, MOST_OF_ONE_NETWORK) if ":" in one else (one, MOST_OF_ONE_ADDRESS)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _chunk(text: str) -> dict[str, Any]:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}
