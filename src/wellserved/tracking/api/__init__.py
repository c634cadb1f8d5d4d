"""Tracking over HTTP."""

from ninja import Router

from . import consignments, files, scans

router = Router()
for part in (consignments, scans, files):
    router.add_router("", part.router)

__all__ = ["router"]
