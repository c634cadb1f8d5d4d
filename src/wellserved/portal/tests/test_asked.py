"""Answering a questionnaire on a phone, without a script; and everything that goes wrong on the way."""

import gzip
import json
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wellserved.journey.models import Moment
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Account, Customer, CustomerDetails
from wellserved.people.services import erase_customer, export_customer
from wellserved.platform.link_secrets import digest
from wellserved.platform.logged_addresses import SECRET
from wellserved.platform.tests.test_pictures import JPEG, PLACE, PNG_TAIL, chunk
from wellserved.voice.domain.definition import Definition, Nps, Page
from wellserved.voice.mails.asking import link_to
from wellserved.voice.models import Attachment, Invitation, Response
from wellserved.voice.queries import aside_for, attachment_for, attachments_for, flag_counts_for
from wellserved.voice.services import (
    add_questionnaire,
    close_door,
    flooding,
    invite,
    open_door,
    publish,
    take_from_aside,
)
from wellserved.voice.services.forgetting import UNFINISHED, forget_unfinished
from wellserved.voice.tests.questions import draw_counter, everything, hidden, short, w

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def asked(db: None, now: datetime) -> None:
    draw_counter(now=now)
    for slug, definition in (("visit", everything()), ("one", short())):
        add_questionnaire(by=OPERATOR, slug=slug, definition=definition, now=now)
        publish(by=OPERATOR, questionnaire=slug, now=now)
        open_door(
            by=OPERATOR, slug=f"door-{slug}", questionnaire=slug, now=now, facts={"place": "<b>Mapo</b>"}
        )


def link(now: datetime, *, questionnaire: str = "one", customer: UUID | None = None, **more: Any) -> str:
    return f"/a/{invite(by=OPERATOR, questionnaire=questionnaire, customer=customer, now=now, **more)}"


def customer(email: str = "") -> UUID:
    row = Customer.objects.create(key=uuid4(), created_at=datetime.now(UTC))
    if email:
        account = Account.objects.create_user(email)
        CustomerDetails.objects.create(customer=row, account=account, name="Kim")
    return row.key


def send(address: str, fields: dict[str, Any], *, client: Client | None = None, screen: str = "") -> Any:
    """As a browser does it: the form is fetched, its hidden fields go with it."""
    client = client or Client()
    form = client.get(screen or address)
    kept = hidden(form.content.decode())
    earlier = int(datetime.now(UTC).timestamp()) - 60
    return client.post(address, {**kept, "_t": str(earlier), "_go": "on", **fields})


def test_a_personal_link_is_answered_screen_by_screen_and_becomes_moments(asked: None, now: datetime) -> None:
    key = customer()
    address = link(now, questionnaire="visit", customer=key)
    page = Client().get(address)
    assert page.status_code == 200
    assert SECRET.sub(r"\1…", f"Forbidden: {address}") == "Forbidden: /a/…", "no log holds the link"
    assert "Would you recommend us?" in page.content.decode()
    assert "Why?" not in page.content.decode(), "what hangs on an answer comes after it"
    low = send(address, {"nps": "3"})
    assert (low.status_code, low.headers["Location"]) == (303, f"{address}?_s=1")
    why = Client().get(f"{address}?_s=1").content.decode()
    assert "You gave 3. Why?" in why
    refused = send(address, {"why": " "}, screen=f"{address}?_s=1")
    assert refused.status_code == 422
    assert "Please answer this question." in refused.content.decode()
    assert (
        send(address, {"why": "Slow <script>alert(1)</script>"}, screen=f"{address}?_s=1").status_code == 303
    )
    back = send(address, {"_go": "back", "word": "nice"}, screen=f"{address}?_s=2")
    assert back.headers["Location"] == f"{address}?_s=1"
    assert "Slow &lt;script&gt;" in Client().get(f"{address}?_s=1").content.decode()
    fields = {
        "staff.expected": "7",
        "staff.perceived": "unsure",
        "reason": "other",
        "reason.words": "Rain",
        "liked": ["fast", "kind"],
        "rooms.fast": "4",
        "word": "nice",
    }
    assert send(address, fields, screen=f"{address}?_s=2").headers["Location"] == f"{address}?_s=3"
    end = send(address, {}, screen=f"{address}?_s=3")
    assert end.headers["Location"] == address
    assert "Thank you" in Client().get(address).content.decode()
    row = Response.objects.get()
    assert row.answers == {
        "nps": 3,
        "why": "Slow <script>alert(1)</script>",
        "staff": {"expected": 7, "perceived": "unsure"},
        "reason": "other",
        "reason.words": "Rain",
        "liked": ["fast", "kind"],
        "rooms": {"fast": 4},
        "word": "nice",
    }
    assert (row.customer_key, row.flags, row.aside) == (key, 0, "")
    assert Invitation.objects.get().state == "answered"
    assert [(m.source_key, m.perceived, m.customer_key) for m in Moment.objects.all()] == [
        (f"{row.pk}:nps", 3, key)
    ]


