"""The guilty gap: each shortfall is laid at the first broken link of the chain.

Numbers stand for the links in their order, and for the yardsticks that a case may be held against.
"""

from typing import Any

import ibis

from wellserved.analytics.contracts import LINKS, YARDSTICKS
from wellserved.analytics.gaps.comparisons import KEYS

KNOWLEDGE, STANDARD, DELIVERY, COMMUNICATION, PERCEPTION = range(1, len(LINKS) + 1)
OWN, BORROWED, TOLD, BY_STANDARD, SATISFIED = range(1, len(YARDSTICKS) + 1)
SUBJECT = ("touchpoint_id", "subject_kind", "subject_id")


def short_deliveries(chains: Any) -> Any:
    """Cases where less was delivered than expected; without an expectation, than told, than the standard.

    `chains` are counted (see comparisons.py) and joined with their direction. Gives (touchpoint_id,
    measure_id, link, yardstick, n).
    """
    excess = ibis.coalesce(chains.outcome_side, chains.communication_side, chains.delivery_side)
    short = chains.filter(excess * chains.direction > 0)
    link = first_broken(
        short.direction,
        short.knowledge_side,
        short.standard_side,
        short.delivery_side,
        short.communication_side,
    )
    rows = short.select(
        *KEYS,
        "cases",
        link=ibis.coalesce(link, PERCEPTION),
        yardstick=ibis.cases(
            (short.outcome_side.notnull() & short.is_borrowed, BORROWED),
            (short.outcome_side.notnull(), OWN),
            (short.communication_side.notnull(), TOLD),
            else_=BY_STANDARD,
        ),
    )
    return rows.group_by(*KEYS, "link", "yardstick").aggregate(n=rows.cases.sum())


def short_perceptions(judged: Any) -> Any:
    """Cases with nothing delivered in their unit whose perception is worse than expected.

    Without an expectation: than what was told, the standard, the measure's satisfied level.
    `own_link` is the first broken link among the case's own levels, null where none is.
    """
    felt = judged.filter(judged.delivered.isnull() & judged.perceived.notnull())
    reference = ibis.coalesce(felt.expectation, felt.told, felt.standard, felt.satisfied)
    short = felt.filter((reference - felt.perceived) * felt.direction > 0)
    return short.select("measure_id", *SUBJECT, own_link=first_broken_link(short), yardstick=yardstick(short))


def deliveries_to_the_same(asked: Any, perceptions: Any) -> Any:
    """The moments with something delivered, of the subjects of these perceptions at their touchpoint."""
    named = perceptions.filter(perceptions.subject_kind.notnull() & perceptions.subject_id.notnull())
    return asked.filter(asked.delivered.notnull()).semi_join(named.select(*SUBJECT), list(SUBJECT))


def broken_links(judged: Any) -> Any:
    """The first broken link of each subject at a touchpoint: the late parcel behind the low score.

    Gives (touchpoint_id, subject_kind, subject_id, found_link).
    """
    links = judged.select(*SUBJECT, link=first_broken_link(judged))
    broken = links.filter(links.link.notnull())
    return broken.group_by(*SUBJECT).aggregate(found_link=broken.link.min())


def guilt_of_perceptions(perceptions: Any, links: Any) -> Any:
    """Short perceptions by the first broken link, their own or their subject's at the same touchpoint.

    What no link explains stays with perception. Gives (touchpoint_id, measure_id, link, yardstick, n).
    """
    joined = perceptions.left_join(links, list(SUBJECT))
    # Not `least` of the two: engines differ in what they make of a null in it.
    own = ibis.coalesce(joined.own_link, PERCEPTION)
    found = ibis.coalesce(joined.found_link, PERCEPTION)
    cases = joined.select(*KEYS, "yardstick", link=ibis.cases((own <= found, own), else_=found))
    return cases.group_by(*KEYS, "link", "yardstick").aggregate(n=cases.count())


def first_broken_link(judged: Any) -> Any:
    """The number of the first link that is worse than what it should meet; null where none is.

    Knowledge and standard are judged only against an expectation, the case's own or a borrowed one.
    """
    return first_broken(
        judged.direction,
        judged.expectation - judged.believed,
        judged.expectation - judged.standard,
        judged.standard - judged.delivered,
        judged.told - judged.delivered,
    )


def first_broken(direction: Any, *excesses: Any) -> Any:
    """The number of the first link with an excess in the bad direction: 1 knowledge to 4 communication."""
    return ibis.cases(*((excess * direction > 0, link) for link, excess in enumerate(excesses, KNOWLEDGE)))


def yardstick(judged: Any) -> Any:
    """The number of what a perception was held against."""
    return ibis.cases(
        (judged.is_borrowed, BORROWED),
        (judged.expectation.notnull(), OWN),
        (judged.told.notnull(), TOLD),
        (judged.standard.notnull(), BY_STANDARD),
        else_=SATISFIED,
    )
