"""The rows of a LimeSurvey structure file: tables of one XML document, their texts apart from them or among them.

From database version 400 on (LimeSurvey 4) texts stand in tables of their own, before that every row is there once for
each language.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # it ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # as above
from django.utils.translation import gettext as _

from .carrying import FileRefused, language_of

__all__ = ["Asked", "Group", "Row", "Tables", "tables_of"]

Row = Mapping[str, str]
_TEXTS = ("question", "help", "answer", "group_name", "description", "script")


@dataclass(slots=True)
class Asked:
    """A question, one of its rows, an answer of it or a group: what it is, and its texts by field and language."""

    row: Row
    texts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def __getitem__(self, name: str) -> str:
        return self.row.get(name, "")


@dataclass(slots=True)
class Group:
    group: Asked
    questions: list[Asked] = field(default_factory=list)


@dataclass(slots=True)
class Tables:
    survey: Row
    languages: dict[str, Row]
    groups: list[Group]
    parts: Mapping[str, list[Asked]]
    answers: Mapping[str, list[Asked]]
    attributes: Mapping[str, Mapping[str, str]]
    worded: Mapping[str, Mapping[str, Mapping[str, str]]]
    conditions: Mapping[str, list[Row]]
    others: Mapping[str, int]


def tables_of(content: bytes) -> Tables:
    """Raises FileRefused; document types and entities are refused, so nothing can blow up or reach out."""
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        why = str(error)[:200] or type(error).__name__
        said = _("This is no .lss file: %(why)s. Export the survey structure from LimeSurvey once more.")
        raise FileRefused(said % {"why": why}) from error
    if (root.findtext("LimeSurveyDocType") or "").strip() != "Survey":
        said = _(
            "This is no .lss file of a whole survey. Export the survey structure from LimeSurvey once more."
        )
        raise FileRefused(said)
    rows = {table.tag: list(_rows(table)) for table in root}
    return _tables(rows)


def _tables(rows: Mapping[str, list[Row]]) -> Tables:
    survey = next(iter(rows.get("surveys", [])), {})
    questions = _said(rows.get("questions", []), "qid", rows.get("question_l10ns", []))
    groups = [
        Group(one)
        for one in _ordered(_said(rows.get("groups", []), "gid", rows.get("group_l10ns", [])), "group_order")
    ]
    by_gid = {group.group["gid"]: group for group in groups}
    for one in _ordered(questions, "question_order"):
        if one["gid"] in by_gid and one["parent_qid"] in ("", "0"):
            by_gid[one["gid"]].questions.append(one)
    return Tables(
        survey=survey,
        languages={one.get("surveyls_language", ""): one for one in rows.get("surveys_languagesettings", [])},
        groups=groups,
        parts=_by(
            _ordered(
                _said(rows.get("subquestions", []), "qid", rows.get("question_l10ns", [])), "question_order"
            ),
            "parent_qid",
        ),
        answers=_by(_ordered(_answers(rows), "sortorder"), "qid"),
        attributes=_attributes(rows.get("question_attributes", [])),
        worded=_worded(rows.get("question_attributes", [])),
        conditions=_conditions(rows.get("conditions", [])),
        others={name: len(rows.get(name, [])) for name in ("quota", "assessments", "defaultvalues")},
    )


def _answers(rows: Mapping[str, list[Row]]) -> list[Asked]:
    if "answer_l10ns" in rows:
        return _said(rows.get("answers", []), "aid", rows["answer_l10ns"])
    numbered: list[Row] = [
        {**row, "place": "/".join(row.get(n, "") for n in ("qid", "scale_id", "code"))}
        for row in rows.get("answers", [])
    ]
    return _said(numbered, "place", [])


def _said(rows: list[Row], key: str, texts: list[Row]) -> list[Asked]:
    """One of each key, with all its texts."""
    found: dict[str, Asked] = {}
    for row in rows:
        one = found.setdefault(row.get(key, ""), Asked(row))
        _take(one, row)
    for row in texts:
        one_of = found.get(row.get(key, ""))
        if one_of is not None:
            _take(one_of, row)
    return list(found.values())


def _take(one: Asked, row: Row) -> None:
    language = language_of(row.get("language", ""))
    for name in _TEXTS:
        if language and row.get(name):
            one.texts[name][language] = row[name]


def _ordered(asked: list[Asked], name: str) -> list[Asked]:
    return sorted(asked, key=lambda one: (_number(one["scale_id"]), _number(one[name])))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _by(asked: list[Asked], name: str) -> dict[str, list[Asked]]:
    found: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one[name]].append(one)
    return found


def _attributes(rows: list[Row]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        found[row.get("qid", "")].setdefault(row.get("attribute", ""), row.get("value", ""))
    return found


def _worded(rows: list[Row]) -> dict[str, dict[str, dict[str, str]]]:
    """Attributes that are words, by language; older files have them once, for every language."""
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        if (text := row.get("value", "").strip()) and not text.isdigit():
            language = language_of(row.get("language", ""))
            found[row.get("qid", "")][row.get("attribute", "")].setdefault(language, text)
    return found


def _conditions(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.get("qid", "")].append(row)
    return found


def _rows(table: Element) -> Iterator[Row]:
    for row in table.iterfind("rows/row"):
        yield {cell.tag: cell.text or "" for cell in row}
