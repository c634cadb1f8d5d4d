"""Bodies that are too large, announced or not, through the web process's own entry point."""

import asyncio
import itertools
import json
from collections.abc import Iterator
from typing import Any

from wellserved.config.asgi import application
from wellserved.platform.api.limit import MOST

CHUNK = b"x" * (1 << 20)


def call(chunks: Iterator[bytes], *headers: tuple[bytes, bytes]) -> tuple[int, dict[str, Any], int]:
    """The answer's status, its problem, and how many chunks were taken."""
    taken, sent = 0, []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        chunk = next(chunks, None)
        if chunk is None:
            await asyncio.sleep(3600)
        taken += 1
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/moments/bulk",
        "query_string": b"",
        "headers": list(headers),
    }
    asyncio.run(application(scope, receive, send))
    start, body = sent
    return start["status"], json.loads(body["body"]), taken


def test_an_announced_body_that_is_too_large_is_not_read_at_all() -> None:
    status, problem, taken = call(iter([CHUNK]), (b"content-length", str(MOST + 1).encode()))
    assert (status, problem["status"], taken) == (413, 413, 0)


def test_a_body_without_end_is_read_up_to_the_limit() -> None:
    status, problem, taken = call(itertools.repeat(CHUNK))
    assert status == 413
    assert "several calls" in problem["detail"]
    assert taken == MOST // len(CHUNK) + 1
