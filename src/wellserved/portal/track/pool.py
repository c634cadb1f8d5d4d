"""Connections of asyncpg for the raw handlers: a few for each process, made when the first is needed."""

import asyncio
from typing import Any

import asyncpg
from django.db import connection

from wellserved.platform.database import url

MOST = 8
# One plan for every number: planning this statement takes several times as long as answering it.
_SETTINGS = {
    "timezone": "UTC",
    "application_name": "wellserved-track",
    "plan_cache_mode": "force_generic_plan",
}


class LazyPool:
    """Made in the loop that first asks; after a failure the next one tries anew."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._pool: asyncpg.Pool[Any] | None = None
        self._making = asyncio.Lock()

    async def fetch(self, query: str, *args: object) -> list[Any]:
        pool = self._pool or await self._made()
        return await pool.fetch(query, *args)

    async def execute(self, query: str, *args: object) -> str:
        pool = self._pool or await self._made()
        return await pool.execute(query, *args)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def _made(self) -> "asyncpg.Pool[Any]":
        async with self._making:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    url(),
                    # A test's database has another name than the address.
                    database=connection.settings_dict["NAME"],
                    min_size=1,
                    max_size=self._most,
                    command_timeout=10,
                    server_settings=_SETTINGS,
                    reset=_nothing,
                )
            return self._pool


async def _nothing(_connection: object) -> None:
    """Every statement stands alone and leaves nothing behind, so that resetting would be a way for nothing."""
