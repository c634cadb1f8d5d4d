"""The HTTP API, put together from the rooms' parts."""

from ninja import NinjaAPI

api = NinjaAPI(title="Wellserved", version="1", urls_namespace="api")
