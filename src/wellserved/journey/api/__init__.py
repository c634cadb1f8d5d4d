"""The spine over HTTP: journeys, measures, promises, beliefs, moments."""

from ninja import Router

from . import bulk, maps, moments, promises

router = Router()
for part in (maps, promises, moments, bulk):
    router.add_router("", part.router)

__all__ = ["router"]
