"""The personas above a map: each sets the map to the figures of its segment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse

from wellserved.journey.contracts import PersonaDrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaChip:
    name: str
    says: str
    href: str
    chosen: bool


def persona_chips(
    personas: Sequence[PersonaDrawn], *, journey: str, known: Collection[str], chosen: Collection[str]
) -> tuple[PersonaChip, ...]:
    """Only those whose segment this journey knows; who is pressed already leads back to everybody."""
    prefix = reverse("workspace:journey", args=[journey])
    return tuple(
        PersonaChip(
            name=persona.name,
            says=persona.quote or persona.summary,
            href=prefix if list(chosen) == [persona.segment] else f"{prefix}?segment={persona.segment}",
            chosen=list(chosen) == [persona.segment],
        )
        for persona in personas
        if persona.segment in known
    )
