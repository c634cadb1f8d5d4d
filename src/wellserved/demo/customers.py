"""Names for a few customers, so that one can look somebody up. All of them are made up, and say so."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from wellserved.people.contracts import OPERATOR
from wellserved.people.services import tie_customer

from .organisation.people import CUSTOMER
from .simulation.population import LANGUAGES, Population

NAMED = 60
_GIVEN = {
    "ko": ("보기", "시험", "표본", "모의"),
    "zh-hant": ("範例", "測試", "樣本", "模擬"),
    "en": ("Sample", "Specimen", "Example", "Trial"),
}
_FAMILY = {
    "ko": ("김", "이", "박", "최", "정"),
    "zh-hant": ("陳", "林", "黃", "張", "李"),
    "en": ("Byrne", "Kelly", "Murphy", "Walsh", "Doyle"),
}


def name_customers(population: Population, *, keys: Sequence[UUID], now: datetime) -> None:
    """Name those who come most often; the first of all may sign in."""
    often = np.argsort(-population.often, kind="stable")[:NAMED]
    for place, index in enumerate(int(i) for i in often if i != 0):
        name = _name(LANGUAGES[population.language[index]], place)
        tie_customer(by=OPERATOR, key=keys[index], name=name, email=f"customer.{index}@example.org", now=now)
    tie_customer(by=OPERATOR, key=keys[0], name="Casey Madeup", email=CUSTOMER, sign_in=True, now=now)


def _name(language: str, place: int) -> str:
    given = _GIVEN[language][place % len(_GIVEN[language])]
    family = _FAMILY[language][place // len(_GIVEN[language]) % len(_FAMILY[language])]
    return f"{given} {family}" if language == "en" else f"{family}{given}"