def test_a_page_is_one_small_file_and_asks_the_database_little(asked: None, now: datetime) -> None:
    address = link(now, questionnaire="visit")
    send(address, {"nps": "9"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = Client().get(f"{address}?_s=2", headers={"Accept-Encoding": "gzip"})
    assert len(queries) <= 2
    body = gzip.decompress(page.content).decode()
    assert len(body) < 50_000
    assert len(page.content) < 8_000
    for fetched in ("<script", "<link", "src=", "url(", "@import"):
        assert fetched not in body
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert not page.cookies


def test_what_was_typed_stands_on_the_page_again_when_something_is_wrong(asked: None, now: datetime) -> None:
    refused = send("/ask/door-one", {"csat": "9", "words": 'She said "hello" & smiled'})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert "Choose one of the numbers from 1 to 5." in text
    assert "She said &quot;hello&quot; &amp; smiled" in text
    assert hidden(text)["_r"]
    sent = Client().post("/ask/door-one", {**hidden(text), "csat": "4", "words": "hello"})
    assert sent.status_code == 303
    assert Response.objects.get().answers == {"csat": 4, "words": "hello"}


def test_an_open_door_begins_a_response_of_its_own_for_everybody(asked: None, now: datetime) -> None:
    first, second = send("/ask/door-visit", {"nps": "9"}), send("/ask/door-visit", {"nps": "8"})
    assert first.headers["Location"].startswith("/a/")
    assert first.headers["Location"] != second.headers["Location"]
    assert Response.objects.count() == 2
    page = Client().get("/ask/door-visit").content.decode()
    assert "At &lt;b&gt;Mapo&lt;/b&gt;" in page
    close_door(by=OPERATOR, slug="door-visit", now=now)
    assert Client().get("/ask/door-visit").status_code == 410
    assert Client().get("/ask/no-such-door").status_code == 404


def test_the_page_speaks_the_language_of_the_letter_then_the_one_asked_for(
    asked: None, now: datetime
) -> None:
    address = link(now, questionnaire="visit", language="ko")
    page = Client().get(address).content.decode()
    assert '<html lang="ko">' in page
    assert "추천하시겠어요?" in page
    assert "다음" in page
    other = Client().get(f"{address}?_lang=en").content.decode()
    assert '<html lang="en">' in other
    sent = Client().post(address, {**hidden(other), "nps": "11"})
    assert "Choose one of the numbers" in sent.content.decode()


def test_the_first_question_answered_in_the_letter_is_chosen_on_the_page_and_not_stored_yet(
    asked: None, now: datetime
) -> None:
    address = link(now)
    page = Client().get(f"{address}?nps=9").content.decode()
    assert 'name="nps" value="9" checked' in page
    assert not Response.objects.exists(), "programs that look into letters follow every link"


def test_a_link_is_good_once_and_nothing_can_be_changed_afterwards(asked: None, now: datetime) -> None:
    address = link(now, customer=customer())
    form = hidden(Client().get(address).content.decode())
    first = {**form, "csat": "5", "nps": "9", "words": "First"}
    assert Client().post(address, first).status_code == 303
    assert Client().post(address, first).status_code == 303, "a second click is the same answer"
    assert Response.objects.count() == 1
    changed = Client().post(address, {**form, "csat": "1", "words": "Second thoughts"})
    assert changed.status_code == 409
    assert "kept beside it" in changed.content.decode()
    assert Response.objects.get(aside="").answers["words"] == "First"
    (kept,) = aside_for(OPERATOR, questionnaire="one")
    assert (kept.aside, kept.answers["words"]) == ("twice", "Second thoughts")
    assert Moment.objects.count() == 1
    for n in range(5):
        Client().post(address, {**form, "words": f"Again {n}"})
    assert len(aside_for(OPERATOR, questionnaire="one")) == 3, "bounded, however often it is sent"


def test_an_answer_after_its_time_is_kept_apart_and_counts_when_staff_take_it(
    asked: None, now: datetime
) -> None:
    address = link(now, good_for=timedelta(days=3))
    form = hidden(Client().get(address).content.decode())
    Invitation.objects.update(expires_at=now - timedelta(minutes=1))
    assert Client().get(address).status_code == 410
    late = Client().post(address, {**form, "csat": "2", "nps": "4", "words": "Late but true"})
    assert late.status_code == 410
    assert "We have kept what you wrote" in late.content.decode()
    (kept,) = aside_for(OPERATOR, questionnaire="one")
    assert (kept.aside, kept.answers["words"]) == ("expired", "Late but true")
    assert not Moment.objects.exists()
    assert flag_counts_for(OPERATOR, questionnaire="one").finished == 0
    take_from_aside(by=OPERATOR, response=kept.id, now=now)
    assert flag_counts_for(OPERATOR, questionnaire="one").finished == 1
    assert Moment.objects.get().perceived == 4


def test_another_customers_link_shows_and_changes_nothing(asked: None, now: datetime) -> None:
    owner, other = customer("owner@example.test"), customer("other@example.test")
    address = link(now, questionnaire="visit", customer=owner)
    mine, theirs = Client(), Client()
    mine.force_login(Account.objects.get(email="owner@example.test"))
    theirs.force_login(Account.objects.get(email="other@example.test"))
    form = hidden(mine.get(address).content.decode())
    assert mine.post(address, {**form, "nps": "5"}).status_code == 303
    seen = theirs.get(f"{address}?_s=1")
    assert seen.status_code == 403
    assert "You gave 5" not in seen.content.decode()
    sent = theirs.post(address, {**form, "_s": "1", "why": "Not mine to say"})
    assert sent.status_code == 403
    assert Response.objects.get(aside="").answers == {"nps": 5}
    (kept,) = aside_for(OPERATOR, questionnaire="visit")
    assert (kept.aside, kept.customer, kept.answers) == ("stranger", other, {"why": "Not mine to say"})
    mine.post(address, {**form, "_s": "3", "photo": photo(JPEG)})
    theirs.post(address, {**form, "_s": "3", "photo": photo(PNG)})
    assert Attachment.objects.get(response__aside="").media_type == "image/jpeg"
    apart = aside_for(OPERATOR, questionnaire="visit")[-1]
    (file,) = attachments_for(OPERATOR, response=apart.id)
    assert (file.media_type, apart.answers["photo"]) == ("image/png", file.id)


def test_a_file_after_the_end_is_kept_beside_once_and_where_it_is_not_the_page_says_so(
    asked: None, now: datetime
) -> None:
    address = link(now, questionnaire="visit")
    for screen, fields in enumerate(({"nps": "9"}, {}, {}, {"photo": photo(JPEG)})):
        assert send(address, fields, screen=f"{address}?_s={screen}").status_code == 303
    row = Response.objects.get(finished_at__isnull=False)
    last = {"_s": "3", "_go": "on"}
    assert Client().post(address, {**last, "photo": photo(JPEG)}).status_code == 303, "a second click"
    assert not aside_for(OPERATOR, questionnaire="visit")
    for _ in range(3):
        again = Client().post(address, {**last, "photo": photo(PNG)})
        assert "What you have just sent is kept beside it" in again.content.decode()
    apart = aside_for(OPERATOR, questionnaire="visit")
    files = [attachments_for(OPERATOR, response=one.id) for one in apart]
    assert [[(file.item, file.media_type) for file in kept] for kept in files] == [
        [("photo", "image/png")]
    ] * 3
    over = Client().post(address, {**last, "photo": photo(PNG)})
    assert (over.status_code, "this time it is too much" in over.content.decode()) == (409, True)
    broken = Client().post(address, {**last, "photo": photo(b"no picture")})
    assert (broken.status_code, "could not be kept" in broken.content.decode()) == (409, True)
    assert Attachment.objects.count() == 4
    assert Response.objects.get(pk=row.pk).answers == row.answers


def test_unknown_links_are_counted_and_then_refused(asked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/a/no-such-secret").status_code == 404
    assert Client().post("/a/no-such-secret", {"csat": "1"}).status_code == 404
    for _ in range(flooding.MISSES_OF_ADDRESS):
        last = Client().get("/a/guess")
    assert last.status_code == 429
    assert last.headers["Retry-After"] == "600"
    assert not Response.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        assert Client().get("/a/guess").status_code == 429
    assert not any("voice_received" in query["sql"] for query in queries), "nothing is written of it any more"
    monkeypatch.setattr(flooding, "MISSES_OF_NETWORK", 45)
    others = [Client(REMOTE_ADDR=f"192.0.2.{n}").get("/a/guess").status_code for n in range(50)]
    assert others == [404] * 45 + [429] * 5


def test_a_flood_is_kept_apart_then_refused_and_the_page_keeps_what_was_typed(
    asked: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flooding, "ANSWERS_OF_ADDRESS", 2)
    monkeypatch.setattr(flooding, "REFUSED_AT", 2)
    states = [send("/ask/door-one", {"csat": "3", "words": f"n{n}"}).status_code for n in range(5)]
    assert states == [303, 303, 303, 303, 429]
    assert Response.objects.filter(aside="").count() == 2
    assert [one.answers["words"] for one in aside_for(OPERATOR, questionnaire="one")] == ["n2", "n3"]
    refused = send("/ask/door-one", {"csat": "3", "words": "Still mine"})
    assert "Still mine" in refused.content.decode()
    monkeypatch.setattr(flooding, "REFUSED_AT", 99)
    begun = send("/ask/door-visit", {"nps": "9"}).headers["Location"].partition("?")[0]
    send(begun, {}, screen=f"{begun}?_s=2")
    assert send(begun, {}, screen=f"{begun}?_s=3").headers["Location"] == begun
    assert [one.answers for one in aside_for(OPERATOR, questionnaire="visit")] == [{"nps": 9}]
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert send("/ask/door-one", {"csat": "3"}, client=other).status_code == 303


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">II", 1, 1) + b"\x08\x02\0\0\0")
    + chunk(b"IDAT", zlib.compress(b"\0" * 4))
    + PNG_TAIL[-12:]
)


