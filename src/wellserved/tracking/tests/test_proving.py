"""Proof of delivery: with consent or not at all, once, and without what the camera wrote."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from wellserved.people.contracts import NOBODY, Person
from wellserved.people.models import AuditLine
from wellserved.platform.tests.test_pictures import JPEG, PLACE, PNG
from wellserved.tracking.models import Proof
from wellserved.tracking.services.proving import LARGEST, ProofRefused, prove

from .conftest import NOW
from .test_board import staff
from .troubled import troubled

pytestmark = pytest.mark.django_db


def given(by: Person, **more: Any) -> int:
    facts: dict[str, Any] = {
        "number": "kr-100",
        "what": "photo",
        "consent": "They agree.",
        "taken_at": NOW,
        "content": JPEG,
        "now": NOW,
    }
    return prove(by=by, **{**facts, **more})


def test_a_proof_is_kept_once_without_place_and_with_its_consent() -> None:
    troubled("KR100")
    me = staff("agent")
    assert given(me) == given(me, now=NOW + timedelta(hours=1))
    proof = Proof.objects.get()
    assert PLACE not in bytes(proof.content)
    assert (proof.content_type, proof.consent, proof.staff_id) == ("image/jpeg", "They agree.", me.staff_id)
    assert AuditLine.objects.filter(deed="proof.kept").count() == 1
    assert given(me, what="signature", content=PNG) != proof.pk


@pytest.mark.parametrize(
    ("why", "wrong"),
    [
        ("consent", {"consent": " "}),
        ("what", {"what": "film"}),
        ("size", {"content": JPEG + b"\0" * LARGEST}),
        ("picture", {"content": b"<svg/>"}),
        ("time", {"taken_at": NOW + timedelta(days=3650)}),
        ("number", {"number": "OTHER"}),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(why: str, wrong: dict[str, Any]) -> None:
    troubled("KR100")
    with pytest.raises(ProofRefused) as refused:
        given(staff(), **wrong)
    assert refused.value.why == why
    assert not Proof.objects.exists()


def test_of_two_carriers_one_must_be_named() -> None:
    troubled("KR100")
    wanted = troubled("KR100", carrier="ups")
    with pytest.raises(ProofRefused, match="Name the carrier"):
        given(staff())
    given(staff(), carrier="ups")
    assert Proof.objects.get().consignment_id == wanted.consignment_id


def test_strangers_prove_nothing() -> None:
    with pytest.raises(PermissionDenied):
        given(NOBODY)
