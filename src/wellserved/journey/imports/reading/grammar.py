"""What a CSV record is, as regular expressions over UTF-8 bytes: RFC 4180, and a stray quote in a bare field is a character."""

import re
from dataclasses import dataclass
from functools import cached_property

LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Grammar:
    delimiter: bytes
    quote: bytes | None

    @cached_property
    def record(self) -> re.Pattern[bytes]:
        d = re.escape(self.delimiter)
        return re.compile(self._field + rb"(?:" + d + self._field + rb")*+(?:\r\n|\n|\r)")

    @cached_property
    def field(self) -> re.Pattern[bytes]:
        return re.compile(self._field + rb"(?:" + re.escape(self.delimiter) + rb"|\r\n|\n|\r)")

    @cached_property
    def unfinished(self) -> re.Pattern[bytes]:
        """A record that the data end within."""
        d = re.escape(self.delimiter)
        last = rb"\r?"
        if self.quote is not None:
            q = re.escape(self.quote)
            last = rb"(?:\r?|" + q + rb"(?:[^" + q + rb"]|" + q + q + rb")*+" + q + rb"?)"
        return re.compile(rb"(?:" + self._field + d + rb")*+(?:" + self._field + rb")?" + last + rb"\Z")

    @cached_property
    def _field(self) -> bytes:
        d = re.escape(self.delimiter)
        bare = rb"[^" + d + rb"\r\n]*+"
        if self.quote is None:
            return bare
        q = re.escape(self.quote)
        quoted = q + rb"(?:[^" + q + rb"]|" + q + q + rb")*+" + q + rb"(?=[" + d + rb"\r\n])"
        return rb"(?>" + quoted + rb"|(?!" + q + rb")" + bare + rb")"

    def count_fields(self, record: bytes) -> int:
        if self.quote is None or self.quote not in record:
            return record.count(self.delimiter) + 1
        return sum(1 for _ in self.field.finditer(record))
