"""What files as people really export them have beside questions: words around them, steps that are no grade, ends, names."""

import json
from typing import Any

import pytest

from wellserved.voice.domain.conditions import holds
from wellserved.voice.domain.definition import (
    Choice,
    Choices,
    Definition,
    Item,
    Matrix,
    Nps,
    Scale,
    ShortText,
)
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.layout import items_of
from wellserved.voice.domain.walking import shown
from wellserved.voice.exchange import lss, qsf
from wellserved.voice.exchange.carrying import Carried

from . import files


def said_of(carried: Carried, name: str) -> str:
    return " ".join(one.said for one in carried.left_out if one.name == name)


def items(definition: Definition) -> dict[str, Item]:
    return {one.key: one for one in items_of(definition)}


def asked_of(definition: Definition, facts: dict[str, str] | None = None, **answers: object) -> list[str]:
    return [one.key for one in shown(definition, answers=answers, facts=facts or {}).items]


def one(tag: str, kind: str, selector: str, **more: Any) -> dict[str, Any]:
    usual = {"DataExportTag": tag, "QuestionType": kind, "Selector": selector, "QuestionText": f"{tag}?"}
    return {**usual, **more}


def picked(tag: str, *words: str, **more: Any) -> dict[str, Any]:
    return one(tag, "MC", "SAVR", Choices=files.choices(*words), **more)


STEPS = ("Bad", "Fair", "Good", "No opinion")


@pytest.mark.parametrize(
    ("about", "ends", "unsure", "note"),
    [
        ({"RecodeValues": {"4": "-1"}}, (1, 3), True, "'No opinion' is no step"),
        ({"RecodeValues": {"4": 99}}, (1, 3), True, "'No opinion' is no step"),
        ({"AnalyzeChoices": {"4": "No"}}, (1, 3), True, "'No opinion' is no step"),
        ({"RecodeValues": {"1": 2, "2": 4, "3": 6, "4": 8}}, (1, 4), False, "have gaps"),
        ({"RecodeValues": {"1": -2, "2": -1, "3": 1, "4": 2}}, (1, 4), False, "have gaps"),
        ({"RecodeValues": {"1": -1, "2": 0, "3": 1, "4": 2}}, (-1, 2), False, ""),
        ({}, (1, 4), False, ""),
    ],
)
def test_a_step_that_is_no_grade_is_none_here_either(
    about: dict[str, Any],
    ends: tuple[int, int],
    unsure: bool,  # noqa: FBT001  a case of the table above
    note: str,
) -> None:
    answers = files.choices(*STEPS)
    questions = {
        "QID1": one("m", "Matrix", "Likert", Choices=files.choices("Room"), Answers=answers, **about),
        "QID2": picked(
            "why", "a", "b", DisplayLogic=files.logic(files.when("q://QID1/SelectableChoice/1/4"))
        ),
    }
    carried = qsf.read(files.qsf(questions=questions))
    matrix = items(carried.definition)["m"]
    assert isinstance(matrix, Matrix)
    assert (matrix.scale.low, matrix.scale.high, matrix.unsure) == (*ends, unsure)
    assert note in said_of(carried, "m")
    assert any(one in said_of(carried, "m") for one in ("no step", "have gaps")) is bool(note)
    assert ("always shown" in said_of(carried, "why")) is unsure, "nobody is told apart by it"


