"""Cases over HTTP: taken in, read, listed, answered, joined, moved and closed."""

from . import causes, joining, keeping_apart, mentions, reading, taking, telling, writing
from .doing import router

__all__ = [
    "causes",
    "joining",
    "keeping_apart",
    "mentions",
    "reading",
    "router",
    "taking",
    "telling",
    "writing",
]
