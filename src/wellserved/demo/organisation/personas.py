"""Who stands for each segment. Nobody of that name shops here: all are made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    segment: str
    name: str
    summary: str
    quote: str
    wants: tuple[str, ...]
    frustrations: tuple[str, ...]


PERSONAS = (
    Stands(
        segment="families",
        name="Sua and the twins",
        summary="Two jobs, two children of six, a small kitchen in Mapo. Orders on Sunday night for the week.",
        quote="If the milk is there at breakfast, the day is saved.",
        wants=(
            "The whole list, without replacing",
            "Little to carry down to the bins",
            "One price, no surprise",
        ),
        frustrations=("A box in a box in a bag", "The one thing that is missing is the one they wanted"),
    ),
    Stands(
        segment="seniors",
        name="Mr Lin of the third floor",
        summary="Retired teacher in Kaohsiung, no lift. Reads every message twice, and rings rather than types.",
        quote="Tell me an hour before, and I shall be at the door.",
        wants=("Time to get to the door", "Somebody who picks up the telephone", "Large print"),
        frustrations=("A quarter of an hour's warning", "Codes to type in"),
    ),
    Stands(
        segment="singles",
        name="Niamh after work",
        summary="Project engineer in Dublin, home at seven. Decides at four what to cook at eight.",
        quote="Tomorrow noon is no answer to what I eat tonight.",
        wants=("A window this evening", "Portions for one"),
        frustrations=("The first free window is tomorrow", "A van on the map that does not move"),
    ),
    Stands(
        segment="restaurants",
        name="Hana's kitchen",
        summary="Twenty-two seats in Busan. Orders at midnight, cooks from ten. Knows the drivers by name.",
        quote="Ninety-five of a hundred items is five dishes off the menu.",
        wants=("Every item, or word before six", "At the door before we open"),
        frustrations=("Replacements nobody can cook with", "Delivery while guests are served"),
    ),
)
