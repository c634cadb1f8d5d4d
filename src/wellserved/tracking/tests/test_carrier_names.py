"""Carriers are called by their own names, in the reader's language."""

import pytest
from django.utils.translation import override

from wellserved.tracking.carriers import CARRIERS, codebooks
from wellserved.tracking.domain.numbers import recognise
from wellserved.tracking.queries.public import carrier_called, carrier_said
from wellserved.tracking.wording.carriers import NAMES, carrier_name


def test_every_carrier_whose_codes_we_know_has_a_name_of_its_own() -> None:
    assert set(codebooks()) | set(CARRIERS) <= set(NAMES)
    called = [str(name).casefold() for name in NAMES.values()]
    assert len(set(called)) == len(called), "a name typed into the filter means one carrier"


@pytest.mark.parametrize(
    ("language", "slug", "name"),
    [
        ("en", "ups", "UPS"),
        ("ko", "korea_post", "우체국"),
        ("zh-hant", "cj_logistics", "CJ大韓通運"),
        ("en", "post_de", "Post of DE"),
        ("en", "north_sea-freight", "North Sea Freight"),
        ("en", "", ""),
    ],
)
def test_a_name_is_said_and_what_is_typed_leads_back_to_it(language: str, slug: str, name: str) -> None:
    with override(language):
        assert carrier_said(slug) == name
        if slug in NAMES:
            assert carrier_called(f" {name.upper()} ") == slug
        assert carrier_called(slug) == slug


def test_whatever_a_number_is_recognised_as_has_a_name() -> None:
    for number in ("1Z5R89390357567127", "EE123456785KR", "9400110200881234567890"):
        for one in recognise(number):
            assert one.kind == "sscc" or "_" not in carrier_name(one.carrier)
