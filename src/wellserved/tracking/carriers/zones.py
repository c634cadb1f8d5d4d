"""The hours kept at a place, for carriers that give local times without a zone."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

__all__ = ["Place", "country_named", "place_of"]


@dataclass(frozen=True, slots=True)
class Place:
    """A country or region: `sure` is False where a part of it keeps other hours."""

    country: str
    zone: ZoneInfo
    sure: bool


@cache
def _places() -> tuple[dict[str, Place], dict[str, str]]:
    places: dict[str, Place] = {}
    named: dict[str, str] = {}
    table = files(__package__).joinpath("places.tsv").read_text(encoding="utf-8")
    for line in table.splitlines()[3:]:
        code, alpha3, name, zone, sure = line.split("\t")
        places[code] = Place(code[:2], ZoneInfo(zone), sure == "1")
        if alpha3:
            named |= {alpha3: code, name.upper(): code}
    return places, named


def place_of(country: str, region: str = "") -> Place | None:
    """The place of these ISO 3166 codes, the region's where it is known."""
    places, _ = _places()
    country = country.upper()
    return places.get(f"{country}-{region.upper()}") or places.get(country)


def country_named(name: str) -> str:
    """The alpha-2 code of a country given by its English name, its alpha-3 or its alpha-2 code; empty if unknown."""
    places, named = _places()
    name = name.strip().upper()
    return name if len(name) == 2 and name in places else named.get(name, "")
