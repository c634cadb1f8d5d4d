"""A mapping file, by a shipped name or a path, into its checked shape."""

import tomllib
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from wellserved.journey.imports.mapping.errors import MappingError, or_near
from wellserved.journey.imports.mapping.shape import Mapping, Read, Unpivot
from wellserved.journey.imports.mapping.unpivot import LEVELS


def shipped() -> tuple[str, ...]:
    folder = files("wellserved.journey.imports") / "mappings"
    return tuple(
        sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    )


def load_mapping(name: str) -> Mapping:
    """Raises MappingError with the place in the file and the mend."""
    text, place = _text(name)
    try:
        mapping = msgspec.convert(tomllib.loads(text), Mapping)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{place} is not TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise MappingError(f"{place}: {error}. docs/reference/mapping.md lists every key.") from error
    try:
        _check(mapping)
    except MappingError as error:
        raise MappingError(f"{place}: {error}") from error
    return mapping


def _text(name: str) -> tuple[str, str]:
    if name in shipped():
        return (files("wellserved.journey.imports") / "mappings" / f"{name}.toml").read_text(
            "utf-8"
        ), f"Mapping {name}"
    path = Path(name)
    if not path.is_file():
        raise MappingError(
            f"There is no mapping {name!r}: neither a file nor one of the shipped ones ({', '.join(shipped())})."
        )
    try:
        return path.read_text("utf-8-sig"), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _check(mapping: Mapping) -> None:
    if mapping.rows not in mapping.sources:
        raise MappingError(
            f"rows = {mapping.rows!r} names no source.{or_near(mapping.rows, mapping.sources)}"
        )
    if not mapping.moment:
        raise MappingError("there is no [[moment]]: say which moments the rows hold.")
    _check_joins(mapping)
    reads = [mapping.read, *(source.read for source in mapping.sources.values())]
    for zone in [mapping.zone, *(read.zone for read in reads)]:
        _check_zone(zone)
    for read in reads:
        _check_marks(read)
    if mapping.unpivot:
        _check_unpivot(mapping.unpivot)


def _check_joins(mapping: Mapping) -> None:
    joined = {mapping.rows}
    for join in mapping.joins:
        if join.source not in mapping.sources:
            near = or_near(join.source, mapping.sources)
            raise MappingError(f"a join names no source: {join.source!r}.{near}")
        if join.source in joined:
            raise MappingError(f"{join.source!r} is joined twice. Give the second use a source of its own.")
        if not join.on:
            raise MappingError(f"the join of {join.source!r} says nothing `on` which to join.")
        joined.add(join.source)


def _check_marks(read: Read) -> None:
    for key, mark in (("delimiter", read.delimiter), ("quote", read.quote)):
        if mark is None or len(mark.encode()) == 1 or (key == "quote" and not mark):
            continue
        raise MappingError(f"{key} = {mark!r} is not one ASCII character.")


def _check_zone(zone: str | None) -> None:
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise MappingError(
            f"there is no time zone {zone!r}; names are such as 'Asia/Seoul' or 'UTC'."
        ) from error


def _check_unpivot(unpivot: Unpivot) -> None:
    for level in unpivot.levels.values():
        if level not in LEVELS:
            raise MappingError(f"[unpivot.levels] names no level: {level!r}.{or_near(level, LEVELS)}")