def test_words_around_the_questions_of_a_qsf_file_come_along_or_are_named() -> None:
    ends = {"1": {"Display": "<b>Cold</b>"}, "2": {"Display": "Hot"}}
    sliding = {"Choices": files.choices("Tea"), "Configuration": {"CSSliderMin": 0, "CSSliderMax": 2}}
    own, usual = ({"Display": w, "IsLabelDefault": d} for w, d in (("Never", False), ("Sure", True)))
    questions = {
        "QID1": one("warm", "Slider", "HBAR", Labels=ends, Randomization={"Type": "All"}, **sliding),
        "QID2": one("each", "Slider", "HBAR", Labels=files.choices("Low", "Middle", "High"), **sliding),
        "QID3": one("nps", "MC", "NPS", ColumnLabels=[own, {**own, "Display": "Always"}]),
        "QID4": one("plain", "MC", "NPS", ColumnLabels=[usual, usual]),
        "QID5": picked("p1", "a", "b", Validation={"Settings": {"ForceResponse": "RequestResponse"}}),
    }
    around = {"Header": "<p>In the past 7 days</p>", "Footer": "The shop", "QuestionsPerPage": "1"}
    carried = qsf.read(
        files.qsf(
            questions=questions,
            options={**around, "SurveyTermination": "Redirect"},
            points={"ScoringCategories": [{"ID": "SC_1"}]},
        )
    )
    definition = carried.definition
    assert (definition.welcome, definition.pages[0].at_once) == ({"en": "In the past 7 days"}, 1)
    found = items(definition)
    warm, each, nps, plain = (found[key] for key in ("warm", "each", "nps", "plain"))
    assert isinstance(warm, Scale)
    assert isinstance(each, Scale)
    assert isinstance(nps, Nps)
    assert (warm.scale.low_words, warm.scale.high_words) == ({"en": "Cold"}, {"en": "Hot"})
    assert each.scale.labels == {"0": {"en": "Low"}, "1": {"en": "Middle"}, "2": {"en": "High"}}
    assert (nps.scale.low_words, nps.scale.high_words) == ({"en": "Never"}, {"en": "Always"})
    assert plain == Nps(key="plain", text={"en": "plain?"})
    assert "p1" in found, "a page takes no question's name"
    names = {"Header", "Footer", "EndSurvey", "SCO", "RequestResponse"}
    assert names <= {note.name for note in carried.left_out}
    assert "mixed in another way" in said_of(carried, "warm")


def test_sets_of_conditions_and_fields_with_spaces_are_the_same_everywhere() -> None:
    by_first = files.logic(files.when("q://QID1/SelectableChoice/1"))
    either = {**by_first, "1": {"0": files.when("q://QID1/SelectableChoice/2"), "Type": "ElseIf"}}
    plan = {"LogicType": "EmbeddedField", "Operator": "EqualTo", "LeftOperand": "Plan Name"}
    questions = {
        "QID1": picked("q1", "a", "b", "c"),
        "QID2": picked("q2", "a", "b", DisplayLogic=either),
        "QID3": picked("q3", "a", "b", DisplayLogic=files.logic({**plan, "RightOperand": "Gold"})),
        "QID4": one("q4", "TE", "SL", QuestionText="With ${e://Field/Plan Name}?"),
    }
    definition = qsf.read(files.qsf(questions=questions)).definition
    assert "q2" in asked_of(definition, q1="c1")
    assert "q2" in asked_of(definition, q1="c2")
    assert "q2" not in asked_of(definition, q1="c3")
    assert "q3" in asked_of(definition, {"plan_name": "Gold"})
    assert items(definition)["q4"].text == {"en": "With {fact:plan_name}?"}


def test_a_way_on_from_a_mere_text_is_named() -> None:
    away = {"ChoiceLocator": "q://QID1/DisplayableQuestion/1", "Condition": "Displayed"}
    skip = {**away, "SkipToDestination": "ENDOFSURVEY"}
    questions = {
        "QID1": one("sorry", "DB", "TB", SkipLogic={"0": skip}),
        "QID2": picked("after", "a", "b"),
    }
    carried = qsf.read(files.qsf(questions=questions))
    assert asked_of(carried.definition) == ["after"]
    assert "way on to another place is not carried over" in said_of(carried, "sorry")


