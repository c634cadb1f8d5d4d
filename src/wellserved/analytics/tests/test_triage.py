import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellserved.analytics.triage import (
    Classifier,
    NotAClassifier,
    Suggestion,
    TextsAndLabelsDiffer,
    calibration_error,
    cross_validated,
    read,
    train,
)
from wellserved.analytics.triage.letters import FOLDED, SIMPLIFIED, TRADITIONAL
from wellserved.analytics.triage.reading import plain

from .triage_texts import bank_questions, movie_reviews


@pytest.fixture(scope="module")
def reviews(test_data: Path) -> tuple[list[str], list[str]]:
    return movie_reviews(test_data)


@pytest.fixture(scope="module")
def questions(test_data: Path) -> tuple[list[str], list[str]]:
    """Those of the twelve matters most often asked about."""
    texts, labels = bank_questions(test_data)
    often = {label for label, _ in Counter(labels).most_common(12)}
    kept = [place for place, label in enumerate(labels) if label in often]
    return [texts[place] for place in kept], [labels[place] for place in kept]


@pytest.fixture(scope="module")
def taught(questions: tuple[list[str], list[str]]) -> Classifier:
    texts, labels = questions
    return train(texts[::2], labels[::2])


def test_real_reviews_praise_or_complain_and_the_confidence_holds_on_those_held_back(
    reviews: tuple[list[str], list[str]],
) -> None:
    texts, labels = reviews
    held = slice(6000, 10_000)
    classifier = train(texts[:6000], labels[:6000], balanced=True)
    found = classifier.suggest_all(texts[held], silent_below=0.0)
    right = np.array([one.label == label for one, label in zip(found, labels[held], strict=True)])
    sure = np.array([one.confidence for one in found])
    of = np.array(labels[held])
    assert np.mean([right[of == label].mean() for label in classifier.labels]) > 0.8
    assert calibration_error(sure, right) < 0.04
    assert right[sure >= 0.8].mean() > 0.9
    assert (sure >= 0.8).mean() > 0.5


def test_real_questions_find_their_matter_and_are_mostly_silent_about_what_was_never_taught(
    taught: Classifier, questions: tuple[list[str], list[str]], test_data: Path
) -> None:
    texts, labels = questions
    found = taught.suggest_all(texts[1::2])
    spoken = [(one, label) for one, label in zip(found, labels[1::2], strict=True) if one.label]
    assert len(spoken) > 0.75 * len(found)
    assert sum(one.label == label for one, label in spoken) > 0.95 * len(spoken)
    praise = taught.suggest_all(movie_reviews(test_data)[0][:500])
    assert sum(one.label is None for one in praise) > 490


def test_cross_validation_tells_what_is_then_found_on_texts_held_back(
    questions: tuple[list[str], list[str]], taught: Classifier
) -> None:
    texts, labels = questions
    measured = cross_validated(texts[::2], labels[::2])
    assert measured is not None
    found = taught.suggest_all(texts[1::2], silent_below=0.0)
    accuracy = np.mean([one.label == label for one, label in zip(found, labels[1::2], strict=True)])
    assert measured.accuracy == pytest.approx(accuracy, abs=0.03)
    assert measured.labels == 12
    assert measured.calibration_error < 0.06


@pytest.mark.parametrize(
    ("of_each", "speaks"), [((20, 19), False), ((33, 7), False), ((20, 20), True), ((20, 20, 3), True)]
)
def test_too_few_corrections_teach_nothing_and_it_stays_silent(
    of_each: tuple[int, ...], *, speaks: bool, questions: tuple[list[str], list[str]]
) -> None:
    by_label: dict[str, list[str]] = {}
    for text, label in zip(*questions, strict=True):
        by_label.setdefault(label, []).append(text)
    names = sorted(by_label)[: len(of_each)]
    lessons = [(text, name) for name, n in zip(names, of_each, strict=True) for text in by_label[name][:n]]
    classifier = train([text for text, _ in lessons], [name for _, name in lessons])
    assert bool(classifier.labels) is speaks
    if not speaks:
        assert classifier.suggest(lessons[0][0], silent_below=0.0) == Suggestion(None, 0.0)
        assert cross_validated([text for text, _ in lessons], [name for _, name in lessons]) is None
    # A label of three texts is never said.
    assert {one.label for one in classifier.suggest_all([text for text, _ in lessons], silent_below=0.0)} <= {
        None,
        *names[:2],
    }


