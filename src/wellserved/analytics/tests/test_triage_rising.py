from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse, stats

from wellserved.analytics.triage import Said, rising, same_topic, terms_of
from wellserved.analytics.triage.rising import Heap, raised

from .triage_texts import bank_questions

WEEKS = 9


@pytest.fixture(scope="module")
def stream(test_data: Path) -> list[str]:
    """Real questions, none about Apple Pay, in an order that says nothing."""
    texts, labels = bank_questions(test_data)
    others = [text for text, label in zip(texts, labels, strict=True) if label != "apple_pay_or_google_pay"]
    return [others[place] for place in np.random.default_rng(1).permutation(len(others))]


@pytest.fixture(scope="module")
def apple_pay(test_data: Path) -> list[str]:
    texts, labels = bank_questions(test_data)
    return [text for text, label in zip(texts, labels, strict=True) if label == "apple_pay_or_google_pay"]


def weeks(texts: Sequence[str], *, last: Sequence[str] = (), author: str = "") -> list[Said]:
    return [
        *(Said(text, f"of-week-{place}", place % WEEKS) for place, text in enumerate(texts)),
        *(Said(text, author or f"last-{place}", 0) for place, text in enumerate(last)),
    ]


def test_a_topic_that_is_new_is_raised_with_its_words_and_its_texts(
    stream: list[str], apple_pay: list[str]
) -> None:
    said = weeks(stream[:1800], last=apple_pay[:12])
    topic, *_others = rising(said)
    assert "google pay" in topic.terms
    assert topic.people > 4 * topic.expected
    assert (topic.of_people, topic.of_before) == (212, 1600)
    about = [said[place].text in apple_pay for place in topic.texts]
    assert sum(about[:5]) >= 4


def test_shuffled_texts_raise_next_to_nothing(stream: list[str]) -> None:
    chance = np.random.default_rng(7)
    looks = [
        rising(weeks([stream[place] for place in chance.permutation(len(stream))[:900]])) for _ in range(20)
    ]
    assert sum(bool(found) for found in looks) <= 2


def test_one_person_who_writes_it_ten_times_raises_nothing(stream: list[str], apple_pay: list[str]) -> None:
    said = weeks(stream[900:1800], last=apple_pay[:10], author="the same")
    assert rising(said) == []


def test_without_weeks_before_nothing_is_new(apple_pay: list[str]) -> None:
    assert rising([Said(text, str(place), 0) for place, text in enumerate(apple_pay)]) == []
    assert rising([]) == []


def test_a_term_that_comes_in_waves_is_no_news_at_the_height_of_a_wave() -> None:
    said = [
        Said(f"about {'rain' if place < users else 'sun'} and word{place}", f"{week}-{place}", week)
        for week, users in enumerate((30, 2, 31, 1, 28, 3, 30, 2, 29))
        for place in range(100)
    ]
    assert not any("rain" in term for topic in rising(said) for term in topic.terms)
    steady = [
        Said(f"about {'rain' if place < users else 'sun'} and word{place}", f"{week}-{place}", week)
        for week, users in enumerate((30, 2, 3, 1, 2, 3, 2, 2, 1))
        for place in range(100)
    ]
    assert any("rain" in term for topic in rising(steady) for term in topic.terms)


def test_the_probability_of_a_term_is_fishers() -> None:
    stretch = np.repeat([0, 1], [40, 160])
    uses = sparse.csr_array(
        np.column_stack([np.r_[np.ones(12), np.zeros(28), np.ones(4), np.zeros(156)]]).astype(int)
    )
    ((_, probability),) = raised(Heap(uses, ("term",), stretch), chance=0.05)
    fisher = stats.fisher_exact([[12, 28], [4, 156]], alternative="greater").pvalue
    assert probability == pytest.approx(fisher, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "within", "without"),
    [
        ("배송이 또 늦었어요", {"배송", "배송이", "늦었", "늦었어요", "또 늦었어요"}, {"배"}),
        ("包裹一直沒有收到", {"包裹", "一直沒有", "收到"}, {"包"}),
        (
            "My card is stuck: write to jo@example.org or https://example.org/a",
            {"card", "is stuck"},
            {"jo", "example"},
        ),
        ("오류 E503 발생", {"e503", "오류 e503"}, set()),
    ],
)
def test_terms_are_what_a_reader_of_the_language_would_look_for(
    text: str, within: set[str], without: set[str]
) -> None:
    found = terms_of(text)
    assert within <= found
    assert not without & found


def test_topics_of_one_matter_are_known_as_the_same() -> None:
    assert same_topic(("swallowed", "atm"), ("atm swallowed", "machine", "card"))
    assert not same_topic(("swallowed", "atm"), ("refund", "late"))
    assert not same_topic((), ("refund",))
