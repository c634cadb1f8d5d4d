"""Business hours and texts to begin with: set by whoever may, seen by whoever answers, and by nobody else."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.cases.models import BusinessHours, Case, LowAnswers, ReplyTemplate
from wellserved.cases.services import ensure_journeys
from wellserved.journey.services import set_promise
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location

from .conftest import Visitors
from .test_cases_pages import case_at, north, text

__all__ = ["north"]
pytestmark = pytest.mark.django_db
HOURS = {f"day_{n}": "9-12, 13:00–18:00" for n in range(5)} | {"time_zone": "Asia/Seoul", "country": "KR"}
TEXT = {"slug": "late-parcel", "language": "en", "title": "Late parcel", "body": "Dear {name}, {what}"}


def promise(hours: float) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ensure_journeys(now=now)
    for touchpoint in ("first-answer", "resolution"):
        set_promise(
            by=OPERATOR,
            journey="complaint",
            touchpoint=touchpoint,
            measure="hours",
            segment=None,
            standard=hours,
            valid_from=now,
            now=now,
        )


def test_hours_are_set_for_all_and_for_a_place_and_count_in_due_times(
    north: Location, visitors: Visitors
) -> None:
    promise(8)
    client = visitors.staff()
    assert "Where none are set, every hour counts." in text(client, "/cases/hours/")
    shown = text(client, "/cases/hours/all/")
    assert "is due so:" in shown
    assert "(8 business hours)" in shown
    saved = client.post("/cases/hours/all/", HOURS | {"closed_days": "2026-12-31\n"}, follow=True)
    page = saved.content.decode()
    for words in ("Mon–Fri 09:00–12:00, 13:00–18:00", "holidays of KR", "1 day closed by us"):
        assert words in page, words
    row = BusinessHours.objects.get()
    assert (row.week[0], row.week[6], row.closed_days) == (
        [[540, 720], [780, 1080]],
        [],
        [date(2026, 12, 31)],
    )
    assert client.get("/cases/hours/choose/?at=north").headers["Location"] == "/cases/hours/at/north/"
    client.post("/cases/hours/at/north/", {"day_0": "00:00-24:00", "time_zone": "Europe/Dublin"})
    assert BusinessHours.objects.get(location=north).week[0] == [[0, 1440]]
    case = Case.objects.get(pk=case_at("north"))
    assert case.first_due_at is not None
    assert case.first_due_at.weekday() == 0
    client.post("/cases/hours/at/north/remove/")
    assert list(BusinessHours.objects.values_list("location", flat=True)) == [None]
    assert client.post("/cases/hours/at/north/remove/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day_2": "9 to 5"}, "Write spans one after another"),
        ({"day_2": "18-9"}, "Write spans one after another"),
        ({"time_zone": "Mars/Olympus"}, "no such time zone"),
        ({"time_zone": "../../etc/passwd"}, "no such time zone"),
        ({"country": "KR", "subdivision": "XX"}, "no holidays of this place"),
        ({"closed_days": "2026-12-31\n31.12.2026"}, "Line 2 is no date"),
        ({f"day_{n}": "" for n in range(5)}, "no business time within ten years"),
    ],
)
def test_hours_that_cannot_be_are_refused_where_they_stand_and_nothing_is_lost(
    visitors: Visitors, wrong: dict[str, str], said: str
) -> None:
    client = visitors.staff()
    answer = client.post("/cases/hours/all/", HOURS | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert all(value in page for value in wrong.values() if "\n" not in value and "/" not in value)
    shown = client.post("/cases/hours/preview/", HOURS | wrong, headers={"HX-Request": "true"})
    assert said in shown.content.decode()
    plain = client.post("/cases/hours/preview/", HOURS | wrong)
    assert (plain.status_code, "go back" in plain.content.decode()) == (400, True), "without htmx"
    assert not BusinessHours.objects.exists()


def test_a_text_is_written_translated_previewed_and_offered_no_more(visitors: Visitors) -> None:
    client = visitors.staff("team_lead")
    assert "No text yet" in text(client, "/cases/texts/")
    for wrong, said in (
        ({"slug": "Late Parcel"}, "small letters"),
        ({"body": " "}, "required"),
        ({"title": ""}, "required"),
    ):
        answer = client.post("/cases/texts/new/", TEXT | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    client.post("/cases/texts/new/", TEXT)
    shown = text(client, "/cases/texts/late-parcel/ko/")
    for words in ("to be translated", "Dear {name}, {what}</textarea>", "Left to whoever answers", "{what}"):
        assert words in shown, words
    client.post("/cases/texts/late-parcel/ko/", {"title": "늦은 배송", "body": "{name}님, 죄송합니다."})
    assert set(ReplyTemplate.objects.values_list("language", "title")) == {
        ("en", "Late parcel"),
        ("ko", "늦은 배송"),
    }
    given = {"of": "ko", "body": "{name} <b>{number}</b> {agent}"}
    preview = client.post("/cases/texts/preview/", given, headers={"HX-Request": "true"}).content.decode()
    assert "&lt;b&gt;4K7Q-92XD&lt;/b&gt; Alex Staff" in preview
    assert "<html" not in preview
    assert client.post("/cases/texts/preview/", given).status_code == 400, "without htmx"
    assert client.get("/cases/texts/nowhere/en/").status_code == 404
    assert client.get("/cases/texts/late-parcel/xx/").status_code == 404
    client.post("/cases/texts/late-parcel/en/remove/")
    assert ReplyTemplate.objects.get().language == "ko"
    assert "늦은 배송" in text(client, "/cases/texts/")


def test_who_may_not_change_them_sees_them_or_nothing_at_all(
    visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lead, agent = visitors.staff("team_lead"), visitors.staff("agent")
    lead.post("/cases/texts/new/", TEXT)
    BusinessHours.objects.create(
        time_zone="UTC", week=[[[540, 1080]]] * 7, changed_at=timezone.now(), country=""
    )
    pages = ("/cases/hours/", "/cases/texts/")
    for path in pages:
        with django_assert_max_num_queries(7):
            page = text(agent, path)
        assert "Change" not in page.split("<main")[1]
        assert "not yet" not in page
    assert "/cases/hours/all/" not in text(lead, "/cases/hours/")
    closed = {
        "/cases/hours/all/": HOURS,
        "/cases/hours/preview/": HOURS,
        "/cases/hours/all/remove/": {},
        "/cases/texts/new/": TEXT,
        "/cases/texts/late-parcel/en/": TEXT,
        "/cases/texts/late-parcel/en/remove/": {},
        "/cases/texts/preview/": {"body": "x"},
    }
    for path, given in closed.items():
        people = (agent, visitors.customer()) + ((lead,) if "hours" in path else ())
        for client in people:
            assert client.post(path, given).status_code == 403, path
        assert "/accounts/login" in Client().post(path, given).headers["Location"], path
    for path in pages:
        assert visitors.customer().get(path).status_code == 404
        assert "/accounts/login" in Client().get(path).headers["Location"]
    assert ReplyTemplate.objects.count() == BusinessHours.objects.count() == 1


def test_managers_say_from_where_on_a_low_answer_opens_a_case_and_agents_see_it(visitors: Visitors) -> None:
    manager, agent = visitors.staff("manager"), visitors.staff("agent")
    assert "An answer 25% of its scale" in agent.get("/cases/low-answers/").content.decode()
    assert manager.post("/cases/low-answers/", {"on": "on", "percent": "140"}).status_code == 422
    manager.post("/cases/low-answers/", {"on": "on", "percent": "40"})
    assert (LowAnswers.objects.get().margin, LowAnswers.objects.get().off) == (0.4, False)
    for who, status in ((agent, 403), (visitors.customer(), 404), (Client(), 302)):
        assert who.post("/cases/low-answers/", {"percent": "5"}).status_code == status
    manager.post("/cases/low-answers/", {"percent": "40"})
    assert "No answer opens a case." in agent.get("/cases/low-answers/").content.decode()
