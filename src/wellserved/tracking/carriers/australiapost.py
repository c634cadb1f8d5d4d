"""Australia Post: the Shipping and Tracking API's answer, JSON. Times carry their offset; events have texts, no codes."""

import re

from msgspec import Raw, Struct

from .answer import CarrierAnswer, Fault
from .carrier import Carrier, Collected
from .reading import read_json, read_part

__all__ = ["AustraliaPost"]

_STATES = frozenset({"ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"})
_ABROAD = re.compile(r"\(([A-Z]{2})\)$|^([A-Z]{2})(?:$|-\d)")
_NO_PLACES = frozenset({"transit scan"})


class _Event(Struct):
    description: str
    date: str
    location: str | None = None


class _Article(Struct):
    article_id: str | None = None
    events: list[Raw] | None = None


class _Item(Struct):
    article_id: str | None = None
    events: list[Raw] | None = None
    items: list[_Article] | None = None


class _Error(Struct):
    code: str | None = None
    name: str | None = None
    message: str | None = None


class _Result(Struct):
    tracking_id: str | None = None
    trackable_items: list[_Item] | None = None
    errors: list[_Error] | None = None


class _Answer(Struct):
    tracking_results: list[_Result] | None = None
    errors: list[_Error] | None = None


class AustraliaPost(Carrier):
    slug = "australiapost"
    name = "Australia Post"

    def scans_of(self, payload: bytes) -> CarrierAnswer:
        read = read_json(payload, _Answer)
        collected = Collected(self)
        for at, error in enumerate(read.errors or ()):
            collected.carrier_says(f"$.errors[{at}]", error.code, error.message or error.name)
        for at, result in enumerate(read.tracking_results or ()):
            self._result(collected, result, f"$.tracking_results[{at}]")
        return collected.answer()

    def _result(self, collected: Collected, result: _Result, place: str) -> None:
        for at, error in enumerate(result.errors or ()):
            collected.carrier_says(f"{place}.errors[{at}]", error.code, error.message or error.name)
        for at, item in enumerate(result.trackable_items or ()):
            where = f"{place}.trackable_items[{at}]"
            # A consignment of one article goes by the number it was asked for; of several, each by its own.
            articles = [(f"{where}.items[{n}]", one) for n, one in enumerate(item.items or ())]
            for inner, article in articles or [(where, _Article(item.article_id, item.events))]:
                number = (article.article_id if len(articles) > 1 else None) or result.tracking_id
                for n, raw in enumerate(article.events or ()):
                    self._event(collected, number or article.article_id or "", raw, f"{inner}.events[{n}]")

    def _event(self, collected: Collected, number: str, raw: Raw, place: str) -> None:
        event = read_part(raw, _Event, place)
        if isinstance(event, Fault):
            collected.faults.append(event)
            return
        city = event.location or ""
        abroad = _ABROAD.search(city)
        home = city.rpartition(" ")[2] in _STATES
        collected.add(
            place,
            number=number,
            time=event.date,
            zone=None,
            codes=(event.description,),
            city="" if city.casefold() in _NO_PLACES else city,
            country="AU" if home else (abroad[1] or abroad[2] if abroad else ""),
        )