def photo(content: bytes, name: str = "me.jpg") -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_a_photo_is_kept_without_its_place_for_those_who_may_see_answers(asked: None, now: datetime) -> None:
    address = link(now, questionnaire="visit")
    send(address, {"nps": "9"})
    sent = send(address, {"photo": photo(JPEG), "voice": photo(ogg(), "v.ogg")}, screen=f"{address}?_s=3")
    assert sent.status_code == 303
    row = Response.objects.get()
    kept = attachments_for(OPERATOR, response=row.pk)
    assert [(one.item, one.media_type) for one in kept] == [("photo", "image/jpeg"), ("voice", "audio/ogg")]
    media_type, content = attachment_for(OPERATOR, response=row.pk, attachment=kept[0].id)
    assert media_type == "image/jpeg"
    assert PLACE not in content
    assert row.answers["photo"] == kept[0].id


@pytest.mark.parametrize("why", ["large", "zip", "unfolds", "text"])
def test_a_file_that_cannot_be_is_refused_and_the_rest_of_the_form_stays(
    asked: None, now: datetime, why: str
) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 5_000_000)
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">II", 60_000, 60_000) + b"\x08\x02\0\0\0")
    unfolding = head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + PNG_TAIL[-12:]
    content, words = {
        "large": (JPEG[:-2] + b"\0" * 11_000_000, "too large"),
        "zip": (bomb.getvalue(), "no file that we can take"),
        "unfolds": (unfolding, "too large"),
        "text": (b"<script>alert(1)</script>", "no file that we can take"),
    }[why]
    address = link(now, questionnaire="visit")
    send(address, {"nps": "9"})
    refused = send(address, {"photo": photo(content)}, screen=f"{address}?_s=3")
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert not Attachment.objects.exists()
    assert Response.objects.get().answers == {"nps": 9}


