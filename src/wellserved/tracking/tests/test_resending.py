"""Dead letters that are sent again."""

from datetime import timedelta

import pytest

from wellserved.people.contracts import OPERATOR
from wellserved.tracking.models import Notice
from wellserved.tracking.queries.notices import PAGE, dead_for
from wellserved.tracking.services.notices.resending import send_again

from .noticing import NOW, listener, parcel

pytestmark = pytest.mark.django_db


def test_what_is_sent_again_waits_for_the_end_of_its_reader_s_quiet_hours_and_a_program_has_none() -> None:
    one = parcel()
    for channel, address, quiet in (
        ("email", "kim@example.org", (11, 20)),
        ("email", "lee@example.org", None),
        ("webhook", "https://a.example/", (11, 20)),
    ):
        to = listener(one, channel=channel, address=address, quiet=quiet)
        Notice.objects.create(
            subscription=to, consignment=one, occasion="delivered", made_at=NOW, due_at=NOW, state="dead"
        )
    ids = list(Notice.objects.values_list("pk", flat=True))
    assert send_again(by=OPERATOR, notices=ids, now=NOW) == 3
    rows = Notice.objects.values_list("subscription__address", "state", "attempts", "due_at")
    assert sorted(rows) == [
        ("https://a.example/", "waiting", 0, NOW),
        ("kim@example.org", "waiting", 0, NOW.replace(hour=20)),
        ("lee@example.org", "waiting", 0, NOW),
    ]


def test_pages_of_dead_letters_leave_none_out_where_two_batches_were_made_side_by_side() -> None:
    """A long batch has the time at which it began, and ids beyond those of one that began later."""
    one = parcel()
    for n, made_at in enumerate([NOW] * 2 + [NOW - timedelta(minutes=5)] * (PAGE + 1)):
        to = listener(one, address=f"kim{n}@example.org")
        Notice.objects.create(
            subscription=to, consignment=one, occasion="late", made_at=made_at, due_at=NOW, state="dead"
        )
    first = dead_for(OPERATOR)
    rest = dead_for(OPERATOR, before=first[PAGE - 1].id)
    found = [each.id for each in (*first[:PAGE], *rest)]
    assert sorted(found) == sorted(Notice.objects.values_list("pk", flat=True))
