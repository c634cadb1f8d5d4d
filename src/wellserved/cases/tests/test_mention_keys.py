"""Mentions that share a key, cannot be kept, or come from no year of ours: each once, and none keeps another back."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from pytest_django import Settings

from wellserved.cases.contracts import SourceIn
from wellserved.cases.mentions import Got, Place
from wellserved.cases.mentions import Mention as MentionRead
from wellserved.cases.mentions.adapter import moment_of
from wellserved.cases.mentions.json_source import JsonSource
from wellserved.cases.models import Case, Contact, MentionSource, Message
from wellserved.cases.queries import CaseChoice, cases_for
from wellserved.cases.services import CaseRefused
from wellserved.cases.services.mentions import Counts, fetch_due, fetch_now, preview, set_source
from wellserved.cases.services.mentions.taking import Visit, take_mentions
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import AuditLine

from .conftest import NOW, Desk
from .elsewhere import atom, elsewhere, entry

MINUTE = timedelta(minutes=1)


@pytest.fixture
def source(desk: Desk) -> MentionSource:
    key = set_source(by=OPERATOR, source=SourceIn(slug="csv", name="Files", kind="csv"), now=NOW)
    return MentionSource.objects.get(pk=key)


def review(text: str, *, key: str = "https://shop.test/peaches", author: str = "") -> MentionRead:
    return MentionRead(external_id=key, text=text, author=author)


def test_reviews_under_one_address_are_a_case_each_and_come_once_in_whatever_order(
    source: MentionSource,
) -> None:
    one, two, three = review("Wet"), review("Late"), review("Lovely")
    visit = Visit()
    pages = [take_mentions(source=source, mentions=[each], now=NOW, visit=visit) for each in (one, two)]
    assert pages == [Counts(new=1), Counts(new=1)]
    for seen, counts in (
        ([two, one], Counts(known=2)),
        ([two], Counts(known=1)),
        ([three, two, one], Counts(new=1, known=2)),
        ([one, two, three], Counts(known=3)),
    ):
        assert take_mentions(source=source, mentions=seen, now=NOW) == counts
    assert take_mentions(source=source, mentions=[review("Wet, and late")], now=NOW) == Counts(changed=1)
    assert (Case.objects.count(), Message.objects.count()) == (3, 4)


def test_json_without_an_id_is_known_by_author_and_time_only_where_both_are_there() -> None:
    body = b'[{"t": "Wet", "at": "2026-02-01"}, {"t": "Late", "at": "2026-02-01"}, {"t": "X", "by": "K"}, {"t": "Y", "by": "K"}]'
    place = Place(address="https://a.test", mapping={"text": "t", "at": "at", "author": "by"})
    found = JsonSource().read(Got(url="https://a.test", status=200, headers={}, body=body), place)
    assert len({one.external_id for one in found.mentions}) == 4
    more = replace(place, mapping={"items": "r", "text": "t", "next": "n"})
    body = b'{"r": [{"t": "Wet"}], "n": "https://[astray"}'
    found = JsonSource().read(Got(url="https://a.test", status=200, headers={}, body=body), more)
    assert (len(found.mentions), found.more) == (1, ""), "an address that is none leads nowhere"


def test_a_mention_that_cannot_be_kept_is_counted_and_one_with_a_nul_is_kept_without_it(
    desk: Desk, source: MentionSource, caplog: pytest.LogCaptureFixture
) -> None:
    nul = MentionRead(external_id="1", text="Wet\0", author="Mi\0na", handle="@mi\0na")
    never = MentionRead(external_id="2", text="Late", author="Mina Kim", language="x" * 40)
    fine = review("Lovely", key="3")
    done = take_mentions(source=source, mentions=[nul, never, fine], now=NOW)
    assert (done.new, done.failed) == (2, (never,))
    assert "DataError in" in caplog.text
    assert "Mina Kim" not in caplog.text
    assert Contact.objects.filter(name="Mina", handle="@mina").exists()
    # Whatever is said, whose it is stays found.
    long = MentionRead(external_id="4", text="wet " * 5000, author="Zelda")
    take_mentions(source=source, mentions=[long], now=NOW)
    assert len(cases_for(desk.manager, CaseChoice(text="Zelda"), now=NOW).cases) == 1


def test_a_time_of_no_year_of_ours_is_none() -> None:
    given = ("0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00", "1969-12-31", "-1", -86_400)
    assert [moment_of(one) for one in given] == [None] * len(given)


def test_a_visit_under_way_writes_nothing_over_a_source_that_was_changed_meanwhile(
    desk: Desk, settings: Settings
) -> None:
    with elsewhere(settings) as there:
        there.pages["/feed"] = (200, {"ETag": '"old"'}, atom(entry("1", "It came wet.")))
        given = SourceIn(slug="s", name="S", kind="feed", address=f"{there.url}/feed")
        key = set_source(by=OPERATOR, source=given, now=NOW)
        asked = 0

        def clock() -> datetime:
            nonlocal asked
            asked += 1
            if asked == 4:
                changed = replace(given, address=f"{there.url}/other")
                set_source(by=OPERATOR, source=changed, source_id=key, now=NOW)
            return NOW

        assert fetch_due(clock=clock).new == 1
        row = MentionSource.objects.get(pk=key)
        assert (asked > 4, row.etag, row.next_at, row.read_at) == (True, "", NOW, None)
        MentionSource.objects.filter(pk=key).update(visited_until=NOW + MINUTE)
        with pytest.raises(CaseRefused, match="just now"):
            fetch_now(by=OPERATOR, source_id=key, clock=lambda: NOW)
        there.pages["/other"] = (429, {"Retry-After": "0"}, b"")
        fetch_now(by=OPERATOR, source_id=key, clock=lambda: NOW + 2 * MINUTE)
        row.refresh_from_db()
        assert (row.next_at, row.visited_until) == (NOW + 32 * MINUTE, None), "never sooner than it would be"
        # What nobody foresaw is noted where staff see it, by its class alone in the log.
        MentionSource.objects.filter(pk=key).update(kind="mastodon", mapping={}, next_at=NOW)
        assert fetch_due(clock=lambda: NOW) == Counts()
        row.refresh_from_db()
        assert row.trouble == "failed"


def test_a_secret_goes_to_its_own_host_alone_and_a_try_with_it_is_noted(
    desk: Desk, settings: Settings
) -> None:
    settings.SOURCE_TOKENS = {"shop": ("127.0.0.1", "very-secret"), "other": ("api.shop.example", "hidden")}
    with elsewhere(settings) as there:
        there.pages["/feed"] = atom(entry("1", "It came wet."))
        given = SourceIn(slug="s", name="S", kind="feed", address=f"{there.url}/feed", token="shop")
        assert len(preview(by=desk.manager, source=given).mentions) == 1
        assert there.asked[-1][1]["authorization"] == "Bearer very-secret"
        line = AuditLine.objects.get(deed="mention_source.tried")
        assert (line.account_id, line.facts) == (desk.manager.account_id, {"token": "shop"})
        before = len(there.asked)
        for deed in (preview, partial(set_source, now=NOW)):
            with pytest.raises(CaseRefused, match="not for the host"):
                deed(by=desk.manager, source=replace(given, token="other"))
        key = set_source(by=desk.manager, source=given, now=NOW)
        settings.SOURCE_TOKENS = {"shop": ("", "very-secret")}
        fetch_due(clock=lambda: NOW)
        assert MentionSource.objects.get(pk=key).trouble == "no_token"
        assert len(there.asked) == before
