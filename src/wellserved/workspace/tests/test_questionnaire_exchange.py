"""Questionnaires in from files and answers out into files, through the pages and over HTTP, by who may and who may not."""

import asyncio
import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyreadstat
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wellserved.people.contracts import OPERATOR, Person
from wellserved.people.models import AuditLine, Location
from wellserved.people.services import add_location
from wellserved.platform.streaming import Streamed
from wellserved.voice.contracts import ResponseIn
from wellserved.voice.models import Draft, Questionnaire, Response
from wellserved.voice.services import add_questionnaire, publish, take_in
from wellserved.voice.tests.files import lss, qsf
from wellserved.voice.tests.questions import draw_counter, short

from .conftest import NOW, Visitors

pytestmark = pytest.mark.django_db
IMPORT = "/questionnaires/import/"


def file(content: bytes, name: str = "visit.qsf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_lead_imports_a_file_and_reads_what_became_of_it(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    assert "multipart/form-data" in lead.get(IMPORT).content.decode()
    with CaptureQueriesContext(connection) as queries:
        report = lead.post(IMPORT, file(qsf()))
    assert report.status_code == 200
    assert len(queries) <= 24
    page = report.content.decode()
    assert "is a draft with 10 questions now" in page
    assert "from 0 to 100" in page
    assert "<code>your-visit</code>" in page
    draft = Draft.objects.get()
    assert (draft.questionnaire.slug, draft.questionnaire.title) == ("your-visit", "Your visit")
    line = AuditLine.objects.get(deed="questionnaire.imported")
    assert (line.facts["form"], line.facts["items"], line.facts["left_out"]) == ("qsf", 10, 17)
    lead.post(IMPORT, file(lss(texts_apart=True), "visit.LSS"))
    assert sorted(Questionnaire.objects.values_list("slug", flat=True)) == ["your-visit", "your-visit-2"]


def test_who_may_not_write_questionnaires_brings_none_in(visitors: Visitors) -> None:
    for who in (visitors.staff("agent"), visitors.customer()):
        assert who.get(IMPORT).status_code == 404
        assert who.post(IMPORT, file(qsf())).status_code == 404
    assert Client().post(IMPORT, file(qsf())).status_code == 302
    assert not Questionnaire.objects.exists()


def test_a_file_that_is_none_is_refused_on_the_page_and_over_http(visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    for given, said in (
        (file(b"{}"), "no QSF file"),
        (file(b"<a/>", "survey.lss"), "no .lss file"),
        (file(qsf(), "survey.docx"), "ends in .qsf or .lss"),
        (file(b" " * ((8 << 20) + 1)), "larger than 8"),
        ({}, "required"),
    ):
        answer = lead.post(IMPORT, given)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    address = "/api/v1/imports/questionnaire"
    for content, query, status in (
        (b"[" * 100_000, "", 422),
        (b" " * ((8 << 20) + 1), "", 413),
        (qsf(), "?form=docx", 422),
        (qsf(), "?slug=Nö", 422),
    ):
        assert (
            lead.post(address + query, content, content_type="application/octet-stream").status_code == status
        )
    assert not Questionnaire.objects.exists()
    made = lead.post(
        f"{address}?form=lss&slug=mine", lss(texts_apart=False), content_type="application/octet-stream"
    )
    assert made.status_code == 201
    assert (made.json()["slug"], made.json()["items"]) == ("mine", 11)
    assert {"name": "Q8", "said": "A question of this kind is not asked here: a ranking."} in made.json()[
        "left_out"
    ]
    again = lead.post(f"{address}?slug=mine", qsf(), content_type="application/octet-stream")
    assert again.status_code == 409


EXPORT = "/questionnaires/short/answers/export/"
API = "/api/v1/questionnaires/short/answers/export"
PROGRAM = Person(scopes=frozenset({"answers:write"}), token_id=1)
ASKED = {"form": "csv", "language": "en", "first": "1", "last": "1", "values": "codes", "header": "names"}


@pytest.fixture
def answered() -> None:
    """Three that count, one of them in the north, one that is flagged, and one that was set aside."""
    draw_counter(now=NOW)
    add_questionnaire(by=OPERATOR, slug="short", definition=short(), now=NOW)
    publish(by=OPERATOR, questionnaire="short", now=NOW)
    for code in ("north", "south"):
        add_location(by=OPERATOR, code=code, name=code, now=NOW)
    for n, place in enumerate(("north", "south", None, None, None)):
        response = ResponseIn(
            questionnaire="short",
            source="till",
            source_id=str(n),
            answers={"csat": 4, "nps": n, "words": f"=Dear {n}"},
            started_at=NOW,
            finished_at=NOW + timedelta(minutes=1),
            location=place,
            customer=uuid4(),
        )
        take_in(by=PROGRAM, response=response, now=NOW + timedelta(minutes=2))
    Response.objects.filter(source_id="3").update(flags=1, counted_at=None)
    Response.objects.filter(source_id="4").update(aside="flood")


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.content
    content = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_a_lead_takes_answers_out_and_it_is_noted_what_went_with_them(
    answered: None, visitors: Visitors
) -> None:
    manager = visitors.staff("manager")
    with CaptureQueriesContext(connection) as queries:
        page = manager.get(EXPORT).content.decode()
    assert len(queries) <= 24
    assert "4 answers were finished" in page
    assert "Of these 1 were flagged" in page
    with CaptureQueriesContext(connection) as queries:
        plain = rows_of(manager.get(f"{EXPORT}file", ASKED))
    assert len(queries) <= 24
    assert [row["nps"] for row in plain] == ["0", "1", "2"]
    assert not {"words", "customer"} & set(plain[0])
    with_all = {**ASKED, "flagged": "on", "words": "on", "personal": "on", "since": "2026-01-01"}
    every = rows_of(manager.get(f"{EXPORT}file", with_all))
    assert [row["words"] for row in every] == [f"'=Dear {n}" for n in range(4)]
    assert every[0]["customer"]
    lines = [line.facts for line in AuditLine.objects.filter(deed="answers.exported").order_by("pk")]
    assert [(line["answers"], line["flagged"], line["words"], line["personal"]) for line in lines] == [
        (3, False, False, False),
        (4, True, True, True),
    ]
    assert "Dear" not in str(lines)
    none = rows_of(manager.get(f"{EXPORT}file", {**ASKED, "since": "2026-04-01"}))
    assert none == []
    wrong = manager.get(f"{EXPORT}file", {**ASKED, "since": "2026-04-02", "until": "2026-04-01"})
    assert wrong.status_code == 422
    assert "exchange the two" in wrong.content.decode()


def test_the_list_of_questionnaires_leads_to_both_whoever_may(answered: None, visitors: Visitors) -> None:
    lead, agent = (
        visitors.staff(role).get("/questionnaires/").content.decode() for role in ("team_lead", "agent")
    )
    assert f'href="{IMPORT}"' in lead
    assert f'href="{EXPORT}"' in lead
    assert IMPORT not in agent
    assert EXPORT not in agent


def test_who_may_not_see_single_answers_takes_none_out(answered: None, visitors: Visitors) -> None:
    for who in (visitors.staff("agent"), visitors.customer()):
        assert who.get(EXPORT).status_code == 404
        assert who.get(f"{EXPORT}file", ASKED).status_code == 404
        assert who.get(API).status_code == 403
    assert Client().get(f"{EXPORT}file", ASKED).status_code == 302
    assert Client().get(API).status_code == 401
    north = visitors.staff("team_lead", location=Location.objects.get(code="north"))
    assert [row["location"] for row in rows_of(north.get(API))] == ["north"]
    assert [row["location"] for row in rows_of(north.get(f"{EXPORT}file", ASKED))] == ["north"]
    assert not AuditLine.objects.filter(deed="answers.exported").exclude(facts__answers=1).exists()


def test_over_http_answers_come_as_spss_reads_them(
    answered: None, visitors: Visitors, tmp_path: Path
) -> None:
    manager = visitors.staff("manager")
    answer = manager.get(f"{API}?format=sav&words=true&first=1&last=1&since=2026-03-01T00:00:00Z")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="short.sav"'
    (tmp_path / "a.sav").write_bytes(b"".join(answer.streaming_content))
    table, about = pyreadstat.read_sav(str(tmp_path / "a.sav"))
    assert table["nps"].tolist() == [0.0, 1.0, 2.0]
    assert table["words"].tolist() == ["=Dear 0", "=Dear 1", "=Dear 2"]
    assert about.column_names_to_labels["nps"] == "Would you recommend us?"
    book = rows_of(manager.get(f"{API}?format=codebook"))
    assert {row["name"] for row in book} >= {"nps", "csat", "response"}
    for query, status in (("?format=xls", 422), ("?first=7", 404), ("?since=yesterday", 422)):
        assert manager.get(API + query).status_code == status
    assert manager.get(API.replace("short", "none")).status_code == 404


def test_a_long_answer_goes_out_block_by_block_where_django_serves_asynchronously() -> None:
    made = []

    def blocks() -> Iterator[bytes]:
        for n in range(3):
            made.append(n)
            yield b"x"

    async def first() -> bytes:
        async for block in Streamed(blocks()):
            return bytes(block)
        return b""

    assert asyncio.run(first()) == b"x"
    assert made == [0], "the others were not made for nobody"
