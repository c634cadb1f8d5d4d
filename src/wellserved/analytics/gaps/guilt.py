"""The guilty gap: each shortfall is laid at the first broken link of the chain."""

from typing import Any

import ibis

KNOWLEDGE, STANDARD, DELIVERY, COMMUNICATION, PERCEPTION = range(1, 6)
OWN, BORROWED, TOLD, BY_STANDARD, SATISFIED = range(1, 6)
SUBJECT = ("touchpoint_id", "subject_kind", "subject_id")


def guilt_of_deliveries(tally: Any) -> Any:
    """Cases where less was delivered than expected, by the first broken link and the yardstick used.

    Without an expectation the case is held against what was told, without that against the standard.
    `link` is 1 knowledge, 2 standard, 3 delivery, 4 communication, 5 perception (none explains it);
    `yardstick` is 1 the case's own expectation, 2 a borrowed one, 3 told, 4 the standard.
    Gives (touchpoint_id, measure_id, link, yardstick, n).
    """
    expected = tally.outcome.notnull()
    short = tally.filter(ibis.coalesce(tally.outcome, tally.communication, tally.delivery) > 0)
    expected = short.outcome.notnull()
    cases = short.select(
        "touchpoint_id",
        "measure_id",
        "cases",
        link=ibis.cases(
            (expected & (short.knowledge > 0), KNOWLEDGE),
            (expected & (short.standard > 0), STANDARD),
            (short.delivery > 0, DELIVERY),
            (short.communication > 0, COMMUNICATION),
            else_=PERCEPTION,
        ),
        yardstick=ibis.cases(
            (expected & short.is_borrowed, BORROWED),
            (expected, OWN),
            (short.communication.notnull(), TOLD),
            else_=BY_STANDARD,
        ),
    )
    return cases.group_by("touchpoint_id", "measure_id", "link", "yardstick").aggregate(
        n=cases.cases.sum().cast("int64")
    )


def short_perceptions(judged: Any) -> Any:
    """Cases with nothing delivered in their unit whose perception is worse than expected.

    Without an expectation: than what was told, the standard, the measure's satisfied level (yardstick 5).
    `own_link` is 1 or 2 where the case's own believed or standard falls short of its expectation.
    """
    felt = judged.filter(judged.delivered.isnull() & judged.perceived.notnull())
    reference = ibis.coalesce(felt.expectation, felt.told, felt.standard, felt.satisfied)
    short = felt.filter((reference - felt.perceived) * felt.direction > 0)
    return short.select(
        "measure_id",
        *SUBJECT,
        own_link=ibis.cases(
            ((short.expectation - short.believed) * short.direction > 0, KNOWLEDGE),
            ((short.expectation - short.standard) * short.direction > 0, STANDARD),
        ),
        yardstick=ibis.cases(
            (short.is_borrowed, BORROWED),
            (short.expectation.notnull(), OWN),
            (short.told.notnull(), TOLD),
            (short.standard.notnull(), BY_STANDARD),
            else_=SATISFIED,
        ),
    )


def broken_links(judged: Any, perceptions: Any) -> Any:
    """For the subjects of these perceptions, the first broken link of what was delivered at the touchpoint.

    The late parcel behind the low score. Gives (touchpoint_id, subject_kind, subject_id, found_link).
    """
    subjects = perceptions.select(*SUBJECT).filter(
        perceptions.subject_kind.notnull() & perceptions.subject_id.notnull()
    )
    done = judged.filter(judged.delivered.notnull()).semi_join(subjects, list(SUBJECT))
    side = done.direction
    links = done.select(
        *SUBJECT,
        link=ibis.cases(
            ((done.expectation - done.believed) * side > 0, KNOWLEDGE),
            ((done.expectation - done.standard) * side > 0, STANDARD),
            ((done.standard - done.delivered) * side > 0, DELIVERY),
            ((done.told - done.delivered) * side > 0, COMMUNICATION),
        ),
    )
    broken = links.filter(links.link.notnull())
    return broken.group_by(*SUBJECT).aggregate(found_link=broken.link.min())


def guilt_of_perceptions(perceptions: Any, links: Any) -> Any:
    """Short perceptions by the first broken link, their own or their subject's at the same touchpoint.

    What no link explains stays 5, perception. Gives (touchpoint_id, measure_id, link, yardstick, n).
    """
    joined = perceptions.left_join(links, list(SUBJECT))
    first = ibis.least(
        ibis.coalesce(joined.own_link, PERCEPTION), ibis.coalesce(joined.found_link, PERCEPTION)
    )
    cases = joined.select("touchpoint_id", "measure_id", "yardstick", link=first)
    return cases.group_by("touchpoint_id", "measure_id", "link", "yardstick").aggregate(n=cases.count())
