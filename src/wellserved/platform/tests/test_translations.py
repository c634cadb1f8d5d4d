"""Whoever changes a page's words changes them in every language, or these tests name what is missing.

The mend is `django-admin makemessages -l ko -l zh_Hant --no-location -i "static/*" -i "tests/*"` in the
package's folder, then the new entries' translation.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation import to_locale
from django.utils.translation.template import templatize
from opencc import OpenCC

PACKAGE = Path(__file__).parents[2]
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
KEYWORDS = (
    DEFAULT_KEYWORDS
    | {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
    | {"gettext_noop": None}
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")

Key = tuple[str | None, str]
each_language = pytest.mark.parametrize("language", LANGUAGES)


def catalogue(language: str) -> Catalog:
    with (PACKAGE / f"platform/locale/{to_locale(language)}/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def sources() -> Iterator[tuple[Path, str]]:
    """As Python text; a template's lines lie in brackets, where indentation means nothing."""
    for file in sorted(PACKAGE.rglob("*")):
        if {"tests", "static"} & set(file.parent.relative_to(PACKAGE).parts):
            continue
        if file.suffix == ".py":
            yield file, file.read_text()
        elif file.suffix in {".html", ".txt"} and "templates" in file.parts:
            yield file, f"(\n{templatize(file.read_text(), origin=str(file))}\n)"


def spoken() -> dict[Key, Path]:
    """Every message in the sources, with one place where it is said."""
    found: dict[Key, Path] = {}
    for file, text in sources():
        for _line, said, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            found[context, said if isinstance(said, str) else said[0]] = file
    return found


@each_language
def test_every_message_of_the_sources_is_in_the_catalogue_and_no_other(language: str) -> None:
    said = spoken()
    known = {(message.context, ids(message)[0]) for message in messages(language)}
    lacking = {text: said[context, text].name for context, text in said.keys() - known}
    assert (lacking, known - said.keys(), catalogue(language).obsolete) == ({}, set(), {})


def test_no_message_hides_in_an_f_string() -> None:
    """There the search for messages finds none, so nobody would miss its translation."""
    hidden = [
        (file.name, call.lineno, call.args[0].value)
        for file in sorted(PACKAGE.rglob("*.py"))
        for joined in ast.walk(ast.parse(file.read_text()))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {*KEYWORDS, "_"}
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


@each_language
def test_every_message_is_translated_and_none_is_a_guess(language: str) -> None:
    assert not catalogue(language).fuzzy
    unready = [
        ids(message)[0] for message in messages(language) if message.fuzzy or not all(strings(message))
    ]
    assert unready == []


@each_language
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = [
        (ids(message)[-1], string)
        for message in messages(language)
        for string in strings(message)
        if set(PLACEHOLDER.findall(string)) != set(PLACEHOLDER.findall(ids(message)[-1]))
    ]
    assert wrong == []


@each_language
def test_a_percent_sign_is_doubled_where_it_is_no_placeholder(language: str) -> None:
    wrong = [
        string
        for message in messages(language)
        for string in strings(message)
        if "%" in ids(message)[-1] and "%" in PLACEHOLDER.sub("", string).replace("%%", "")
    ]
    assert wrong == []


@each_language
def test_every_plural_form_of_the_language_is_there(language: str) -> None:
    forms = catalogue(language).num_plurals
    assert {len(strings(message)) for message in messages(language) if message.pluralizable} == {forms}


@each_language
def test_the_built_catalogue_is_the_written_one(language: str) -> None:
    built = PACKAGE / f"platform/locale/{to_locale(language)}/LC_MESSAGES/django.mo"
    assert built.is_file(), "The translations are not built: run `python hatch_build.py`."
    with built.open("rb") as file:
        compiled = GNUTranslations(file)
    assert [compiled_strings(compiled, message) for message in messages(language)] == [
        strings(message) for message in messages(language)
    ]


def compiled_strings(compiled: GNUTranslations, message: Message) -> tuple[str, ...]:
    if message.pluralizable:
        one, many = ids(message)
        return (compiled.ngettext(one, many, 2),)
    text = ids(message)[0]
    return (compiled.pgettext(message.context, text) if message.context else compiled.gettext(text),)


REVIEW = tomllib.loads((PACKAGE / "platform/locale/zh_Hans/review.toml").read_text(encoding="utf-8"))


def test_every_reviewed_message_is_one_of_ours() -> None:
    known = {(message.context, ids(message)[0]) for message in messages("zh-hant")}
    reviewed = [(one.get("context"), one["id"]) for one in REVIEW["message"]]
    assert [one for one in reviewed if one not in known] == []
    assert len(set(reviewed)) == len(reviewed)


def test_every_reviewed_word_still_comes_out_of_the_machine() -> None:
    """One that is in no text any more, or that OpenCC has learnt, is to be taken out."""
    convert = OpenCC("tw2sp").convert
    by_machine = " ".join(convert(text) for message in messages("zh-hant") for text in strings(message))
    # Marks stay for texts to come.
    words = [word for word in REVIEW["words"] if any(sign.isalnum() for sign in word)]
    assert [word for word in words if word not in by_machine] == []


def test_no_word_of_taiwan_is_left_in_the_simplified_texts() -> None:
    said = [text for message in messages("zh-hans") for text in strings(message)]
    left = {word for word in REVIEW["words"] for text in said if word in text}
    assert left == set()


def test_the_simplified_texts_are_simplified() -> None:
    convert = OpenCC("t2s").convert
    said = [text for message in messages("zh-hans") for text in strings(message)]
    assert [text for text in said if convert(text) != text] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "answered", "word"),
    [
        ("ko-KR,ko;q=0.9", "ko", "로그인"),
        ("zh-TW,zh;q=0.9", "zh-hant", "登入"),
        ("zh-HK", "zh-hant", "登入"),
        ("zh-MO", "zh-hant", "登入"),
        ("zh-CN,zh;q=0.9", "zh-hans", "登录"),
        ("zh-SG", "zh-hans", "登录"),
        ("zh", "zh-hans", "登录"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/accounts/login/"])
def test_pages_speak_the_browsers_language(address: str, asked: str, answered: str, word: str) -> None:
    page = Client(headers={"Accept-Language": asked}).get(address).content.decode()
    assert f'<html lang="{answered}"' in page
    assert word in page
    assert "Sign in" not in page
