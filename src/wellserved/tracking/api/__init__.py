"""Tracking over HTTP."""

from ninja import Router

from . import scans

router = Router()
router.add_router("", scans.router)

__all__ = ["router"]
