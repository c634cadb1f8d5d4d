"""Cases over HTTP: taken in, read, listed, answered, joined, moved and closed."""

from ninja import Router

from . import joining, keeping_apart, reading, taking, telling, writing

router = Router()
for part in (taking, reading, writing, joining, telling, keeping_apart):
    router.add_router("", part.router)

__all__ = ["router"]