def test_files_are_counted_on_every_screen_and_none_is_kept_in_a_flood_but_of_whom_we_invited(
    asked: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flooding, "MEGABYTE", len(JPEG))
    monkeypatch.setattr(flooding, "ANSWERS_OF_ADDRESS", 5)
    begun = send("/ask/door-visit", {"nps": "9"}).headers["Location"].partition("?")[0]
    for n in range(4):
        sent = send(begun, {"photo": photo(JPEG), "_go": "back"}, screen=f"{begun}?_s=3")
        assert (sent.status_code, Attachment.objects.count()) == (303, 1), n
    refused = send(begun, {"photo": photo(JPEG)}, screen=f"{begun}?_s=3")
    assert "Very many files come from where you are just now." in refused.content.decode()
    address = link(now, questionnaire="visit")
    send(address, {"nps": "9"})
    assert send(address, {"photo": photo(JPEG)}, screen=f"{address}?_s=3").status_code == 303
    assert send(begun, {}, screen=f"{begun}?_s=3").headers["Location"] == begun
    assert set(Response.objects.values_list("aside", flat=True)) == {""}
    assert Attachment.objects.count() == 2


def test_what_was_begun_and_never_sent_is_forgotten_with_its_files_once_its_link_is_over(
    asked: None, now: datetime
) -> None:
    old, open_, fresh = (link(now, questionnaire="visit") for _ in range(3))
    for address in (old, open_, fresh):
        send(address, {"nps": "9"})
        send(address, {"photo": photo(JPEG), "_go": "back"}, screen=f"{address}?_s=3")
    done = link(now)
    send(done, {"csat": "5"})
    _, _, young, _ = (row.pk for row in Response.objects.order_by("pk"))
    Response.objects.exclude(pk=young).update(started_at=now - UNFINISHED - timedelta(days=1))
    Invitation.objects.filter(digest=digest(old.removeprefix("/a/"))).update(expires_at=now)
    assert forget_unfinished(now=now) == 1
    assert Client().get(old).status_code == 410
    assert (Response.objects.count(), Attachment.objects.count()) == (3, 2)


