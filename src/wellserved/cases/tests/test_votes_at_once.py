"""Two who touch the same vote, or the same open cause, at one moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection, connections, transaction

from wellserved.cases.contracts import Progress
from wellserved.cases.models import Mending, OpenCause, Telling, Vote
from wellserved.cases.queries.voting import open_causes
from wellserved.cases.services import mend
from wellserved.cases.services.looping import list_for_telling
from wellserved.cases.services.showing import show_cause
from wellserved.cases.services.voters import tell_voter
from wellserved.cases.services.voting import take_back, vote
from wellserved.people.contracts import NOBODY
from wellserved.people.models import CustomerDetails
from wellserved.people.queries import person_of

from .conftest import NOW, Desk

SAID, DID = {"en": "Boxes arrive wet."}, {"en": "New boxes."}


@contextmanager
def held_before(words: str, reached: Event, *, seconds: float) -> Iterator[None]:
    """This connection stands still before its first statement that begins with these words."""

    def hold(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if sql.startswith(words) and not reached.is_set():
            reached.set()
            Event().wait(seconds)
        return execute(sql, params, *rest)

    with connection.execute_wrapper(hold):
        yield


def waits_for_a_lock() -> None:
    """Until somebody does."""
    for _try in range(100):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        Event().wait(0.05)
    raise AssertionError("Nobody waits.")


def shown(desk: Desk) -> int:
    desk.cause("packing")
    return show_cause(by=desk.manager, slug="packing", said=SAID, progress=Progress.LOOKING, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_words_saved_while_the_cause_is_mended_open_nothing_that_was_closed(desk: Desk) -> None:
    first = shown(desk)

    def saved() -> int:
        try:
            return shown(desk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            mend(by=desk.manager, slug="packing", did=DID, now=NOW)
            second = pool.submit(saved)
            waits_for_a_lock()
        assert second.result() != first
    assert OpenCause.objects.get(pk=first).closed_at == NOW
    assert [one.id for one in open_causes(NOBODY)] == [second.result()], "it came back, and begins anew"


@pytest.mark.django_db(transaction=True)
def test_whoever_takes_it_back_while_they_are_being_told_gets_an_answer(desk: Desk) -> None:
    open_id = shown(desk)
    details = desk.people.customer("Mina")
    assert details.account_id is not None
    mina = person_of(account_id=details.account_id)
    vote(by=mina, open_id=open_id, address="192.0.2.1", language="en", now=NOW)
    CustomerDetails.objects.filter(pk=details.pk).update(email="")
    mending = mend(by=desk.manager, slug="packing", did=DID, now=NOW)
    list_for_telling(by=desk.manager, mending_id=mending, now=NOW)
    Mending.objects.filter(pk=mending).update(telling_since=NOW)
    (telling,) = Telling.objects.values_list("pk", flat=True)
    reached = Event()

    def told() -> bool:
        try:
            with held_before('UPDATE "cases_vote"', reached, seconds=0.4):
                return tell_voter(telling_id=telling, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        telling_them = pool.submit(told)
        assert reached.wait(10)
        take_back(by=mina, open_id=open_id, now=NOW)
        assert telling_them.result()
    row = Vote.objects.get()
    assert (row.told_at, row.customer_key) == (NOW, None), "they were told, and it is nobody's"
