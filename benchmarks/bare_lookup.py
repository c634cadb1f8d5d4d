"""The least that could answer the lookup: a bare ASGI handler, asyncpg, the same statement, the same JSON.

It knows one path, one language and one wording, and has no limits, no headers but the type, and nobody to refuse.
"""

import asyncio
import os
from typing import Any

import asyncpg
import msgspec

WORDS: dict[str, str] = msgspec.json.decode(os.environ.get("WORDS") or "{}")
encode = msgspec.json.Encoder().encode
making: "asyncio.Future[Any] | None" = None


async def application(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    global making  # noqa: PLW0603  one a process
    if scope["type"] != "http":
        return
    if making is None:
        making = asyncio.ensure_future(made())
    pool = await making
    row = (await pool.fetch(os.environ["STATEMENT"], [scope["path"].rsplit("/", 1)[1]], 10))[0]
    (_id, kind, number, carrier, service, origin, origin_country, destination, destination_country) = row[:9]
    (_at, status, reason, status_at, place, country, expected_on, attempts, in_all) = row[9:18]
    (_reached, closed, _version, earliest, latest, _made_at, predicted, told, has_proof, scans) = row[18:]
    answer = encode(
        {
            "number": number,
            "carrier": carrier,
            "kind": kind,
            "service": service,
            "status": status,
            "reason": reason,
            "status_at": status_at,
            "language": "en",
            **WORDS,
            "place": place,
            "country": country,
            "origin": {"place": origin, "country": origin_country},
            "destination": {"place": destination, "country": destination_country},
            "window": {"earliest": earliest, "latest": latest, "predicted": predicted},
            "expected_on": expected_on,
            "told": msgspec.Raw(told.encode()),
            "attempts": attempts,
            "over": closed,
            "proof_of_delivery": has_proof,
            "scans_in_all": in_all,
            "scans": msgspec.Raw(scans.encode()),
        }
    )
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def made() -> Any:
    return await asyncpg.create_pool(
        os.environ["WELLSERVED_DATABASE_URL"],
        min_size=8,
        max_size=8,
        reset=nothing,
        server_settings={"plan_cache_mode": "force_generic_plan"},
    )


async def nothing(_connection: object) -> None:
    """As ours: the statement leaves nothing behind."""
