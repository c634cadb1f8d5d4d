"""The guilty gap: each shortfall is laid at the first broken link of the chain.

Numbers stand for the links in their order, and for the yardsticks that a case may be held against.
"""

from typing import Any

import ibis

from wellserved.analytics.contracts import LINKS, YARDSTICKS

KNOWLEDGE, STANDARD, DELIVERY, COMMUNICATION, PERCEPTION = range(1, len(LINKS) + 1)
OWN, BORROWED, TOLD, BY_STANDARD, SATISFIED = range(1, len(YARDSTICKS) + 1)
SUBJECT = ("touchpoint_id", "subject_kind", "subject_id")


def short_deliveries(judged: Any) -> Any:
    """Cases where less was delivered than expected; without an expectation, than told, than the standard.

    `judged` are moments with their expectation and direction. Gives (touchpoint_id, measure_id, link,
    yardstick, n).
    """
    done = judged.filter(judged.delivered.notnull())
    reference = ibis.coalesce(done.expectation, done.told, done.standard)
    short = done.filter((reference - done.delivered) * done.direction > 0)
    cases = short.select(
        "touchpoint_id",
        "measure_id",
        link=ibis.coalesce(first_broken_link(short), PERCEPTION),
        yardstick=yardstick(short),
    )
    return cases.group_by("touchpoint_id", "measure_id", "link", "yardstick").aggregate(n=cases.count())


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
    cases = joined.select(
        "touchpoint_id", "measure_id", "yardstick", link=ibis.cases((own <= found, own), else_=found)
    )
    return cases.group_by("touchpoint_id", "measure_id", "link", "yardstick").aggregate(n=cases.count())


def first_broken_link(judged: Any) -> Any:
    """The number of the first link that is worse than what it should meet; null where none is.

    Knowledge and standard are judged only against an expectation, the case's own or a borrowed one.
    """
    expectation, side = judged.expectation, judged.direction
    return ibis.cases(
        ((expectation - judged.believed) * side > 0, KNOWLEDGE),
        ((expectation - judged.standard) * side > 0, STANDARD),
        ((judged.standard - judged.delivered) * side > 0, DELIVERY),
        ((judged.told - judged.delivered) * side > 0, COMMUNICATION),
    )


def yardstick(judged: Any) -> Any:
    """The number of what the case was held against."""
    return ibis.cases(
        (judged.is_borrowed, BORROWED),
        (judged.expectation.notnull(), OWN),
        (judged.told.notnull(), TOLD),
        (judged.standard.notnull(), BY_STANDARD),
        else_=SATISFIED,
    )
