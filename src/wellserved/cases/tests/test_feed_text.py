"""Feeds that were made to keep a reader busy, or are written as no feed should be: read at once, or refused."""

import pytest

from wellserved.cases.mentions import Got, Mention, Place, SourceUnreadable
from wellserved.cases.mentions.feed import Feed

LONG = 500_000


def read(body: bytes, *, kind: str = "application/rss+xml") -> Mention:
    got = Got(url="https://a.test", status=200, headers={"content-type": kind}, body=body)
    (found,) = Feed().read(got, Place(address="https://a.test")).mentions
    return found


def rss(inside: str, *, declared: str = "") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f'{head}<rss version="2.0"><channel><title>R</title><item><title>t</title>{inside}</item></channel></rss>'


@pytest.mark.parametrize(
    "body",
    [
        "\n" * LONG + rss("<description>Wet</description>"),
        rss(f"<author>{'a' * LONG}</author><description>Wet</description>"),
        rss(f"<author>{'a.' * LONG}</author><description>Wet</description>").replace("</rss>", "<b"),
    ],
    ids=["begins with lines", "one long name", "breaks off"],
)
def test_what_would_take_hours_by_the_square_is_read_at_once(body: str) -> None:
    assert read(body.encode()).text == "Wet"
    assert read(body.encode("utf-16")).text == "Wet"


@pytest.mark.parametrize("before", ["", "&nbsp;", "<br>"], ids=["as XML", "as HTML", "as neither"])
def test_what_stands_deep_in_one_another_is_refused(before: str) -> None:
    nested = "<b xml:base='a/'>" * 100_000
    long = f"<b xml:base='{'a/' * 12_000}'>" * 90
    for body in (nested, nested + "</b>" * 100_000, long, long + "</b>" * 90):
        with pytest.raises(SourceUnreadable, match=r"200 deep|longer than any feed needs"):
            read(rss(f"<description>{before}{body}</description>").encode())
    kept = rss(f"<description>{before}Wet{'<b>' * 90}{'</b>' * 90}</description>")
    assert read(kept.encode()).text.strip() == "Wet"


def test_what_begins_as_no_feed_does_is_refused() -> None:
    for body in (
        "\n<!DOCTYPE" * 50_000 + rss("x"),
        "",
        "\n" * LONG,
        "<!-- " + "x " * LONG + "-->" + rss("x"),
    ):
        with pytest.raises(SourceUnreadable):
            read(body.encode())


@pytest.mark.parametrize(
    ("encoded", "kind"),
    [
        (rss("<description>젖었어요</description>", declared="euc-kr").encode("euc-kr"), "text/xml"),
        (rss("<description>젖었어요</description>").encode("cp949"), 'text/xml; charset="CP949"'),
        (rss("<description>젖었어요</description>").encode("utf-16-le"), "text/xml"),
        (rss("<description>젖었어요</description>", declared="punycode").encode(), "text/xml; charset=idna"),
    ],
    ids=["declared", "by header", "by zeros", "in none that anybody writes in"],
)
def test_each_is_read_in_what_it_is_written_in(encoded: bytes, kind: str) -> None:
    assert read(encoded, kind=kind).text == "젖었어요"


def test_a_reference_to_no_character_keeps_nothing_out() -> None:
    said = "Wet&#xD800;&#0;&#x110000;&#99999999999; &#51200;&#x2764; &amp;#xDFFF;"
    for body in (rss(f"<description>{said}</description>"), rss(f"<description>{said}</description>")[:-9]):
        assert read(body.encode()).text == "Wet" + "\ufffd" * 4 + " 저❤ \ufffd"
