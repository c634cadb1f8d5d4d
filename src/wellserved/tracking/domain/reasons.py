"""Why a parcel is not where it should be: a tree of reasons, and who can do something about each."""

from dataclasses import dataclass
from enum import StrEnum

from .statuses import Status

__all__ = ["REASONS", "Actor", "Reason", "ReasonUnknown", "children_of", "reason", "usual_status"]


class Actor(StrEnum):
    """Who can move things on."""

    CUSTOMER = "customer"
    CARRIER = "carrier"
    SENDER = "sender"
    AUTHORITY = "authority"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Reason:
    """A node of the tree; `usual` is the status of a scan that brings this reason and says nothing else."""

    slug: str
    actor: Actor
    usual: Status

    @property
    def parent(self) -> str:
        """The slug of the branch that this reason hangs on, empty for a branch itself."""
        return self.slug.rpartition(".")[0]


class ReasonUnknown(ValueError):
    def __init__(self, slug: str) -> None:
        super().__init__(
            f"There is no reason '{slug[:60]}'. Leave it empty, or use one of: {', '.join(sorted(REASONS))}."
        )


_BY_ACTOR_AND_STATUS: dict[tuple[Actor, Status], str] = {
    (Actor.CARRIER, Status.EXCEPTION): "carrier carrier.damaged carrier.lost carrier.undeliverable",
    (Actor.CARRIER, Status.DELAYED): (
        "carrier.delay carrier.sorting_error carrier.not_enough_time carrier.vehicle public.holiday"
    ),
    (Actor.CARRIER, Status.ON_HOLD): "carrier.held",
    (Actor.CARRIER, Status.ATTEMPT_FAILED): "carrier.redelivery",
    (Actor.CUSTOMER, Status.EXCEPTION): "carrier.address_not_found consignee.wrong_address consignee.moved",
    (Actor.CUSTOMER, Status.ATTEMPT_FAILED): (
        "consignee consignee.not_home consignee.not_available consignee.business_closed consignee.access "
        "consignee.identification consignee.signature consignee.refused"
    ),
    (Actor.CUSTOMER, Status.ON_HOLD): (
        "consignee.action_required consignee.asked consignee.payment customs.duties customs.documents"
    ),
    (Actor.CUSTOMER, Status.EXPIRED): "consignee.not_collected",
    (Actor.AUTHORITY, Status.ON_HOLD): "customs customs.delay customs.inspection security security.check",
    (Actor.SENDER, Status.EXCEPTION): "sender carrier.destroyed carrier.not_accepted customs.refused",
    (Actor.SENDER, Status.ON_HOLD): "sender.incomplete_data",
    (Actor.SENDER, Status.INFO_RECEIVED): "sender.not_handed_over",
    (Actor.SENDER, Status.CANCELLED): "sender.cancelled",
    (Actor.SENDER, Status.RETURNED_TO_SENDER): "sender.recalled sender.agreed",
    (Actor.NOBODY, Status.DELAYED): "nature nature.weather nature.disaster public public.strike",
}

REASONS: dict[str, Reason] = {
    slug: Reason(slug, actor, usual)
    for (actor, usual), slugs in _BY_ACTOR_AND_STATUS.items()
    for slug in slugs.split()
}
"""Every reason by its slug; 'consignee.not_home' hangs on 'consignee'."""


def reason(slug: str) -> Reason:
    """The reason of this slug; raises ReasonUnknown, whose sentence names the ones there are."""
    try:
        return REASONS[slug]
    except KeyError:
        raise ReasonUnknown(slug) from None


def children_of(slug: str) -> tuple[Reason, ...]:
    """The reasons that hang directly on this one; with an empty slug, the branches."""
    return tuple(one for one in REASONS.values() if one.parent == slug)


def usual_status(slug: str) -> Status:
    """What a scan says that brings only this reason."""
    return reason(slug).usual
