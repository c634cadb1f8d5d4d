"""What customers say elsewhere comes in once, from a real web server, and answers to it are posted by a person."""

import gzip
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from wellserved.cases.contracts import ContactIn, Kind, SourceIn, State
from wellserved.cases.domain.json_paths import found_at, is_path
from wellserved.cases.domain.ratings import kind_of
from wellserved.cases.mentions import Fault, SourceUnreadable, getting
from wellserved.cases.mentions.adapter import link_of, moment_of
from wellserved.cases.mentions.sheets import mentions_of_csv
from wellserved.cases.models import Case, Contact, Mention, MentionSource, Message
from wellserved.cases.queries import case_for, own_case_for
from wellserved.cases.queries.mentions import source_for, sources_for
from wellserved.cases.services import CaseRefused, reply, send_due, undo_send
from wellserved.cases.services.due import hours_between
from wellserved.cases.services.mentions import (
    Counts,
    bring,
    end_source,
    fetch_due,
    fetch_now,
    post_noted,
    preview,
    set_source,
)
from wellserved.cases.services.mentions.fetching import NotRead
from wellserved.journey.models import Measure, Moment, Touchpoint
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound, Person
from wellserved.people.services import erase_customer

from .conftest import NOW, Desk
from .elsewhere import Elsewhere, atom, elsewhere, entry, post, timeline

HOUR = timedelta(hours=1)


@pytest.fixture
def there(settings: Settings) -> Iterator[Elsewhere]:
    with elsewhere(settings) as place:
        yield place


def source(there: Elsewhere, kind: str = "feed", path: str = "/feed", **more: Any) -> int:
    given = {"slug": f"s-{kind}", "name": "Reviews", "kind": kind, "address": there.url + path} | more
    return set_source(by=OPERATOR, source=SourceIn(**given), now=NOW)


def fetched(*, hours: int = 0) -> tuple[int, int, int]:
    counts = fetch_due(clock=lambda: NOW + hours * HOUR)
    return counts.new, counts.changed, counts.known


def test_a_sheet_whose_first_line_cannot_be_read_is_refused_and_a_later_one_named() -> None:
    with pytest.raises(SourceUnreadable, match="first line"):
        list(mentions_of_csv(b"x" * 200_000 + b"\n1"))
    (bad, fault), (good, mention) = mentions_of_csv(b"text,rating\n" + b"y" * 200_000 + b"\nok,5\n")
    assert (bad, good) == (2, 3)
    assert isinstance(fault, Fault)
    assert not isinstance(mention, Fault)


def test_a_feed_comes_in_once_with_its_stars_and_a_changed_review_is_a_further_message(
    desk: Desk, there: Elsewhere
) -> None:
    page = atom(
        entry("1", "It came wet.", stars=2), entry("2", "Lovely!", stars=5), entry("3", "Fine.", stars=None)
    )
    there.pages["/feed"] = (200, {"ETag": '"v1"', "Last-Modified": "Sun, 01 Feb 2026 00:00:00 GMT"}, page)
    source(there, location_id=desk.here.pk)
    assert fetched() == (3, 0, 0)
    first, second, third = Case.objects.order_by("pk")
    assert [one.kind for one in (first, second, third)] == ["complaint", "praise", "question"]
    assert (first.channel, first.link, first.language) == ("mention", "https://reviews.test/1", "ko")
    assert (first.title, first.made_at.isoformat()) == ("About the box", "2026-02-01T00:30:00+00:00")
    assert Message.objects.get(case=first).text == "★ 2/5\n\nIt came wet."
    assert Contact.objects.get(case=first).name == "김미나"
    assert first.location_id == desk.here.pk
    assert hours_between(first, NOW + HOUR) == 1, "nobody was late before it came in"
    there.pages["/feed"] = (304, {}, b"")
    assert fetched(hours=1) == (0, 0, 0)
    _path, sent = there.asked[-1]
    assert (sent["if-none-match"], "GMT" in sent["if-modified-since"]) == ('"v1"', True)
    there.pages["/feed"] = atom(entry("1", "It came wet, and late.", stars=1), entry("2", "Lovely!", stars=5))
    Case.objects.filter(pk=first.pk).update(state="waiting", unread=False)
    assert fetched(hours=2) == (0, 1, 1)
    assert fetched(hours=3) == (0, 0, 2)
    seen = case_for(desk.owner, case_id=first.pk, now=NOW)
    assert [one.text for one in seen.messages][1:] == ["★ 1/5\n\nIt came wet, and late."]
    assert (seen.state, seen.unread, Case.objects.count()) == ("open", True, 3)
    (line,) = sources_for(desk.owner)
    assert (line.brought, line.trouble, line.failures) == (3, "", 0)
    assert fetched(hours=3) == (0, 0, 0), "its time has not come again"


