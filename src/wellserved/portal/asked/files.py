"""Files on their way in: held in memory up to a limit, and read past it without being kept, so that the rest of the form
arrives all the same.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest

from wellserved.voice.services.attaching import LARGEST

__all__ = ["Limited"]

MOST_FILES = 4


class Limited(FileUploadHandler):
    """`contents` has each file's bytes by its field's name, a further one of the same field with its place behind it; one
    that is too large has one byte more than fits. `left_out` is how many came past the most.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.contents: dict[str, bytes] = {}
        self.left_out = 0
        self._parts: list[bytes] = []
        self._size = 0
        self._field = ""

    def new_file(self, field_name: str, *args: Any, **named: Any) -> None:
        super().new_file(field_name, *args, **named)
        self._field, self._parts, self._size = field_name, [], 0
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002  Django hands it
        room = LARGEST + 1 - self._size
        if room > 0 and len(self.contents) < MOST_FILES:
            self._parts.append(bytes(raw_data[:room]))
            self._size += len(self._parts[-1])
        return None

    def file_complete(self, file_size: int) -> None:
        """Django is given none: what arrived stands in `contents`."""
        if self._size:
            key = f"{self._field}.{len(self.contents)}" if self._field in self.contents else self._field
            self.contents[key] = b"".join(self._parts)
        elif file_size:
            self.left_out += 1
