"""Many lookups go to the database in few statements, and each gets what it asked for and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from wellserved.portal.track.pool import LazyPool
from wellserved.tracking.queries.public import Row, Together

from .conftest import Announced

pytestmark = pytest.mark.django_db(transaction=True)


class Noting(LazyPool):
    """Notes the numbers of each statement, and refuses as many as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.statements: list[list[str]] = []
        self.refuses = 0

    async def fetch(self, query: str, *args: object) -> list[Any]:
        self.statements.append(list(args[0]))  # type: ignore[call-overload]  # the numbers
        if self.refuses:
            self.refuses -= 1
            await asyncio.sleep(0)
            raise OSError("The database is away.")
        return await super().fetch(query, *args)


def with_pool(work: Callable[[Noting, Together], Awaitable[Any]], *, underway: int = 2) -> Any:
    async def run() -> Any:
        pool = Noting()
        try:
            async with asyncio.timeout(30):
                return await work(pool, Together(pool, scans=10, underway=underway))
        finally:
            await pool.close()

    return asyncio.run(run())


def numbers_of(rows: list[Row]) -> list[str]:
    return [row[2] for row in rows]


def test_whoever_asks_at_the_same_time_gets_their_own_in_few_statements(announced: Announced) -> None:
    known = [f"KNOWN{n}" for n in range(20)]
    for number in known:
        announced(number)
    announced("TWO", carrier="ups")
    announced("TWO", carrier="fedex")
    asked = [[one] for one in known * 3] + [["NOBODYS"], ["TWO"], ["KNOWN3", "NOBODYS", "TWO"], []] * 5

    async def work(pool: Noting, together: Together) -> tuple[list[list[Row]], list[list[str]]]:
        found = await asyncio.gather(*[together.rows(one) for one in asked])
        return found, pool.statements

    found, statements = with_pool(work)
    for numbers, rows in zip(asked, found, strict=True):
        those = [one for one in numbers if one in known] + ["TWO"] * (2 * ("TWO" in numbers))
        assert sorted(numbers_of(rows)) == sorted(those)
    assert len(statements) <= 4
    assert any({"KNOWN3", "NOBODYS"} <= set(numbers) for numbers in statements), (
        "known and unknown go together"
    )


@pytest.mark.parametrize("underway", [1, 3])
def test_nobody_waits_for_ever_however_they_come_and_go(announced: Announced, underway: int) -> None:
    announced("KNOWN")

    async def work(pool: Noting, together: Together) -> int:
        async def client(pauses: int) -> int:
            found = 0
            for n in range(10):
                found += len(await together.rows(["KNOWN"]))
                for _ in range((n * pauses) % 4):
                    await asyncio.sleep(0)
            return found

        return sum(await asyncio.gather(*[client(n) for n in range(20)]))

    assert with_pool(work, underway=underway) == 200


def test_who_gives_up_takes_nobody_along(announced: Announced) -> None:
    announced("KNOWN")

    async def work(pool: Noting, together: Together) -> list[Any]:
        asking = [asyncio.ensure_future(together.rows(["KNOWN"])) for _ in range(6)]
        await asyncio.sleep(0)
        for one in asking[::2]:
            one.cancel()
        return await asyncio.gather(*asking, return_exceptions=True)

    found = with_pool(work)
    assert [isinstance(one, asyncio.CancelledError) for one in found] == [True, False] * 3
    assert [numbers_of(one) for one in found[1::2]] == [["KNOWN"]] * 3


def test_a_failure_is_told_to_those_it_met_and_to_nobody_after(announced: Announced) -> None:
    announced("KNOWN")

    async def work(pool: Noting, together: Together) -> tuple[list[Any], list[Row]]:
        pool.refuses = 1
        met = await asyncio.gather(*[together.rows(["KNOWN"]) for _ in range(3)], return_exceptions=True)
        return met, await together.rows(["KNOWN"])

    met, after = with_pool(work)
    assert [type(one) for one in met] == [OSError] * 3
    assert numbers_of(after) == ["KNOWN"]