def test_options_of_an_earlier_question_come_along_all_of_them() -> None:
    dynamic = {"DynamicChoices": {"Locator": "q://QID1/ChoiceGroup/SelectedChoices", "Type": "Dynamic"}}
    korean = {"KO": {"Choices": {"1": {"Display": "차"}}}}
    drinks = {**files.choices("Tea"), "4": {"Display": "Other", "TextEntry": "true"}}
    questions = {
        "QID1": one("had", "MC", "MAVR", Choices=drinks, ChoiceOrder=["4", "1"], Language=korean),
        "QID2": one("best", "MC", "SAVR", Choices=[], Language={"KO": {"QuestionText": "최고?"}}, **dynamic),
        "QID3": picked("more", "None of them", ChoiceOrder=["1"], **dynamic),
        "QID4": picked("why", "a", "b", DisplayLogic=files.logic(files.when("q://QID2/SelectableChoice/x4"))),
        "QID5": one("rated", "Matrix", "Likert", Choices=[], Answers=files.choices(*STEPS[:3]), **dynamic),
        "QID6": picked("lost", "a", DynamicChoices={"Locator": "refl://REFL_1/All"}),
    }
    carried = qsf.read(files.qsf(questions=questions))
    found = items(carried.definition)
    best, more, rated = (found[key] for key in ("best", "more", "rated"))
    assert isinstance(best, Choice)
    assert isinstance(more, Choice)
    assert isinstance(rated, Matrix)
    assert [(o.key, o.code, o.words, o.words_wanted) for o in best.options] == [
        ("cx4", 4, {"en": "Other"}, False),
        ("cx1", 1, {"en": "Tea", "ko": "차"}, False),
    ]
    assert [o.words["en"] for o in more.options] == ["Other", "Tea", "None of them"]
    assert [o.words["en"] for o in rated.rows] == ["Other", "Tea"]
    assert "why" in asked_of(carried.definition, best="cx4")
    assert "why" not in asked_of(carried.definition, best="cx1")
    for name in ("best", "more", "rated"):
        assert "all of them are shown" in said_of(carried, name)
    assert "an earlier question are not carried over" in said_of(carried, "lost")


def test_cells_of_a_matrix_and_columns_side_by_side_are_found_by_conditions() -> None:
    rows, answers = files.choices("Desk", "Phone"), files.choices("Yes", "No")
    column = one("SBS#2", "Matrix", "Likert", QuestionID="QID1#2", Choices=rows, Answers=answers)
    several = one("m", "Matrix", "Likert", SubSelector="MultipleAnswer", Choices=rows, Answers=answers)

    def after(tag: str, place: str) -> dict[str, Any]:
        return picked(tag, "a", "b", DisplayLogic=files.logic(files.when(place)))

    questions = {
        "QID1": one("SBS", "SBS", "SBSMatrix", Choices=rows, AdditionalQuestions={"2": column}),
        "QID2": several,
        "QID3": after("new", "q://QID1%232/SelectableChoice/1/2"),
        "QID4": after("old", "q://QID1#2/SelectableChoice/2/1"),
        "QID5": after("cell", "q://QID2/SelectableChoice/2/1"),
    }
    definition = qsf.read(files.qsf(questions=questions)).definition
    assert {"new", "old", "cell"}.isdisjoint(asked_of(definition))
    assert "new" in asked_of(definition, sbs_2={"r1": 2})
    assert "old" in asked_of(definition, sbs_2={"r2": 1})
    assert "cell" in asked_of(definition, m_2=["c1"])
    assert "cell" not in asked_of(definition, m_2=["c2"], m_1=["c1"])


@pytest.mark.parametrize(("value", "is_through", "is_named"), [("no", True, False), (None, False, True)])
def test_a_way_on_may_hang_on_what_was_written(
    value: str | None,
    is_through: bool,  # noqa: FBT001  a case of the table above
    is_named: bool,  # noqa: FBT001  a case of the table above
) -> None:
    place = {"Locator": "q://QID1/ChoiceTextEntryValue", "Condition": "EqualTo", "Value": value}
    questions = {
        "QID1": one("t", "TE", "SL", SkipLogic=[{**place, "SkipToDestination": "ENDOFSURVEY"}]),
        "QID3": picked("after", "a", "b"),
    }
    carried = qsf.read(files.qsf(questions=questions))
    assert ("after" not in asked_of(carried.definition, t="no")) is is_through
    assert "after" in asked_of(carried.definition, t="yes")
    assert ("ChoiceTextEntryValue EqualTo" in said_of(carried, "t")) is is_named


