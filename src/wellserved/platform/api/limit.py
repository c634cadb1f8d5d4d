"""A limit on every body, held while it arrives: Django would first take it in whole, then ask who sent it."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .bodies import LARGEST
from .problems import CONTENT_TYPE

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# The largest body that any call takes, and room for what a form puts around a file.
MOST = LARGEST + 64 * 1024
_ANSWER = json.dumps(
    {
        "type": "about:blank",
        "title": "Content Too Large",
        "status": 413,
        "detail": f"The body is larger than {LARGEST >> 20} MB. Send it in several calls.",
    }
).encode()


def limited(application: Application, *, most: int = MOST) -> Application:
    """`application`, but that a body of more than `most` bytes is answered with 413 and not read to its end."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        if _announced(scope) > most:
            await _refuse(send)
            return
        arrived = 0

        async def receive_some() -> Message:
            nonlocal arrived
            if arrived > most:
                return {"type": "http.disconnect"}
            message = await receive()
            arrived += len(message.get("body", b""))
            # To Django it looks as if the caller had gone: it cleans up and answers nothing.
            return {"type": "http.disconnect"} if arrived > most else message

        await application(scope, receive_some, send)
        if arrived > most:
            await _refuse(send)

    return serve


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", CONTENT_TYPE.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _ANSWER})
