"""Suggestions on one core: texts a second for language, sentiment, intent and urgency together, and what they are worth.

The texts are real: Korean reviews (ko_movie_reviews) and English questions to a bank (banking77), mixed. All four are
suggested for every text, with a confidence, from classifiers taught by the other half; urgency is taught by whether a
matter is one of theft. `ko_sentiment` (balanced accuracy) and `banking77` (accuracy, 77 intents) are from 5-fold
cross-validation over all texts, calibration included, every text judged by what the other folds taught.

The rival is the plain way of scikit-learn: for sentiment, intent and urgency each a pipeline of TfidfVectorizer
(characters, 2 to 4 within words) and LinearSVC. It has no confidence, no silence and no language, which is in its favour.
Both are asked in lots of 1,000, and one text at a time.
"""

import os
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import LinearSVC

from benchmarks.apart import medians
from benchmarks.measuring import real_data, report
from wellserved.analytics.tests.triage_texts import bank_questions, movie_reviews
from wellserved.analytics.triage import cross_validated, languages_of, read, train, urgency_of

LOT, ALONE, RUNS = 1_000, 500, 3
THEFT = {"compromised_card", "lost_or_stolen_card", "lost_or_stolen_phone"}

Lessons = tuple[list[str], list[str]]


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    reviews, questions = movie_reviews(real_data()), bank_questions(real_data())
    asked = [*reviews[0][1::2], *questions[0][1::2]]
    random.Random(0).shuffle(asked)  # noqa: S311  an order, no secret
    ours, rival = suggesting(reviews, questions), plain(reviews, questions)
    taken = medians(
        {
            "ours": lambda: in_lots(ours, asked),
            "rival": lambda: in_lots(rival, asked),
            "ours_alone": lambda: [ours([text]) for text in asked[:ALONE]],
            "rival_alone": lambda: [rival([text]) for text in asked[:ALONE]],
        },
        runs=RUNS,
    )
    report(
        name="triage",
        figure=len(asked) / taken["ours"],
        unit="texts/s",
        rival="scikit-learn: TfidfVectorizer and LinearSVC for each of three, no language, no confidence",
        rival_figure=len(asked) / taken["rival"],
        runs=RUNS,
        alone=round(ALONE / taken["ours_alone"]),
        rival_alone=round(ALONE / taken["rival_alone"]),
        **worth(reviews, questions),
    )


def suggesting(reviews: Lessons, questions: Lessons) -> Callable[[Sequence[str]], object]:
    sentiment = train(*every_other(reviews), balanced=True)
    intent = train(*every_other(questions))
    urgency = train(*every_other(urgencies(questions)), balanced=True)

    def suggest(texts: Sequence[str]) -> object:
        reading = read(texts)
        return (
            languages_of(reading),
            sentiment.suggest_all(reading),
            intent.suggest_all(reading),
            urgency_of(texts, learnt=urgency, reading=reading),
        )

    return suggest


def plain(reviews: Lessons, questions: Lessons) -> Callable[[Sequence[str]], object]:
    taught = []
    for lessons in (reviews, questions, urgencies(questions)):
        texts, labels = every_other(lessons)
        taught.append(pipeline().fit(texts, labels))
    return lambda texts: [each.predict(texts) for each in taught]


def pipeline(**settings: Any) -> Pipeline:
    return make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
        LinearSVC(random_state=0, **settings),
    )


def every_other(lessons: Lessons) -> Lessons:
    return lessons[0][::2], lessons[1][::2]


def urgencies(questions: Lessons) -> Lessons:
    return questions[0], ["urgent" if label in THEFT else "normal" for label in questions[1]]


def in_lots(suggest: Callable[[Sequence[str]], object], texts: Sequence[str]) -> None:
    for start in range(0, len(texts), LOT):
        suggest(texts[start : start + LOT])


def worth(reviews: Lessons, questions: Lessons) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, lessons, balanced in (("ko_sentiment", reviews, True), ("banking77", questions, False)):
        measured = cross_validated(*lessons, balanced=balanced)
        assert measured is not None
        found |= {
            name: round(measured.balanced_accuracy if balanced else measured.accuracy, 4),
            f"{name}_calibration_error": round(measured.calibration_error, 4),
            f"{name}_spoken": round(measured.spoken, 3),
            f"{name}_right_of_spoken": round(measured.spoken_accuracy or 0, 3),
            f"rival_{name}": round(rivals_worth(*lessons, balanced=balanced), 4),
        }
    return found


def rivals_worth(texts: list[str], labels: list[str], *, balanced: bool) -> float:
    all_texts, truth = np.array(texts, object), np.array(labels)
    said = np.empty_like(truth)
    for taught, asked in StratifiedKFold(5, shuffle=True, random_state=0).split(all_texts, truth):
        chosen = pipeline(class_weight="balanced" if balanced else None)
        said[asked] = chosen.fit(all_texts[taught], truth[taught]).predict(all_texts[asked])
    return float(balanced_accuracy_score(truth, said) if balanced else (truth == said).mean())


if __name__ == "__main__":
    main()
