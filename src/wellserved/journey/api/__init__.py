"""The spine over HTTP: journeys, measures, promises, beliefs, moments."""

from ninja import Router

from . import bulk, drawing, files, maps, moments, personas, promises, rounds

router = Router()
for part in (maps, files, drawing, personas, promises, rounds, moments, bulk):
    router.add_router("", part.router)

__all__ = ["router"]
