"""Questionnaires in from files and answers out into files, through the pages and over HTTP, by who may and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wellserved.people.models import AuditLine
from wellserved.voice.models import Draft, Questionnaire
from wellserved.voice.tests.files import lss, qsf

from .conftest import Visitors

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
    assert "is a draft with 8 questions now" in page
    assert "from 0 to 100" in page
    assert "<code>your-visit</code>" in page
    draft = Draft.objects.get()
    assert (draft.questionnaire.slug, draft.questionnaire.title) == ("your-visit", "Your visit")
    line = AuditLine.objects.get(deed="questionnaire.imported")
    assert (line.facts["form"], line.facts["items"], line.facts["left_out"]) == ("qsf", 8, 11)
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