def test_the_same_lessons_teach_the_same_in_any_order_and_however_often(
    questions: tuple[list[str], list[str]],
) -> None:
    lessons = list(zip(*questions, strict=True))[:400]
    one = train(*zip(*lessons, strict=True))
    other = train(*zip(*reversed(lessons * 2), strict=True))
    assert one.version == other.version
    assert one.version != train(*zip(*lessons[1:], strict=True)).version


def test_a_stored_classifier_says_the_same_and_has_the_same_version(
    taught: Classifier, questions: tuple[list[str], list[str]]
) -> None:
    stored = taught.to_bytes()
    back = Classifier.from_bytes(stored)
    assert back.version == taught.version
    assert back.suggest_all(questions[0][:50]) == taught.suggest_all(questions[0][:50])
    assert Classifier.from_bytes(train([], []).to_bytes()).suggest("Where is it?").label is None


def test_bytes_that_are_no_classifier_are_refused_and_run_nothing(taught: Classifier, tmp_path: Path) -> None:
    marker = tmp_path / "ran"

    class Runs:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (marker,)

    pickled = io.BytesIO()
    np.savez(pickled, said=np.array([Runs()], dtype=object))
    older = io.BytesIO()
    np.savez(older, said=np.frombuffer(json.dumps({"format": [0, 8]}).encode(), np.uint8))
    cut_off = taught.to_bytes()[:-200]
    for data in (b"", b"no archive", pickled.getvalue(), older.getvalue(), cut_off):
        with pytest.raises(NotAClassifier, match="train it anew"):
            Classifier.from_bytes(data)
    assert not marker.exists()


def test_a_text_without_its_label_is_refused() -> None:
    with pytest.raises(TextsAndLabelsDiffer, match="2 texts and 1 labels"):
        train(["one", "two"], ["a"])


@given(st.lists(st.text(max_size=60), max_size=5), st.text(max_size=60))
def test_a_text_is_read_the_same_alone_and_among_others(others: list[str], text: str) -> None:
    alone, among = read([text]).counts, read([*others, text]).counts[[len(others)]]
    assert (alone != among).nnz == 0
    assert plain(plain(text)) == plain(text)


def test_numbers_and_addresses_are_read_as_the_fact_that_they_stand_there() -> None:
    assert plain("  Call ０１０-1234, mail Jo.Doe@example.org or https://example.org/x?y=1 ") == (
        "call 000-0000, mail @ or @"
    )


def test_what_was_taught_in_traditional_characters_is_found_in_simplified_ones(test_data: Path) -> None:
    """Paragraphs of an encyclopaedia by their article."""
    folder = test_data / "zh_hant_drcd" / "DRCD_dev.json"
    articles = json.loads(folder.read_text(encoding="utf-8"))["data"][:24]
    lessons = [
        (each["question"], article["title"])
        for article in articles
        for paragraph in article["paragraphs"]
        for each in paragraph["qas"]
    ]
    asked = [(text, title) for text, title in lessons[::3]]
    rest = [one for place, one in enumerate(lessons) if place % 3]
    classifier = train(*zip(*rest, strict=True))
    simplified = opencc.OpenCC("tw2s")
    counts = [
        sum(
            one.label == title
            for one, (_, title) in zip(
                classifier.suggest_all([change(text) for text, _ in asked], silent_below=0.0),
                asked,
                strict=True,
            )
        )
        for change in (str, simplified.convert)
    ]
    assert counts[0] > 0.6 * len(asked)
    assert counts[1] > 0.95 * counts[0]


def test_the_two_writings_of_a_character_are_those_of_opencc() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
    assert opencc.OpenCC("t2s").convert(TRADITIONAL) == SIMPLIFIED
    assert chr(FOLDED[ord("貨")]) == chr(FOLDED[ord("货")]) == "货"
