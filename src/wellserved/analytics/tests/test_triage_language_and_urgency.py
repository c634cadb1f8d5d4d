import gettext
import json
from pathlib import Path

import django
import opencc
import pytest

from wellserved.analytics.triage import (
    Held,
    Suggestion,
    languages_of,
    read,
    rules_in,
    train,
    urgency_of,
)
from wellserved.analytics.triage.urgency import NAMES

from .triage_texts import bank_questions, movie_reviews


def spoken_and_right(found: list[Suggestion], language: str) -> tuple[float, float]:
    spoken = [one for one in found if one.label]
    return len(spoken) / len(found), sum(one.label == language for one in spoken) / len(spoken)


def test_real_texts_of_four_kinds_are_told_apart(test_data: Path) -> None:
    articles = json.loads((test_data / "zh_hant_drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))["data"]
    asked = [each["question"] for one in articles for part in one["paragraphs"] for each in part["qas"]]
    simplified = opencc.OpenCC("tw2s")
    for texts, language in (
        (bank_questions(test_data)[0], "en"),
        (movie_reviews(test_data)[0][:5000], "ko"),
        (asked, "zh-hant"),
        ([simplified.convert(text) for text in asked], "zh-hans"),
    ):
        spoken, right = spoken_and_right(languages_of(texts), language)
        assert spoken > 0.98, language
        assert right > 0.99, language


@pytest.mark.parametrize(
    ("locale", "language"),
    [(locale, "other") for locale in ("de", "fr", "es", "pt_BR", "it", "pl", "vi", "tr", "ru", "ar", "th")]
    + [("ja", "ja"), ("ko", "ko"), ("zh_Hant", "zh-hant"), ("zh_Hans", "zh-hans")],
)
def test_short_messages_of_a_programme_are_told_apart(locale: str, language: str) -> None:
    texts = []
    for room in ("admin", "auth", "flatpages"):
        folder = Path(django.__file__).parent / "contrib" / room / "locale" / locale / "LC_MESSAGES"
        with (folder / "django.mo").open("rb") as file:
            found = gettext.GNUTranslations(file)._catalog
        texts += [text for key, text in found.items() if key and len(text) > 20 and not set("%{") & set(text)]
    spoken, right = spoken_and_right(languages_of(texts), language)
    assert len(texts) > 20
    assert spoken > 0.7
    assert right > 0.97


def test_a_number_a_face_and_nothing_are_silent() -> None:
    assert [one.label for one in languages_of(["", "12-34", "🙂", "...", "\ud800"])] == [None] * 5
    assert languages_of(read([])) == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("The charger CAUGHT FIRE and burned my hand", ("danger",)),
        ("아이가 유리 조각에 다쳤어요. 응급실에 갔습니다", ("danger",)),
        ("吃了之後食物中毒，已經送醫", ("danger",)),
        ("吃了之后食物中毒，已经送医", ("danger",)),
        ("信用卡被盜刷了，不是我刷的", ("theft",)),
        ("세 번째 문의입니다. 답변이 없네요", ("again",)),
        (
            "I will go to the ombudsman. It is the third time I write, I need it today",
            ("law", "deadline", "again"),
        ),
        ("소비자원에 신고하겠습니다", ("law",)),
        ("明天就要用，請盡快", ("deadline",)),
        ("再不处理我就打12315了", ("law",)),
        ("我打了12316和10086，问的是123150", ()),
        ("Thank you, all is well", ()),
        ("친절하게 안내해 주셔서 감사합니다", ()),
        ("謝謝您的幫忙", ()),
    ],
)
def test_what_cannot_wait_is_found_by_its_words(text: str, rules: tuple[str, ...]) -> None:
    assert rules_in(text) == rules


def test_real_questions_in_which_theft_is_found_are_about_theft(test_data: Path) -> None:
    texts, labels = bank_questions(test_data)
    about = [label for text, label in zip(texts, labels, strict=True) if "theft" in rules_in(text)]
    theft = {"compromised_card", "lost_or_stolen_phone", "lost_or_stolen_card"}
    assert len(about) > 150
    assert sum(label in theft or label.endswith("not_recognised") for label in about) > 0.9 * len(about)


def test_a_rule_that_is_often_corrected_falls_silent_and_one_that_holds_grows_sure() -> None:
    text = ["Need it by tomorrow"]
    (first,) = urgency_of(text)
    assert (first.label, first.confidence, first.rule) == ("high", 0.85, "deadline")
    (corrected,) = urgency_of(text, held={"deadline": Held(right=2, of=10)})
    assert corrected.label is None
    (kept,) = urgency_of(text, held={"deadline": Held(right=50, of=50)})
    assert kept.confidence > 0.95


def test_what_was_learnt_speaks_too_and_never_hides_a_danger() -> None:
    calm = [f"How do I fold the blue chair number {word}" for word in "abcdefghijklmnopqrstuvwxyz"]
    pressing = [f"Our shop's freezer stands still, model {word}" for word in "abcdefghijklmnopqrstuvwxyz"]
    learnt = train([*calm, *pressing], ["low"] * 26 + ["high"] * 26)
    said = urgency_of(
        [
            "The freezer stands still again",
            "How do I fold the chair",
            "How do I fold the chair that is on fire",
        ],
        learnt=learnt,
    )
    assert [(one.label, one.rule) for one in said] == [("high", None), ("low", None), ("urgent", "danger")]


def test_every_rule_has_words_of_three_languages() -> None:
    assert NAMES == ("danger", "theft", "law", "deadline", "again")