def test_mastodon_is_read_on_from_the_last_visit_with_its_token_and_left_alone_when_it_says_so(
    desk: Desk, there: Elsewhere, settings: Settings
) -> None:
    settings.SOURCE_TOKENS = {"social": ("127.0.0.1", "very-secret")}
    posts = [post(number) for number in range(100, 150)]
    there.pages["/api/v1/timelines/tag/%E6%A1%83"] = there.pages["/api/v1/timelines/tag/桃"] = timeline(posts)
    key = source(there, "mastodon", "", token="social", mapping={"watch": "hashtag", "words": "#桃"})
    assert fetched()[0] == 40, "at first the newest page"
    assert there.asked[-1][1]["authorization"] == "Bearer very-secret"
    posts += [post(number) for number in range(150, 245)]
    posts[-1] |= {"reblog": {"id": "9"}}
    posts[45] |= {"content": "<p>Now they came</p>"}
    assert fetched(hours=1)[:2] == (94, 0), "none is left out between, and nothing is read twice"
    assert [path.partition("min_id=")[2][:3] for path, _sent in there.asked[1:]] == ["", "149", "189", "229"]
    posts[-2] |= {"content": "<p>It was mended.</p>"}
    assert fetched(hours=2) == (0, 1, 38)
    row = Case.objects.filter(link="https://social.test/@han/149").get()
    assert Contact.objects.get(case=row).handle == "@han@social.test"
    there.pages["/api/v1/timelines/tag/%E6%A1%83"] = (
        429,
        {"X-RateLimit-Reset": "2026-03-02T13:07:00Z"},
        b"{}",
    )
    assert fetched(hours=3) == (0, 0, 0)
    found = MentionSource.objects.get(pk=key)
    assert (found.trouble, found.next_at, found.cursor) == (
        "too_often",
        NOW.replace(hour=13, minute=7),
        "244",
    )
    settings.SOURCE_TOKENS = {}
    assert fetched(hours=5) == (0, 0, 0)
    assert MentionSource.objects.get(pk=key).trouble == "no_token"
    kept = json.dumps(list(MentionSource.objects.values()), default=str)
    assert "very-secret" not in kept


def test_who_mentions_the_account_and_what_a_search_finds_are_read_as_well(
    desk: Desk, there: Elsewhere
) -> None:
    there.pages["/api/v1/notifications"] = json.dumps([{"id": "7", "status": post(1)}, {"id": "8"}]).encode()
    there.pages["/api/v2/search"] = json.dumps(
        {"statuses": [post(2, "late", spoiler_text="Box"), 3]}
    ).encode()
    source(there, "mastodon", "", slug="a", mapping={"watch": "mentions"})
    source(there, "mastodon", "/", slug="b", mapping={"watch": "search", "words": "peach box"})
    assert fetched()[0] == 2
    assert sorted(Message.objects.values_list("text", flat=True)) == ["Box\n\nlate", "The #peaches were late"]


MAPPING = {
    "items": "data.reviews",
    "id": "key",
    "text": "body.html",
    "author": "user.name",
    "link": "urls[0]",
    "at": "when",
    "rating": "stars",
    "scale": "10",
    "next": "paging.next",
}