def test_what_lies_beside_the_usual_form_of_a_question_comes_in_or_is_named() -> None:
    slide = {"CSSliderMin": 0, "CSSliderMax": 5, "NotApplicable": True, "NotApplicableText": "Did not use"}
    other = {"1": {"Display": "Other", "TextEntry": "true", "TextEntryValidation": "ValidNumber"}}
    questions = {
        "QID1": one("used", "Slider", "HSLIDER", Choices=files.choices("Desk"), Configuration=slide),
        "QID2": one("bare", "TE", "", Selector=None),
        "QID3": picked("seen", "a", "b", Graphics="IM_1"),
        "QID4": one("look", "DB", "GRB", Graphics="IM_1"),
        "QID5": one("how", "MC", "SAVR", Choices=other),
    }
    carried = qsf.read(files.qsf(questions=questions))
    found = items(carried.definition)
    assert found["used"].unsure
    assert "'Did not use' is no step" in said_of(carried, "used")
    assert isinstance(found["bare"], ShortText)
    assert all("Pictures" in said_of(carried, name) for name in ("seen", "look"))
    assert "checked is not carried over" in said_of(carried, "how")


def test_pages_may_stand_apart_in_the_file_or_nowhere() -> None:
    questions = {"QID1": picked("q1", "a", "b"), "QID3": picked("q3", "a", "b")}
    file = json.loads(files.qsf(questions=questions))
    held = [each for each in file["SurveyElements"] if each["Element"] != "BL"]
    blocks = next(each["Payload"] for each in file["SurveyElements"] if each["Element"] == "BL")
    apart = [*held, *({"Element": "BL", "Payload": block} for block in blocks.values())]
    carried = qsf.read(json.dumps({**file, "SurveyElements": apart}).encode())
    assert carried.definition == qsf.read(files.qsf(questions=questions)).definition
    nowhere = [*held, {"Element": "CJ", "Payload": {}}]
    carried = qsf.read(json.dumps({**file, "SurveyElements": nowhere}).encode())
    assert asked_of(carried.definition) == ["q1", "q3"]
    assert "The file has no pages" in said_of(carried, "Your visit")
    assert said_of(carried, "CJ")


def test_a_block_in_several_branches_is_asked_of_whoever_comes_by_any_of_them() -> None:
    questions = {
        "QID1": picked("q1", "a", "b", "c"),
        "QID3": picked("q3", "a", "b"),
        "QID4": picked("q4", "a", "b"),
    }
    file = json.loads(files.qsf(questions=questions))

    def branch(place: str, *ids: str) -> dict[str, Any]:
        blocks = [{"Type": "Standard", "ID": id_} for id_ in ids]
        return {"Type": "Branch", "BranchLogic": files.logic(files.when(place)), "Flow": blocks}

    blocks = [
        {"ID": f"BL_{n}", "BlockElements": [{"Type": "Question", "QuestionID": f"QID{n}"}]} for n in (1, 3, 4)
    ]
    flow = [
        {"Type": "Block", "ID": "BL_1"},
        branch("q://QID1/SelectableChoice/1", "BL_3"),
        branch("q://QID1/SelectableChoice/2", "BL_4", "BL_3"),
        branch("q://QID4/SelectableChoice/1", "BL_3"),
    ]
    held = [each for each in file["SurveyElements"] if each["Element"] not in ("BL", "FL")]
    elements = [
        *held,
        {"Element": "BL", "Payload": blocks},
        {"Element": "FL", "Payload": {"Flow": flow}},
    ]
    carried = qsf.read(json.dumps({**file, "SurveyElements": elements}).encode())
    assert asked_of(carried.definition, q1="c1") == ["q1", "q3"]
    assert asked_of(carried.definition, q1="c2") == ["q1", "q3", "q4"]
    assert asked_of(carried.definition, q1="c3", q4="c1") == ["q1"], "what decides it is asked later"
    assert "several places" in said_of(carried, "q3")