def test_a_wrong_file_on_the_last_screen_finishes_nothing_and_a_good_one_or_none_does(
    asked: None, now: datetime
) -> None:
    for again in ({"photo": photo(JPEG)}, {}):
        address = link(now, questionnaire="visit")
        send(address, {"nps": "9"})
        large = photo(JPEG[:-2] + b"\0" * 12_000_000)
        refused = send(address, {"photo": large}, screen=f"{address}?_s=3")
        assert (refused.status_code, "too large" in refused.content.decode()) == (422, True)
        assert Response.objects.get(invitation__state="sent").finished_at is None
        sent = Client().post(address, {**hidden(refused.content.decode()), **again})
        assert (sent.status_code, sent.headers["Location"]) == (303, address)
    with_it, without = Response.objects.order_by("pk")
    assert with_it.answers == {"nps": 9, "photo": Attachment.objects.get().pk}
    assert (without.answers, without.finished_at is None) == ({"nps": 9}, False)


def test_an_item_may_be_called_as_it_likes_and_nobody_chooses_the_secret_of_a_response(
    asked: None, now: datetime
) -> None:
    keys = ("s", "v", "t", "l", "r", "go", "lang", "secret", "key")
    items = tuple(Nps(key=key, text=w(f"Of {key}?")) for key in keys)
    named = Definition(title=w("Names"), pages=(Page(key="p", items=items),))
    add_questionnaire(by=OPERATOR, slug="names", definition=named, now=now)
    publish(by=OPERATOR, questionnaire="names", now=now)
    open_door(by=OPERATOR, slug="names", questionnaire="names", now=now)
    assert link_to("x" * 40, secret=9).endswith("?secret=9")
    chosen = "k" * 40
    page = Client().get(f"/ask/names?_lang=ko&lang=7&s=3&r={chosen}&_r={chosen}").content.decode()
    assert '<html lang="ko">' in page
    assert 'name="s" value="3" checked' in page
    assert chosen not in page
    form, values = hidden(page), {key: str(n) for n, key in enumerate(keys)}
    first = Client().post("/ask/names", {**form, **values})
    assert (first.status_code, first.headers["Content-Language"]) == (303, "ko")
    assert Response.objects.get().answers == {key: n for n, key in enumerate(keys)}
    for door, carried in (("names", chosen), ("door-one", form["_r"])):
        other = Client().post(f"/ask/{door}", {"_r": carried, "csat": "4"})
        assert other.status_code == 303
        assert chosen not in other.headers["Location"]
        assert other.headers["Location"] != first.headers["Location"]
    assert Client().get(f"/a/{chosen}").status_code == 404


def test_answers_and_files_are_the_customers_to_take_along_and_to_have_erased(
    asked: None, now: datetime
) -> None:
    key = customer()
    address = link(now, questionnaire="visit", customer=key)
    send(address, {"nps": "9"})
    send(address, {"word": "dear"}, screen=f"{address}?_s=2")
    send(address, {"photo": photo(JPEG)}, screen=f"{address}?_s=3")
    assert Moment.objects.count() == 1
    with export_customer(person=OPERATOR, key=key, now=now) as file, zipfile.ZipFile(file) as archive:
        (answers,) = json.loads(archive.read("voice/answers.json"))
        (attachment,) = json.loads(archive.read("voice/attachments.json"))
    assert answers["answers"]["word"] == "dear"
    assert attachment["media_type"] == "image/jpeg"
    erase_customer(person=OPERATOR, key=key, now=now)
    assert not Response.objects.exists()
    assert not Attachment.objects.exists()
    assert not Invitation.objects.exists()
    assert Moment.objects.count() == 1, "the figure stays, and leads to nobody"
    assert Client().get(address).status_code == 404


def ogg() -> bytes:
    return b"OggS\0\x02" + b"\0" * 22 + b"\x01\x13OpusHead\x01\x01" + b"\0" * 40
