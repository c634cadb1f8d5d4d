"""What becomes of other programs' questionnaires: what can be asked is, and what can't is named."""

import json
from datetime import UTC, datetime
from threading import Thread
from time import sleep
from types import ModuleType

import pytest
from django.db import connection, transaction

from wellserved.people.contracts import OPERATOR
from wellserved.voice.domain.conditions import holds
from wellserved.voice.domain.definition import Choice, Choices, Definition, Item, Matrix, Scale, When
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.layout import items_of
from wellserved.voice.domain.walking import shown
from wellserved.voice.exchange import lss, qsf
from wellserved.voice.exchange.carrying import Carried, FileRefused, Keys
from wellserved.voice.services.importing import import_questionnaire

from . import files

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def named(carried: Carried) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in carried.left_out:
        found.setdefault(one.name, []).append(one.said)
    return found


def item(definition: Definition, key: str) -> Item:
    return next(one for one in items_of(definition) if one.key == key)


def asked_of(definition: Definition, **answers: object) -> list[str]:
    return [one.key for one in shown(definition, answers=answers, facts={}).items]


def test_a_qsf_file_becomes_a_draft_that_can_be_asked() -> None:
    carried = qsf.read(files.qsf())
    definition = carried.definition
    assert faults(definition) == ()
    keys = ["q1", "q2", "q3", "q4", "q6", "q7", "q9_1", "q9_2", "q11_1", "q11_2"]
    assert [one.key for one in items_of(definition)] == keys
    assert item(definition, "q11_2").text == {"en": "Both\nHad", "ko": "받은 것"}
    first = item(definition, "q1")
    assert isinstance(first, Choice)
    assert first.text == {
        "en": "How did you come in?",
        "ko": "어떻게 오셨습니까?",
        "zh-hant": "您怎麼來的？",
    }
    assert (first.required, first.shuffle) == (True, True)
    assert [(one.words["en"], one.code, one.words_wanted) for one in first.options] == [
        ("At the shop", 20, False),
        ("By post", 10, False),
        ("Otherwise", 40, True),
    ]
    assert first.options[1].words["ko"] == "우편으로"
    second = item(definition, "q2")
    assert isinstance(second, Choices)
    assert (second.least, second.most) == (1, 0)
    assert second.text["en"] == "What was good about {answer:q1}, {fact:name}?"
    matrix = item(definition, "q3")
    assert isinstance(matrix, Matrix)
    assert {n: words["en"] for n, words in matrix.scale.labels.items()} == {
        "1": "Good",
        "2": "Fair",
        "3": "Bad",
    }
    assert definition.pages[3].lead == {"en": "Almost done."}


def test_conditions_skips_and_branches_of_a_qsf_file_lead_the_same_way() -> None:
    definition = qsf.read(files.qsf()).definition
    rest = ["q3", "q6", "q7", "q9_1", "q9_2", "q11_1", "q11_2"]
    assert asked_of(definition, q1="c1") == ["q1", "q2", *rest]
    assert asked_of(definition, q1="c2") == ["q1", "q2", *rest]
    assert asked_of(definition, q1="c4") == ["q1"], "a skip to the end"
    assert asked_of(definition) == ["q1", *rest], "not selected is what was not answered, too"
    why = {"q1": "c1", "q2": ["c0"], "q3": {"r1": 1}}
    assert "q4" in asked_of(definition, **why)
    assert "q4" not in asked_of(definition, **{**why, "q3": {"r1": 2}})


