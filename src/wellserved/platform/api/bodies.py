"""What may come in as a body: its media type and its size, known before it is read."""

from dataclasses import dataclass

from django.http import HttpRequest

from .problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    media_type: str
    most: int

    @property
    def too_large(self) -> Problem:
        size = f"{self.most // 1024:,} KB" if self.most < 1 << 20 else f"{self.most >> 20} MB"
        return Problem(413, f"The body is larger than {size}. Send it in several calls.")


JSON = Body(media_type="application/json", most=64 * 1024)
NDJSON = Body(media_type="application/x-ndjson", most=8 * 1024 * 1024)
LARGEST = 32 * 1024 * 1024
"""Of all bodies that calls take."""


def announced(request: HttpRequest, body: Body) -> None:
    """Refuse a body by what its headers say of it."""
    given = request.content_type or ""
    if given != body.media_type:
        raise Problem(415, f"This call takes {body.media_type}. Send it with that Content-Type.")
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        raise Problem(415, "The body must be UTF-8. Convert it, or leave the charset away.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > body.most:
        raise body.too_large


def read_body(request: HttpRequest, body: Body) -> bytes:
    """The body, never more of it than it may have, whatever its headers said."""
    content: bytes = request.read(body.most + 1)
    if len(content) > body.most:
        raise body.too_large
    return content
