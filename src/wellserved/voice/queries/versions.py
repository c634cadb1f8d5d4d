"""Definitions as they were published: they never change, so each is read once a process."""

from functools import lru_cache

import msgspec

from wellserved.voice.domain.definition import Definition, read
from wellserved.voice.domain.editing import keys_given
from wellserved.voice.domain.walking import Screen, screens
from wellserved.voice.models import Version

__all__ = [
    "definition_of",
    "keys_published",
    "latest_of",
    "numbered",
    "questionnaire_of",
    "screens_of",
    "thawed",
]


@lru_cache(maxsize=256)
def definition_of(version_id: int) -> Definition:
    """The definition of a version by its id; no right is asked, for whoever answers sees it too."""
    return thawed(Version.objects.values_list("definition", flat=True).get(pk=version_id))


@lru_cache(maxsize=4096)
def screens_of(version_id: int, seed: int) -> tuple[Screen, ...]:
    """The screens of a response, cut by its seed where anything is mixed, and the same for all where nothing is."""
    definition = definition_of(version_id)
    mixed = any(page.shuffle for page in definition.pages)
    return screens(definition, seed=seed) if mixed or not seed else screens_of(version_id, 0)


def questionnaire_of(version_id: int) -> int | None:
    """Which questionnaire a version is of; None for none. Only what there is, is remembered."""
    found = _questionnaires.get(version_id)
    if found is None:
        found = Version.objects.filter(pk=version_id).values_list("questionnaire_id", flat=True).first()
        if found is not None:
            _questionnaires[version_id] = found
    return found


_questionnaires: dict[int, int] = {}


def latest_of(questionnaire_id: int) -> int | None:
    """The id of the version that is asked now."""
    rows = Version.objects.filter(questionnaire=questionnaire_id).order_by("-number")
    return rows.values_list("pk", flat=True).first()


def numbered(questionnaire_id: int, number: int) -> int | None:
    """The id of a questionnaire's version by its number."""
    rows = Version.objects.filter(questionnaire=questionnaire_id, number=number)
    return rows.values_list("pk", flat=True).first()


def keys_published(questionnaire_id: int) -> frozenset[str]:
    """The keys of all that was ever asked, as `keys_given` tells them."""
    ids = Version.objects.filter(questionnaire=questionnaire_id).values_list("pk", flat=True)
    return frozenset[str]().union(*map(_keys_of, ids))


@lru_cache(maxsize=1024)
def _keys_of(version_id: int) -> frozenset[str]:
    return keys_given(definition_of(version_id))


def thawed(stored: object) -> Definition:
    """From what the database holds as JSON."""
    return read(msgspec.json.encode(stored))
