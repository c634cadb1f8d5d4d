"""Long answers that go out while they are made."""

from collections.abc import AsyncIterator, Iterator
from typing import cast

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

__all__ = ["Streamed"]


class Streamed(StreamingHttpResponse):
    """Blocks of an ordinary iterator, each fetched when the one before has gone.

    Django itself would, where it serves asynchronously, first take all of them into memory. The thread is that of the
    request, as its connection to the database is.
    """

    async def __aiter__(self) -> AsyncIterator[bytes]:
        blocks = iter(cast("Iterator[bytes]", self.streaming_content))

        def fetch() -> bytes | None:
            return next(blocks, None)

        while (block := await sync_to_async(fetch, thread_sensitive=True)()) is not None:
            yield block
