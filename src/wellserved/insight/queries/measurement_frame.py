"""How many customers there are, by segment, location and channel: what answers are weighted to."""

from collections.abc import Iterable, Mapping

from wellserved.analytics.measurement import FrameFault, Margin
from wellserved.people.contracts import NotFound
from wellserved.people.queries import locations, segments

ATTRIBUTES = ("segment", "location", "channel")
Frame = Mapping[str, Mapping[str, float]]
"""Customers by attribute and key: a segment's short name, a location's code, a channel."""


def margins_of(frame: Frame) -> tuple[Margin, ...]:
    """Raises NotFound for an attribute, segment or location that there is not."""
    lost = sorted(set(frame) - set(ATTRIBUTES))
    if lost:
        raise NotFound(f"Customers are not counted by '{lost[0]}', only by {', '.join(ATTRIBUTES)}.")
    makes = {"segment": _by_segment, "location": _by_location, "channel": _by_channel}
    return tuple(makes[name](frame[name]) for name in ATTRIBUTES if frame.get(name))


def _by_segment(people: Mapping[str, float]) -> Margin:
    known = {one.slug: one.segment_id for one in segments()}
    _all_there(people, known, kind="segment")
    return Margin(
        column="segment_id",
        categories=tuple((known[slug], slug) for slug in sorted(people)),
        people=tuple(sorted(people.items())),
    )


def _by_location(people: Mapping[str, float]) -> Margin:
    """A location counts for itself, or for the nearest one above it that has a number."""
    places = locations()
    _all_there(people, {place.code for place in places}, kind="location")
    nearest: dict[int, str] = {}
    # Places come in the order of the tree: a parent is decided on before its children.
    for place in places:
        if place.code in people:
            nearest[place.location_id] = place.code
        elif place.parent_id in nearest:
            nearest[place.location_id] = nearest[place.parent_id]
    return Margin(
        column="location_id", categories=tuple(nearest.items()), people=tuple(sorted(people.items()))
    )


def _by_channel(people: Mapping[str, float]) -> Margin:
    return Margin(
        column="channel",
        categories=tuple((channel, channel) for channel in sorted(people)),
        people=tuple(sorted(people.items())),
    )


def _all_there(people: Iterable[str], known: Iterable[str], *, kind: str) -> None:
    lost = sorted(set(people) - set(known))
    if lost:
        raise NotFound(f"There is no {kind} '{lost[0]}'.")


def frame_said(fault: FrameFault, *, frame: Frame) -> tuple[str, str]:
    """What is wrong with a frame, and the mend, as a program is told."""
    attribute = fault.column.removesuffix("_id")
    sums = ", ".join(f"{name} {sum(people.values()):.0f}" for name, people in frame.items())
    return {
        "nobody": (
            "No respondent is of a category of every attribute.",
            "Give sizes for categories of which somebody answered.",
        ),
        "empty": (
            f"Of {attribute} '{fault.category}' nobody answered who is of a category of the others.",
            "Leave it out, or add its customers to another category.",
        ),
        "totals": (
            f"The attributes add up to different customers: {sums}.",
            "Give sizes of the same customers by each attribute.",
        ),
        "no_end": (
            "No weights give every attribute its sizes: some combination of categories has no respondent.",
            "Join small categories, or leave an attribute out.",
        ),
    }[fault.why]
