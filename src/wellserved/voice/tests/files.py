"""Files as other programs export them, written by hand: a survey with one of most kinds in each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

Row = Mapping[str, object]


def when(left: str, operator: str = "Selected", right: object = None, *, tie: str = "") -> dict[str, Any]:
    """One expression of a QSF condition."""
    said = {"LogicType": "Question", "Type": "Expression", "Operator": operator, "LeftOperand": left}
    return {**said, "RightOperand": right, **({"Conjuction": tie} if tie else {})}


def logic(*parts: dict[str, Any]) -> dict[str, Any]:
    one = {str(n): part for n, part in enumerate(parts)}
    return {"0": {**one, "Type": "If"}, "Type": "BooleanExpression"}


def choices(*words: str, **more: Any) -> dict[str, Any]:
    return {str(n): {"Display": word, **more} for n, word in enumerate(words, start=1)}


REQUIRED = {"Settings": {"ForceResponse": "ON", "Type": "None"}}
QUESTIONS: dict[str, dict[str, Any]] = {
    "QID1": {
        "DataExportTag": "Q1",
        "QuestionType": "MC",
        "Selector": "SAVR",
        "QuestionText": "<p>How did you <b>come</b> in?</p>",
        "Choices": {**choices("By post", "At the shop"), "4": {"Display": "Otherwise", "TextEntry": "true"}},
        "ChoiceOrder": ["2", 1, "4"],
        "RecodeValues": {"1": "10", "2": "20", "4": "40"},
        "Validation": REQUIRED,
        "Randomization": {"Type": "All"},
        "Language": {
            "KO": {"QuestionText": "어떻게 오셨습니까?", "Choices": {"1": {"Display": "우편으로"}}},
            "ZH-T": {"QuestionText": "您怎麼來的？"},
        },
    },
    "QID2": {
        "DataExportTag": "Q2",
        "QuestionType": "MC",
        "Selector": "MAVR",
        "QuestionText": "What was good about ${q://QID1/ChoiceGroup/SelectedChoices}, ${e://Field/Name}?${lm://x}",
        "Choices": [{"Display": "Speed"}, {"Display": "Price", "ExclusiveAnswer": True}],
        "Validation": {"Settings": {"MinChoices": "1", "MaxChoices": "9", "Type": "MinMaxChoices"}},
        "DisplayLogic": logic(
            when("q://QID1/SelectableChoice/1"),
            when("q://QID1/SelectableChoice/4", "NotSelected", tie="Or"),
            when("q://QID1/SelectableChoice/2", tie="And"),
        ),
    },
    "QID3": {
        "DataExportTag": "Q3",
        "QuestionType": "Matrix",
        "Selector": "Likert",
        "SubSelector": "SingleAnswer",
        "QuestionText": "How was <img src='x.png'> it?",
        "Choices": {
            **choices("The staff"),
            "2": {"Display": "The room", "DisplayLogic": {"0": {}}, "TextEntry": "true"},
        },
        "DynamicChoices": {"Locator": "q://QID2/ChoiceGroup/SelectedChoices"},
        "Answers": choices("Bad", "Fair", "Good"),
        "RecodeValues": {"1": "3", "2": "2", "3": "1"},
    },
    "QID4": {
        "DataExportTag": "Q4",
        "QuestionType": "TE",
        "Selector": "ML",
        "QuestionText": "Why?",
        "DisplayLogic": logic(when("q://QID3/SelectableChoice/1/3"), when("q://QID2/SelectableChoice/0")),
    },
    "QID5": {"DataExportTag": "Q5", "QuestionType": "DB", "Selector": "TB", "QuestionText": "Almost done."},
    "QID6": {
        "DataExportTag": "Q6",
        "QuestionType": "Slider",
        "Selector": "HBAR",
        "QuestionText": "How warm?",
        "Choices": choices("Warm"),
        "Configuration": {"CSSliderMin": 0, "CSSliderMax": 100},
    },
    "QID7": {
        "DataExportTag": "Q7",
        "QuestionType": "MC",
        "Selector": "NPS",
        "QuestionText": "Recommend?",
        "Choices": {str(n): {"Display": n} for n in range(11)},
        "DisplayLogic": logic(when("q://QID99/SelectableChoice/1")),
    },
    "QID8": {"DataExportTag": "Q8", "QuestionType": "HeatMap", "Selector": "Image", "QuestionText": "Click"},
    "QID9": {
        "DataExportTag": "Q9",
        "QuestionType": "TE",
        "Selector": "FORM",
        "QuestionText": "Your address",
        "Choices": choices("Street", "Town"),
    },
    "QID11": {
        "DataExportTag": "Q11",
        "QuestionType": "SBS",
        "Selector": "SBSMatrix",
        "QuestionText": "Both",
        "AdditionalQuestions": {
            str(n): {
                "DataExportTag": f"Q11#{n}",
                "QuestionType": "Matrix",
                "Selector": "Likert",
                "QuestionText": word,
                "Choices": choices("Room"),
                "Answers": choices("Low", "High"),
            }
            for n, word in enumerate(("Wanted", "Had"), start=1)
        },
        "Language": {"KO": {"AdditionalQuestions": {"2": {"QuestionText": "받은 것"}}}},
    },
    "QID10": {"DataExportTag": "Q10", "QuestionType": "TE", "Selector": "SL", "QuestionText": "In the bin"},
}


def qsf(
    *,
    questions: Mapping[str, Any] = QUESTIONS,
    flow: Sequence[Any] | None = None,
    options: Mapping[str, Any] | None = None,
    points: Mapping[str, Any] | None = None,
    **entry: Any,
) -> bytes:
    """Two blocks, the second shown to whoever came by post; whoever came otherwise is through after the first."""
    first = [{"Type": "Question", "QuestionID": f"QID{n}"} for n in (1, 2)]
    first[0]["SkipLogic"] = [  # type: ignore[assignment]  # a block's element
        {
            "ChoiceLocator": "q://QID1/SelectableChoice/4",
            "Condition": "Selected",
            "SkipToDestination": "ENDOFSURVEY",
        }
    ]
    second = [{"Type": "Question", "QuestionID": f"QID{n}"} for n in (*range(3, 10), 11)]
    second.insert(2, {"Type": "Page Break"})
    blocks = [
        {"Type": "Default", "ID": "BL_1", "Description": "First", "BlockElements": first},
        {"Type": "Standard", "ID": "BL_2", "Description": "Second", "BlockElements": second},
        {"Type": "Trash", "ID": "BL_3", "BlockElements": [{"Type": "Question", "QuestionID": "QID10"}]},
    ]
    branch = {
        "Type": "Branch",
        "BranchLogic": logic(when("q://QID1/SelectableChoice/4", "NotSelected")),
        "Flow": [{"Type": "Standard", "ID": "BL_2"}],
    }
    usual = [
        {"Type": "EmbeddedData", "EmbeddedData": [{"Field": "Name"}]},
        {"Type": "Block", "ID": "BL_1"},
        {"Type": "BlockRandomizer", "SubSet": 1, "Flow": [branch, {"Type": "EmbeddedData"}]},
        {"Type": "WebService"},
    ]
    elements = [
        {"Element": "BL", "Payload": dict(enumerate(blocks))},
        {"Element": "FL", "Payload": {"Flow": usual if flow is None else flow}},
        {"Element": "SO", "Payload": options},
        {"Element": "SCO", "Payload": points},
        {"Element": "QO", "Payload": {"Name": "Quota"}},
        *(
            {"Element": "SQ", "PrimaryAttribute": id_, "Payload": {**q, "QuestionID": id_}}
            for id_, q in questions.items()
        ),
    ]
    about = {"SurveyName": "Your visit", "SurveyLanguage": "EN", **entry}
    return json.dumps({"SurveyEntry": about, "SurveyElements": elements}).encode()


def asked(number: int, letter: str, title: str, en: str, ko: str = "", **more: object) -> dict[str, object]:
    usual = {
        "qid": number,
        "parent_qid": 0,
        "sid": 4711,
        "gid": 1,
        "type": letter,
        "title": title,
        "scale_id": 0,
    }
    return {**usual, "question_order": number, "relevance": "1", "en": en, "ko": ko, **more}


LSS: dict[str, list[dict[str, Any]]] = {
    "groups": [
        {"gid": 1, "sid": 4711, "group_order": 0, "grelevance": "", "en": "About the visit", "ko": "방문"},
        {"gid": 2, "sid": 4711, "group_order": 1, "grelevance": "Q1.NAOK == 'A1'", "en": "More", "ko": ""},
    ],
    "questions": [
        asked(1, "L", "Q1", "<p>How did you come?</p>", "어떻게 오셨습니까?", mandatory="Y", other="Y"),
        asked(
            2, "M", "Q2", "What was good about {Q1.shown}?", relevance='((Q1.NAOK == "A1" or !is_empty(Q1)))'
        ),
        asked(3, "F", "Q3", "How was it?", relevance="Q2_SQ001.NAOK == 'Y' && Q1 != 'A2'"),
        asked(4, "T", "Q4", "Why?", relevance="3 > Q3_ROW.NAOK and not (Q2_SQ002 == 'Y')"),
        asked(5, "5", "Q5", "From one to five", relevance=""),
        asked(6, "X", "Q6", "Almost done."),
        asked(7, "N", "Q7", "How many?", gid=2, relevance="sum(Q5, 2) > 3"),
        asked(8, "R", "Q8", "Rank them", gid=2),
        asked(9, "Q", "Q9", "Your address", gid=2, relevance="Q99 == 1"),
        asked(10, "1", "Q10", "Wanted and had", gid=2),
        asked(11, "C", "Q11", "Sure?", gid=2),
    ],
    "subquestions": [
        asked(21, "T", "SQ001", "Speed", "속도", parent_qid=2),
        asked(22, "T", "SQ002", "Price", parent_qid=2),
        asked(31, "T", "ROW", "Staff", parent_qid=3),
        asked(91, "T", "ST", "Street", parent_qid=9),
        asked(92, "T", "TO", "Town", parent_qid=9),
        asked(101, "T", "A", "Room", parent_qid=10),
        asked(111, "T", "A", "Room", parent_qid=11),
    ],
    "answers": [
        {"aid": 1, "qid": 1, "code": "A1", "sortorder": 1, "scale_id": 0, "en": "By post", "ko": "우편으로"},
        {"aid": 2, "qid": 1, "code": "A2", "sortorder": 2, "scale_id": 0, "en": "At the shop", "ko": ""},
        *(
            {
                "aid": 10 * q + 100 * s + n,
                "qid": q,
                "code": n,
                "sortorder": n,
                "scale_id": s,
                "en": str(n),
                "ko": "",
            }
            for q, s in ((3, 0), (10, 0), (10, 1))
            for n in (1, 2, 3)
        ),
    ],
    "question_attributes": [
        {"qid": 2, "attribute": "max_answers", "value": 1},
        {"qid": 2, "attribute": "subquestion_order", "value": "random"},
        {"qid": 5, "attribute": "page_break", "value": 1},
        {"qid": 7, "attribute": "suffix", "value": "cups"},
        {"qid": 7, "attribute": "time_limit", "value": 30},
        {"qid": 11, "attribute": "hidden", "value": 0},
    ],
    "conditions": [
        {"qid": 5, "cqid": 1, "cfieldname": "4711X1X1", "method": "==", "value": "A1", "scenario": 1},
        {"qid": 5, "cqid": 1, "cfieldname": "4711X1X1", "method": "==", "value": "A2", "scenario": 1},
    ],
    "quota": [{"id": 1}],
    "surveys": [{"sid": 4711, "language": "en", "additional_languages": "ko", "format": "G"}],
}
_NAMES = {"groups": "group_name", "answers": "answer"}
_APART = {"groups": ("group_l10ns", "gid"), "answers": ("answer_l10ns", "aid")}


def lss(*, texts_apart: bool, tables: Mapping[str, list[dict[str, Any]]] = LSS, **said: str) -> bytes:
    """With the texts in tables of their own, as from version 4 on, or every row once for each language, as before."""
    found: dict[str, list[Row]] = {
        "surveys_languagesettings": [
            {
                "surveyls_language": "en",
                "surveyls_title": "Your visit",
                "surveyls_welcometext": "<p>Hello</p>",
                **said,
            },
            {
                "surveyls_language": "ko",
                "surveyls_title": "방문은 어떠셨나요",
                "surveyls_endtext": "감사합니다",
            },
        ]
    }
    for table, rows in tables.items():
        if not rows or "en" not in rows[0]:
            found[table] = found.get(table, []) + list(rows)
            continue
        name = _NAMES.get(table, "question")
        apart, key = _APART.get(table, ("question_l10ns", "qid"))
        texts = [(row, code) for row in rows for code in ("en", "ko")]
        bare = [{k: v for k, v in row.items() if k not in ("en", "ko")} for row in rows]
        if texts_apart:
            found[table] = list(bare)
            found[apart] = found.get(apart, []) + [{key: r[key], name: r[c], "language": c} for r, c in texts]
        else:
            found[table] = [
                {**{k: v for k, v in r.items() if k not in ("en", "ko", "aid")}, name: r[c], "language": c}
                for r, c in texts
            ]
    body = "".join(
        f"<{table}><rows>{''.join(map(_row, rows))}</rows></{table}>" for table, rows in found.items()
    )
    head = "<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>400</DBVersion>"
    return f'<?xml version="1.0" encoding="UTF-8"?><document>{head}{body}</document>'.encode()


def _row(row: Row) -> str:
    return f"<row>{''.join(f'<{name}>{escape(str(value))}</{name}>' for name, value in row.items())}</row>"