def test_nothing_ends_by_lot_or_under_a_condition_that_is_not_known() -> None:
    questions = {
        "QID1": one("agree", "MC", "MAVR", Choices=files.choices("I do not agree")),
        "QID3": picked("after", "a", "b"),
    }
    end = {"Type": "Group", "Flow": [{"Type": "EndSurvey"}]}
    phone = files.logic({**files.when("mobile", "Is"), "LogicType": "DeviceType"})
    refused = files.logic(files.when("q://QID1/SelectableChoice/1"))
    flow = [
        {"Type": "Block", "ID": "BL_1"},
        {"Type": "Branch", "BranchLogic": phone, "Flow": [end]},
        {"Type": "BlockRandomizer", "SubSet": 1, "Flow": [end, {"Type": "Block", "ID": "BL_9"}]},
        {"Type": "Branch", "BranchLogic": refused, "Flow": [{"Type": "EndSurvey"}]},
        {"Type": "Authenticator", "Flow": [{"Type": "Block", "ID": "BL_2"}]},
        {"Type": "Branch", "BranchLogic": phone, "Flow": [end]},
    ]
    carried = qsf.read(files.qsf(questions=questions, flow=flow))
    assert faults(carried.definition) == ()
    assert asked_of(carried.definition) == ["agree", "after"]
    assert asked_of(carried.definition, agree=["c1"]) == ["agree"], "one box to tick leads out"
    assert "ends early" in said_of(carried, "EndSurvey")
    assert "does not hold it" in said_of(carried, "BL_9")
    assert said_of(carried, "Authenticator")
    last = qsf.read(files.qsf(questions=questions, flow=[*flow[:1], *flow[3:]]))
    assert not said_of(last, "EndSurvey"), "after the last question nothing is lost"


ANSWERS = [
    {"aid": n, "qid": 1, "code": code, "sortorder": n, "scale_id": 0, "en": f"Answer {code}", "ko": ""}
    for n, code in enumerate((1, 2, 3), start=1)
]


def read(*questions: dict[str, Any], **tables: list[dict[str, Any]]) -> Carried:
    own = {
        "question_l10ns": [],
        "groups": files.LSS["groups"][:1],
        "questions": [files.asked(1, "L", "Q00", "Which?", other="Y"), *questions],
        "subquestions": [],
        "answers": ANSWERS,
        "surveys": files.LSS["surveys"],
    }
    return lss.read(files.lss(texts_apart=True, tables={**own, **tables}))


def test_words_that_a_limesurvey_file_keeps_in_attributes_come_along_in_their_language() -> None:
    attributes = [
        {"qid": 1, "attribute": "other_replace_text", "value": "Else", "language": "en"},
        {"qid": 1, "attribute": "other_replace_text", "value": "그 밖", "language": "ko"},
        {"qid": 2, "attribute": "dualscale_headerA", "value": "Satisfied", "language": "en"},
        {"qid": 2, "attribute": "dualscale_headerB", "value": "Important", "language": ""},
        {"qid": 4, "attribute": "slider_layout", "value": 1},
        {"qid": 4, "attribute": "slider_max", "value": 5},
        {"qid": 4, "attribute": "min_answers", "value": 2},
    ]
    steps = [
        {**row, "aid": 10 * s + n, "qid": 2, "scale_id": s} for s in (1, 2) for n, row in enumerate(ANSWERS)
    ]
    steps = [{**row, "scale_id": row["scale_id"] - 1} for row in steps]
    carried = read(
        files.asked(2, "1", "Both", "How was it?", mandatory="S"),
        files.asked(3, "X", "Says", "Read this."),
        files.asked(4, "K", "Slide", "How much?"),
        subquestions=[
            files.asked(21, "T", "A", "warm|cold", parent_qid=2),
            files.asked(41, "T", "A", "|sweet|bitter", parent_qid=4),
        ],
        answers=[*ANSWERS, *steps],
        question_attributes=attributes,
        question_l10ns=[{"qid": 3, "help": "And this.", "language": "en"}],
    )
    found = items(carried.definition)
    other = found["q00"].options[-1]  # type: ignore[union-attr]  # a choice
    assert other.words == {"en": "Else", "ko": "그 밖"}
    assert found["both_0"].text == {"en": "How was it?\nSatisfied"}
    assert found["both_1"].text == {"en": "How was it?\nImportant", "ko": "Important"}
    slide = found["slide"]
    assert isinstance(slide, Matrix)
    assert (slide.rows[0].words["en"], slide.scale.high) == ("sweet – bitter", 5)
    assert found["both_0"].rows[0].words["en"] == "warm – cold"  # type: ignore[union-attr]  # a matrix
    assert carried.definition.pages[1].lead == {"en": "Read this.\nAnd this."}
    assert "checked" in said_of(carried, "Slide")
    assert said_of(carried, "mandatory")