def test_any_json_comes_in_by_its_mapping_which_is_tried_on_a_sample_before(
    desk: Desk, there: Elsewhere
) -> None:
    def reviews(*items: dict[str, Any], following: str = "") -> bytes:
        return json.dumps({"data": {"reviews": items}, "paging": {"next": following}}).encode()

    one = {"key": 1, "body": {"html": "<b>Late</b> &amp; wet"}, "user": {"name": "Mina"}, "stars": "3,5"}
    one |= {"urls": ["javascript:alert(1)"], "when": 1769904000000}
    wrong = {"key": 2, "body": {}, "stars": 11}
    there.pages["/reviews"] = reviews(
        one, wrong, {"key": 3, "body": {"html": "x"}, "when": "soon"}, following="/two"
    )
    there.pages["/two"] = reviews(
        {"key": 4, "body": {"html": "Good"}, "stars": 9}, following="https://evil.test/x"
    )
    given = SourceIn(slug="shop", name="Shop", kind="json", address=f"{there.url}/reviews", mapping=MAPPING)
    for sample in ("", there.pages["/reviews"].decode()):  # type: ignore[union-attr]  # bytes, just above
        found = preview(by=OPERATOR, source=given, sample=sample)
        assert [(m.text, m.author, m.rating, m.link) for m in found.mentions] == [
            ("Late & wet", "Mina", 3.5, "")
        ]
        assert [fault.place for fault in found.faults] == ["item 2", "item 3"]
    assert not Case.objects.exists()
    set_source(by=OPERATOR, source=given, now=NOW)
    assert fetched()[0] == 2
    assert [one.kind for one in Case.objects.order_by("made_at")] == ["complaint", "praise"]
    (line,) = sources_for(OPERATOR)
    assert (line.trouble, "item 2: The rating 11" in line.trouble_detail) == ("partly", True)
    assert [path for path, _sent in there.asked] == ["/reviews", "/reviews", "/two"], (
        "no token goes elsewhere"
    )


