"""Tracking over HTTP."""

from ninja import Router

from . import consignments, files, lots, scans

router = Router()
for part in (consignments, scans, files, lots):
    router.add_router("", part.router)

__all__ = ["router"]