def test_what_a_limesurvey_file_hides_from_everybody_is_asked_of_nobody() -> None:
    tables = {
        **files.LSS,
        "groups": [files.LSS["groups"][0], {**files.LSS["groups"][1], "grelevance": "0"}],
        "questions": [
            files.asked(1, "L", "Q1", "Which?"),
            files.asked(2, "S", "Q2", "Hidden", relevance="0"),
            files.asked(3, "X", "Q3", "Hidden too"),
            files.asked(4, "S", "Q4", "In a hidden group", gid=2),
        ],
        "question_attributes": [{"qid": 3, "attribute": "hidden", "value": 1}],
        "conditions": [],
    }
    about = {"surveyls_policy_notice": "We keep it.", "surveyls_url": "x", "surveyls_description": "About"}
    carried = lss.read(files.lss(texts_apart=True, tables=tables, **about))
    assert list(items(carried.definition)) == ["q1"]
    assert carried.definition.welcome == {"en": "About\n\nHello"}
    for name in ("Q2", "Q3", "More"):
        assert "hidden from whoever answers" in said_of(carried, name)
    assert {"surveyls_policy_notice", "surveyls_url"} <= {note.name for note in carried.left_out}


@pytest.mark.parametrize(
    ("relevance", "answers", "is_shown"),
    [
        ("Q00.NAOK > 1", {"q00": "a2"}, True),
        ("Q00.NAOK > 1", {"q00": "a1"}, False),
        ("2 >= Q00", {"q00": "a3"}, False),
        ("Q00 > 3", {}, None),
        ("Q00.relevanceStatus == 1", {}, None),
        ("((Q1.NAOK == 2))", {"q00": "a2"}, True),
        ("Q2_S21.NAOK == 'Y'", {"m": ["a"]}, True),
        ("Q2_Cother.NAOK != ''", {"m": ["other"]}, True),
        ("Q3_S31 == 2", {"q2": {"a": 2}}, None),
    ],
)
def test_names_of_answers_and_their_order_are_read_as_newer_files_have_them(
    relevance: str,
    answers: dict[str, object],
    is_shown: bool | None,  # noqa: FBT001  a case of the table above
) -> None:
    carried = read(
        files.asked(2, "M", "M", "Which of them?", other="Y"),
        files.asked(3, "F", "Q3", "How was it?"),
        files.asked(9, "T", "Z", "You said {Q00.shown}, {Q00.NAOK + 1}.", relevance=relevance),
        subquestions=[
            files.asked(21, "T", "A", "First", parent_qid=2),
            files.asked(31, "T", "A", "Room", parent_qid=3),
        ],
    )
    last = items(carried.definition)["z"]
    assert last.text == {"en": "You said {answer:q00}, ."}
    assert "{Q00.NAOK + 1}" in said_of(carried, "Z")
    assert isinstance(items(carried.definition)["m"], Choices)
    if is_shown is None:
        assert "always shown" in said_of(carried, "Z")
    else:
        assert holds(last.show_if, said=answers, facts={}) is is_shown


def test_the_older_table_is_asked_where_a_relevance_cannot_be_read() -> None:
    steps = [
        {**row, "aid": 20 + n, "qid": 2, "scale_id": n % 2} for n, row in enumerate([*ANSWERS, *ANSWERS])
    ]
    carried = read(
        files.asked(2, "1", "Q2", "Both?"),
        files.asked(3, "T", "Why", "Why?", relevance="whatever(Q2)"),
        subquestions=[files.asked(21, "T", "A", "Room", parent_qid=2)],
        answers=[*ANSWERS, *steps],
        conditions=[
            {"qid": 3, "cqid": 2, "cfieldname": "4711X1X2A#1", "method": ">=", "value": "2", "scenario": 1}
        ],
    )
    assert "why" in asked_of(carried.definition, q2_1={"a": 3})
    assert "why" not in asked_of(carried.definition, q2_1={"a": 1})
    assert not said_of(carried, "Why")