BOMB = gzip.compress(b"\0" * 40_000_000, compresslevel=9)
XXE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("kind", "answer", "trouble"),
    [
        ("feed", (500, {}, b""), "status"),
        ("feed", (401, {}, b""), "refused"),
        ("feed", (404, {}, b""), "gone"),
        ("feed", (200, {}, b"x" * 6_000_000), "too_large"),
        ("feed", (200, {"Content-Encoding": "gzip"}, BOMB), "too_large"),
        ("feed", (200, {"Content-Encoding": "gzip"}, b"no gzip at all"), "no_web"),
        ("feed", (200, {}, b"<html>No feed</html>"), "unreadable"),
        ("feed", (200, {}, b""), "unreadable"),
        ("feed", (200, {}, b"/etc/passwd"), "unreadable"),
        ("feed", (200, {}, XXE), "unreadable"),
        ("feed", (200, {}, XXE.decode().encode("utf-16")), "unreadable"),
        ("feed", (302, {"Location": "/answer"}, b""), "redirects"),
        ("feed", (302, {"Location": "http://10.0.0.1/x"}, b""), "not_public"),
        ("feed", (302, {"Location": "file:///etc/passwd"}, b""), "not_https"),
        ("json", (200, {}, b"{"), "unreadable"),
        ("json", (200, {}, b"[" * 100_000), "unreadable"),
        ("json", (200, {}, b'{"data": 3}'), "unreadable"),
        ("mastodon", (200, {}, b'{"error": "no"}'), "unreadable"),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
def test_whatever_a_source_answers_it_is_noted_and_asked_again_later(
    desk: Desk, there: Elsewhere, kind: str, answer: Any, trouble: str
) -> None:
    there.pages["/answer"] = there.pages["/answer/api/v1/notifications"] = answer
    mapping = {"json": MAPPING, "mastodon": {"watch": "mentions"}}.get(kind, {})
    key = source(there, kind, "/answer", mapping=mapping)
    assert fetched() == (0, 0, 0)
    row = MentionSource.objects.get(pk=key)
    assert (row.trouble, row.failures, row.next_at) == (trouble, 1, NOW + timedelta(minutes=30))
    assert (fetched(hours=1), MentionSource.objects.get(pk=key).next_at) == ((0, 0, 0), NOW + 2 * HOUR)
    assert not Case.objects.exists()


def test_slow_silent_and_inner_hosts_hold_up_nothing(
    desk: Desk, there: Elsewhere, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getting, "SECONDS", 0.3)

    def slow(_asked: Any, _headers: Any) -> Any:
        time.sleep(0.6)
        return 200, {}, b""

    there.pages["/slow"] = slow
    there.pages["/busy"] = (503, {"Retry-After": "7200"}, b"")
    there.pages["/dated"] = (429, {"Retry-After": "Mon, 02 Mar 2026 11:00:00 GMT"}, b"")
    there.pages["/astray"] = (302, {"Location": "https://[astray"}, b"")
    there.pages["/broken"] = atom(entry("1", "Still read.")).removesuffix(b"</feed>") + b"<entry><title>Half"
    sources = [
        source(there, path=f"/{one}", slug=one) for one in ("slow", "busy", "broken", "dated", "astray")
    ]
    assert fetched()[0] >= 1, "of a feed that breaks off what is whole comes in"
    slow_one, busy, _broken, dated, astray = (MentionSource.objects.get(pk=one) for one in sources)
    assert (dated.trouble, dated.next_at) == ("too_often", NOW.replace(hour=11)), dated.next_at
    assert astray.trouble == "no_web"
    assert (slow_one.trouble, busy.trouble, busy.next_at) == ("no_answer", "status", NOW + 2 * HOUR)
    settings.MENTIONS_FROM_LOOPBACK = False
    for address in (
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
    ):
        MentionSource.objects.filter(pk=sources[0]).update(address=address, next_at=NOW)
        fetched()
        assert MentionSource.objects.get(pk=sources[0]).trouble == "not_public"
    with pytest.raises(CaseRefused, match="https"):
        source(there)


def test_a_file_brings_each_line_once_and_names_those_that_are_wrong(desk: Desk) -> None:
    set_source(by=OPERATOR, source=SourceIn(slug="csv", name="Files", kind="csv"), now=NOW)
    sheet = (
        "Review ID;내용;별점;날짜;링크\n"
        '1;"Late; and\nwet";2;2026-02-01;https://reviews.test/1\n'
        "2;;;;\n"
        "3;Good;7;;\n"
        "4;Good;5;yesterday;\n"
        "5;Good;5;;ftp://x\n"
        "6;<b>Lovely</b>;5;2126-01-01;\n"
    )
    done = bring(by=desk.manager, slug="csv", content=sheet.encode("utf-8-sig"), now=NOW)
    assert (done.counts, [one.line for one in done.wrong]) == (Counts(new=2), [4, 5, 6, 7])
    assert all(one.why and one.mend for one in done.wrong)
    assert list(Message.objects.order_by("at").values_list("text", flat=True)) == [
        "★ 2/5\n\nLate; and\nwet",
        "★ 5/5\n\nLovely",
    ]
    assert bring(by=desk.manager, slug="csv", content=sheet.encode(), now=NOW).counts == Counts(known=2)
    korean = "내용,작성자\n상자가 젖어서 도착했습니다. 배송도 늦었어요,김미나\n".encode("cp949")
    assert bring(by=desk.manager, slug="csv", content=korean, now=NOW).counts == Counts(new=1)
    assert Case.objects.order_by("-pk")[0].title.startswith("상자가")
    for content in (b"a,b\n1,2\n", b"", b"\xff\xfe\x00\x81" * 50):
        with pytest.raises(CaseRefused):
            bring(by=desk.manager, slug="csv", content=content, now=NOW)
    with pytest.raises(NotFound):
        bring(by=desk.manager, slug="none", content=b"text\nx\n", now=NOW)


def test_an_answer_is_prepared_and_counts_only_when_somebody_has_posted_it(
    desk: Desk, there: Elsewhere
) -> None:
    there.pages["/feed"] = atom(entry("1", "It came wet.", stars=2))
    source(there, location_id=desk.here.pk)
    fetched()
    row = Case.objects.get()
    message = reply(by=desk.owner, case_id=row.pk, text="We are sorry.", now=NOW, then=State.DONE)
    assert send_due(now=NOW + HOUR) == 0
    row.refresh_from_db()
    assert (row.state, row.answered_at, row.told_at) == ("open", None, None)
    assert undo_send(by=desk.owner, message_id=message, now=NOW) == "We are sorry."
    message = reply(by=desk.owner, case_id=row.pk, text="We are very sorry.", now=NOW)
    for somebody in (desk.stranger, NOBODY):
        with pytest.raises((NotFound, PermissionDenied)):
            post_noted(by=somebody, case_id=row.pk, message_id=message, now=NOW + HOUR)
    post_noted(by=desk.colleague, case_id=row.pk, message_id=message, now=NOW + HOUR)
    row.refresh_from_db()
    assert (row.state, row.answered_at, row.told_at) == ("waiting", NOW + HOUR, NOW + HOUR)
    measured = Measure.objects.filter(pk__in=Moment.objects.values("measure_id"))
    assert sorted(measured.values_list("slug", flat=True)) == ["hours", "told"]
    with pytest.raises(CaseRefused, match="before"):
        post_noted(by=desk.colleague, case_id=row.pk, message_id=message, now=NOW + 2 * HOUR)
    mailed = desk.case(contact=ContactIn(email="mina@example.test"))
    sent = reply(by=desk.owner, case_id=mailed, text="By mail.", now=NOW)
    with pytest.raises(CaseRefused):
        post_noted(by=desk.owner, case_id=mailed, message_id=sent, now=NOW)


def test_spam_elsewhere_is_kept_apart_and_what_was_erased_does_not_come_back(
    desk: Desk, there: Elsewhere
) -> None:
    spam = "Buy https://a.test/1 https://b.test/2 https://c.test/3"
    many = [entry(f"m{number}", f"Words {number}") for number in range(22)]
    there.pages["/feed"] = atom(*many, entry("s", spam))
    key = source(there)
    assert fetched()[0] == 23
    assert sorted(Case.objects.exclude(quarantine="").values_list("quarantine", flat=True)) == [
        "flood",
        "flood",
        "flood",
    ]
    who = desk.people.customer()
    row = Case.objects.filter(quarantine="").order_by("pk")[0]
    Case.objects.filter(pk=row.pk).update(customer_key=who.customer_id)
    assert own_case_for(Person(customer_key=who.customer_id), case_id=row.pk).title
    erase_customer(person=OPERATOR, key=who.customer_id, now=NOW)
    there.pages["/feed"] = atom(*(one.replace("Words", "Other words") for one in many))
    assert fetched(hours=1)[:2] == (0, 21)
    assert Message.objects.filter(case=row).exclude(text="").count() == 0
    assert Mention.objects.filter(source=key).count() == 23


def test_sources_are_set_up_by_who_may_and_seen_by_colleagues(desk: Desk, there: Elsewhere) -> None:
    lead = desk.manager
    key = set_source(
        by=lead, source=SourceIn(slug="x", name="X", kind="feed", address=f"{there.url}/feed"), now=NOW
    )
    assert source_for(desk.owner, slug="x").id == key
    with pytest.raises(NotFound):
        sources_for(NOBODY)
    good = SourceIn(slug="y", name="Y", kind="json", address=f"{there.url}/feed", mapping=MAPPING)
    for somebody in (desk.owner, NOBODY):
        for deed in (
            lambda by: set_source(by=by, source=good, now=NOW),
            lambda by: end_source(by=by, source_id=key, now=NOW),
            lambda by: preview(by=by, source=good, sample="[]"),
            lambda by: fetch_now(by=by, source_id=key, clock=lambda: NOW),
            lambda by: bring(by=by, slug="x", content=b"text\nx\n", now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                deed(somebody)
    for change, field in (
        ({"slug": "x"}, "slug"),
        ({"address": "https://name:word@x.test/"}, "address"),
        ({"address": "ftp://x.test/"}, "address"),
        ({"mapping": {}}, "text"),
        ({"mapping": {"text": "a..b"}}, "text"),
        ({"mapping": {"text": "a", "scale": "many"}}, "scale"),
        ({"token": "unknown"}, "token"),
        ({"every_minutes": 1}, "every_minutes"),
        ({"touchpoint_id": 10**9}, "touchpoint"),
        ({"location_id": 10**9}, "location"),
        ({"kind": "mastodon", "mapping": {"watch": "hashtag"}}, "words"),
        ({"kind": "mastodon", "mapping": {}}, "watch"),
    ):
        given = {
            name: getattr(good, name) for name in ("slug", "name", "kind", "address", "mapping")
        } | change
        with pytest.raises(CaseRefused) as caught:
            set_source(by=lead, source=SourceIn(**given), now=NOW)
        assert caught.value.field == field
    there.pages["/feed"] = atom(entry("1", "Hello"))
    assert fetch_now(by=lead, source_id=key, clock=lambda: NOW).new == 1
    end_source(by=lead, source_id=key, now=NOW)
    assert (sources_for(lead), Case.objects.count()) == ((), 1)
    assert set_source(by=lead, source=SourceIn(slug="x", name="X", kind="csv"), now=NOW) != key
    with pytest.raises(NotFound):
        fetch_now(by=lead, source_id=key, clock=lambda: NOW)
    with pytest.raises(NotRead):
        preview(by=lead, source=SourceIn(slug="z", name="Z", kind="feed", address=f"{there.url}/none"))


def test_a_mention_is_about_the_touchpoint_of_its_source_while_it_is_drawn(
    desk: Desk, there: Elsewhere
) -> None:
    from wellserved.cases.services import ensure_journeys  # noqa: PLC0415  beside its use

    ensure_journeys(now=NOW)
    where = Touchpoint.objects.get(slug="resolution")
    there.pages["/feed"] = atom(entry("1", "One"))
    source(there, touchpoint_id=where.pk, case_kind=Kind.SUGGESTION)
    fetched()
    assert Case.objects.values_list("touchpoint_id", "kind").get() == (where.pk, "suggestion")
    Touchpoint.objects.filter(pk=where.pk).update(removed_at=NOW)
    there.pages["/feed"] = atom(entry("2", "Two"))
    fetched(hours=1)
    assert Case.objects.filter(touchpoint=None).count() == 1


def test_the_rules_of_stars_paths_times_and_links() -> None:
    kinds = [kind_of(stars, scale=5, margin=0.25) for stars in (0, 1, 3, 3.5, 4, 5)]
    assert kinds == [Kind.COMPLAINT, Kind.COMPLAINT, Kind.COMPLAINT, None, Kind.PRAISE, Kind.PRAISE]
    assert kind_of(6, scale=10, margin=0.25) is None
    whole = {"a": {"b c": [{"d": 1}, 2]}}
    assert [
        found_at(whole, path) for path in ("a.b c[0].d", "a.b c[1]", "a.x.y", "a[0]", "a.b c[9]", "")
    ] == [
        1,
        2,
        None,
        None,
        None,
        whole,
    ]
    assert [is_path(path) for path in ("a.b[0].c", "[0].a", "a..b", "a[", ".a", "a" * 201)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    same = moment_of("2026-02-01T00:00:00Z")
    for text in (1769904000, "1769904000000", "2026-02-01", "Sun, 01 Feb 2026 09:00:00 +0900"):
        assert moment_of(text) == same
    assert [moment_of(text) for text in (None, "", "soon", 10**30, float("nan"), [])] == [None] * 6
    assert [
        link_of(one) for one in ("javascript:x", "https://", "https://[", "/x", "https://a.test/ x", None)
    ] == [""] * 6
