"""What every state of a parcel, a return and a repair is called, in the reader's language."""

from django.utils.translation import gettext as _

from wellserved.tracking.domain.reasons import reason as reason_named
from wellserved.tracking.domain.statuses import MAY_SAY, Kind, Status
from wellserved.tracking.domain.words import REASON_LEADS, REASON_TELLS, THE_OTHER_WAY_ROUND, Words

from .actors import ACTORS
from .carriers import carrier_called, carrier_name
from .parcels import PARCEL
from .reasons import REASONS
from .repairs import REPAIR
from .returns import RETURN
from .told import Told

__all__ = ["Words", "actor_name", "carrier_called", "carrier_name", "reason_name", "status_name", "words_of"]

_OWN: dict[Kind, dict[Status, Told]] = {Kind.PARCEL: {}, Kind.RETURN: RETURN, Kind.REPAIR: REPAIR}


def _told(kind: Kind, status: Status) -> Told:
    if status not in MAY_SAY[kind]:
        raise ValueError(
            f"A {kind} is never '{status}'. Its statuses are: {', '.join(sorted(MAY_SAY[kind]))}."
        )
    return _OWN[kind].get(status) or PARCEL[status]


def _said(text: str) -> str:
    return _(text) if text else ""


def words_of(kind: Kind, status: Status, reason: str = "") -> Words:
    """What a customer reads of this state: what happened, what happens next, what they can do.

    A reason unknown here is an error (ReasonUnknown): intake refuses such a scan, so that none is stored.
    """
    told = _told(kind, status)
    happened, comes, can = told.happened, told.next, told.you_can
    if not reason:
        return Words(title=_(told.title), happened=_(happened), next=_said(comes), you_can=_said(can))
    known = reason_named(reason)
    cause = REASONS[known.slug]
    if kind is Kind.PARCEL and status in REASON_LEADS:
        comes, can = cause.next, cause.you_can
    elif kind is not Kind.PARCEL and known.actor in THE_OTHER_WAY_ROUND:
        return Words(title=_(told.title), happened=_(happened), next=_said(comes), you_can=_said(can))
    if status in REASON_LEADS | REASON_TELLS:
        said = _(cause.happened)
    else:
        # Translators: two whole sentences after each other; write them as your language joins sentences.
        said = _("%(cause)s %(now)s") % {"cause": _(cause.happened), "now": _(happened)}
    return Words(title=_(told.title), happened=said, next=_said(comes), you_can=_said(can))


def status_name(kind: Kind, status: Status) -> str:
    """The state in two or three words."""
    return _(_told(kind, status).title)


def reason_name(reason: str) -> str:
    """The reason in two or three words, for lists and filters; empty for no reason."""
    return _(REASONS[reason_named(reason).slug].title) if reason else ""


def actor_name(reason: str) -> str:
    """Who can move things on, in words."""
    return _(ACTORS[reason_named(reason).actor])
