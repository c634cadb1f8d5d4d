"""Tracking over HTTP."""

from ninja import Router

from . import consignments, scans

router = Router()
for part in (consignments, scans):
    router.add_router("", part.router)

__all__ = ["router"]