def test_what_a_qsf_file_has_and_we_have_not_is_named_by_its_question() -> None:
    said = named(qsf.read(files.qsf()))
    randomizer = said.pop("BlockRandomizer")
    assert set(said) == {"Name", "Q2", "Q3", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11", "QO", "WebService"}
    assert "here all of them are" in randomizer[1]
    assert "${lm://x}" in said["Q2"][0]
    assert [one.partition(" ")[0] for one in said["Q3"]] == ["What", "Pictures,", "That", "Which"]
    assert "from 0 to 100" in said["Q6"][0]
    assert "always shown: QID99" in said["Q7"][0]
    assert "HeatMap" in said["Q8"][0]
    assert "thrown away" in said["Q10"][0]


def test_skips_over_questions_and_what_is_asked_twice_in_a_qsf_file() -> None:
    usual = {"QuestionType": "MC", "Selector": "SAVR", "Choices": files.choices("Yes", "No")}
    questions = {
        f"QID{n}": {**usual, "DataExportTag": "Same", "QuestionText": f"Question {n}?"} for n in (1, 2, 3)
    }
    questions["QID1"]["SkipLogic"] = [
        {"ChoiceLocator": "q://QID1/SelectableChoice/2", "Condition": "Selected", "SkipToDestination": "QID3"}
    ]
    twice = {"Type": "Block", "ID": "BL_2"}
    carried = qsf.read(files.qsf(questions=questions, flow=[{"Type": "Block", "ID": "BL_1"}, twice, twice]))
    assert asked_of(carried.definition, same="c2") == ["same", "same_3"], "names are ours: each once"
    assert asked_of(carried.definition, same="c1") == ["same", "same_2", "same_3"]
    assert any("several places" in one for one in named(carried)["Same"])


def test_a_limesurvey_file_is_the_same_draft_in_the_old_form_and_in_the_new() -> None:
    carried = lss.read(files.lss(texts_apart=True))
    assert lss.read(files.lss(texts_apart=False)) == carried
    definition = carried.definition
    assert faults(definition) == ()
    assert definition.title == {"en": "Your visit", "ko": "방문은 어떠셨나요"}
    assert (definition.welcome, definition.thanks) == ({"en": "Hello"}, {"ko": "감사합니다"})
    assert [page.title.get("en", "") for page in definition.pages] == ["About the visit", "", "", "More"]
    first = item(definition, "q1")
    assert isinstance(first, Choice)
    assert [(one.key, one.words["en"]) for one in first.options] == [
        ("a1", "By post"),
        ("a2", "At the shop"),
        ("other", "Other"),
    ]
    assert first.options[0].words["ko"] == "우편으로"
    second = item(definition, "q2")
    assert isinstance(second, Choices)
    assert (second.most, second.shuffle, second.text) == (1, True, {"en": "What was good about {answer:q1}?"})
    assert isinstance(item(definition, "q5"), Scale)
    assert {"q10_0", "q10_1", "q11"} <= set(asked_of(definition, q1="a1"))


def test_relevance_and_the_older_conditions_of_a_limesurvey_file_lead_the_same_way() -> None:
    definition = lss.read(files.lss(texts_apart=True)).definition
    assert asked_of(definition) == ["q1"]
    assert asked_of(definition, q1="a2")[:3] == ["q1", "q2", "q5"]
    more = ["q7", "q9_st", "q9_to", "q10_0", "q10_1", "q11"]
    assert asked_of(definition, q1="a1", q2=["sq001"]) == ["q1", "q2", "q3", "q5", *more]
    assert "q4" in asked_of(definition, q1="a1", q2=["sq001"], q3={"row": 2})
    assert "q4" not in asked_of(definition, q1="a1", q2=["sq001"], q3={"row": 3})
    assert "q3" not in asked_of(definition, q1="a1", q2=["sq002"])


def test_what_a_limesurvey_file_has_and_we_have_not_is_named_by_its_question() -> None:
    said = named(lss.read(files.lss(texts_apart=True)))
    assert set(said) == {"Q7", "Q8", "Q9", "quota"}
    assert any("always shown: sum(Q5, 2) > 3" in one for one in said["Q7"])
    assert {"Its time limit is not carried over."} < set(said["Q7"])
    assert "a ranking" in said["Q8"][0]
    assert any("Q99" in one for one in said["Q9"])


@pytest.mark.parametrize(
    ("relevance", "answers", "is_shown"),
    [
        ("1", {}, True),
        ("Q1.NAOK != 'A1'", {}, True),
        ("Q1.NAOK != 'A1'", {"q1": "a1"}, False),
        ("!(Q1 == 'A1' || Q2_SQ001 == 'Y')", {"q2": ["sq001"]}, False),
        ("Q1 eq 'A1' and Q5 ge 3 or Q5 == 1", {"q1": "a2", "q5": 1}, True),
        ("Q1 eq 'A1' and (Q5 ge 3 or Q5 == 1)", {"q1": "a2", "q5": 1}, False),
        ("{!is_empty(4711X1X5.NAOK)}", {"q5": 2}, True),
        ("4711X1X2SQ001 == 'Y'", {"q2": ["sq001"]}, True),
        ("Q1 == Q2", {}, None),
        ("Q5 > 2 +", {}, None),
        ("(" * 5000, {}, None),
        ("'" + "x" * 5000, {}, None),
        ("if(Q1, 1, 0)", {}, None),
    ],
)
def test_relevance_is_read_as_limesurvey_reads_it_or_not_at_all(
    relevance: str,
    answers: dict[str, object],
    is_shown: bool | None,  # noqa: FBT001  a case of the table above
) -> None:
    tables = {
        **files.LSS,
        "questions": [*files.LSS["questions"], files.asked(40, "T", "Z", "Z?", relevance=relevance)],
    }
    carried = lss.read(files.lss(texts_apart=True, tables=tables))
    condition = item(carried.definition, "z").show_if
    if is_shown is None:
        assert any("always shown" in one for one in named(carried)["Z"])
        assert condition is None
    else:
        assert holds(condition, said=answers, facts={}) is is_shown


BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><document>&b;</document>'
ALONE = {"QID1": {"QuestionType": "Timing", "Selector": "PageTimer", "DataExportTag": "T"}}


@pytest.mark.parametrize(
    ("reader", "content", "said"),
    [
        (qsf, b"", "no QSF file"),
        (qsf, b"\xff\xfe{", "no QSF file"),
        (qsf, b"[" * 200_000, "nested too deeply"),
        (qsf, b'{"SurveyEntry": {}, "SurveyElements": {}}', "SurveyEntry"),
        (qsf, b"[1]", "SurveyEntry"),
        (qsf, files.qsf(questions=ALONE), "None of its questions"),
        (
            qsf,
            files.qsf(questions={}, flow=[1, None, {"Type": "Branch", "Flow": 3}]),
            "None of its questions",
        ),
        (lss, b"", "no .lss file"),
        (lss, BOMB, "no .lss file"),
        (lss, b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>", "whole survey"),
        (lss, b"<document>" * 100_000, "no .lss file"),
        (lss, files.lss(texts_apart=True, tables={}), "None of its questions"),
    ],
)
def test_a_file_that_is_none_is_refused_with_the_reason(
    reader: ModuleType, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        reader.read(content)
    assert said in str(refused.value)


def test_a_file_with_far_too_much_of_everything_takes_no_longer_than_its_size_asks_for() -> None:
    many = {
        "QuestionType": "MC",
        "Selector": "SAVR",
        "DataExportTag": "Same",
        "QuestionText": "?",
        "Choices": files.choices("a", "b"),
    }
    skip = {"ChoiceLocator": "q://QID1/SelectableChoice/1", "Condition": "Selected", "SkipToDestination": "X"}
    wide = {**many, "Choices": files.choices(*["x"] * 8000), "ChoiceOrder": [1], "SkipLogic": [skip] * 8000}
    carried = qsf.read(files.qsf(questions={"QID1": wide, "QID2": many}))
    assert len(list(items_of(carried.definition))) == 2
    assert any("7951" in one for one in named(carried)["Same"])
    keys = Keys()
    assert len({keys.of("Same") for _n in range(50_000)}) == 50_000


def test_a_number_that_is_none_is_passed_over_and_what_cannot_be_kept_is_named() -> None:
    first = {"QuestionType": "MC", "Selector": "SAVR", "DataExportTag": "a", "QuestionText": "?"}
    first["Choices"] = files.choices("a", "b")  # type: ignore[assignment]  # of each its kind
    of_fact = {"LogicType": "EmbeddedField", "Operator": "EqualTo", "LeftOperand": "Plan"}

    def with_logic(key: str, value: str) -> bytes:
        shown = files.logic({**of_fact, "RightOperand": value})
        shown["0"][key] = shown["0"].pop("0")
        return files.qsf(questions={"QID1": first, "QID2": {**first, "DisplayLogic": shown}})

    def condition(content: bytes) -> object:
        return list(items_of(qsf.read(content).definition))[1].show_if

    assert condition(with_logic("7", "a\\u0000")) == When(fact="plan", value="a\\u0000")
    assert condition(with_logic("²", "a")) is condition(with_logic("1" * 5000, "a")) is None
    with pytest.raises(FileRefused, match="NUL"):
        qsf.read(with_logic("7", "a\0"))


@pytest.mark.django_db(transaction=True)
def test_who_imports_a_file_twice_at_once_has_two_drafts() -> None:
    """The second waits for the first one's name, and takes the next when it is gone."""
    made: list[str] = []

    def second() -> None:
        try:
            made.append(import_questionnaire(by=OPERATOR, content=files.qsf(), form="qsf", now=NOW).slug)
        finally:
            connection.close()

    thread = Thread(target=second)
    with transaction.atomic():
        import_questionnaire(by=OPERATOR, content=files.qsf(), form="qsf", now=NOW)
        thread.start()
        with connection.cursor() as cursor:
            for _ in range(500):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone() != (0,):
                    break
                sleep(0.01)
    thread.join(10)
    assert made == ["your-visit-2"]


def test_whatever_stands_where_a_qsf_file_has_something_else_it_is_read_or_refused() -> None:
    """Every value of a good file, one after the other, is replaced by what nobody expects there."""
    good = json.loads(files.qsf())

    def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        inner = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        return [path, *(one for key, part in inner for one in places(part, (*path, key)))]

    for n, (*way, last) in enumerate(place for place in places(good) if place):
        broken = json.loads(json.dumps(good))
        inside = broken
        for key in way:
            inside = inside[key]
        inside[last] = (None, 7, "x\0", [], {}, [None, "q"], {"1": None})[n % 7]
        try:
            qsf.read(json.dumps(broken).encode())
        except FileRefused:
            continue
