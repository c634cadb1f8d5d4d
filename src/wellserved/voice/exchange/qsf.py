"""Questionnaires as Qualtrics exports them: QSF, one JSON object of numbered elements.

SQ is a question, BL the blocks that hold them, FL in which order and under which conditions blocks are shown.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wellserved.voice.domain.definition import Condition, Words

from .carrying import Carried, FileRefused, Notes, fact_of, language_of, whole
from .comparing import Uncarried, Variable, not_, uncarried, with_both
from .paging import Pages
from .qsf_logic import condition_of, skipped_if
from .qsf_question import Question, drawn_words, mapping, with_earlier
from .qsf_questions import draw

__all__ = ["read"]

_PIPED = re.compile(r"\$\{([a-z]{1,4})://([^}]{1,200})\}")
_ANSWERED = re.compile(
    r"(QID\d+)/(?:ChoiceGroup/SelectedChoices\w*|ChoiceTextEntryValue(?:/(\d+))?|ChoiceNumericEntryValue/(\d+))"
)
_BLOCKS = frozenset({"Block", "Standard", "Default"})
_SOME = gettext_noop("Only some of its parts, by lot, are shown there; here all of them are.")
_INSIDE = frozenset({"Group", "BlockRandomizer", "Randomizer", "Root"})
DEEPEST = 40
MOST_SKIPS = 50


def read(content: bytes) -> Carried:
    """Raises FileRefused."""
    try:
        file = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError as error:
        raise FileRefused(_("The file is nested too deeply to be a questionnaire.")) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FileRefused(
            _("This is no QSF file: %(why)s. Export it from Qualtrics once more.") % {"why": error}
        ) from error
    entry, elements = mapping(mapping(file).get("SurveyEntry")), mapping(file).get("SurveyElements")
    if not isinstance(elements, list) or not entry:
        said = _(
            "This is no QSF file: it has no SurveyEntry and SurveyElements. Export it from Qualtrics once more."
        )
        raise FileRefused(said)
    return _Survey(entry, [mapping(one) for one in elements]).carried()


@dataclass(slots=True)
class _Skip:
    condition: Condition
    to: str


@dataclass(slots=True)
class _Survey:
    entry: Mapping[str, Any]
    elements: list[Mapping[str, Any]]
    notes: Notes = field(default_factory=Notes)
    variables: dict[str, Variable] = field(default_factory=dict)
    skips: list[_Skip] = field(default_factory=list)
    over: bool = False
    open_ends: int = 0
    end_lost: bool = False
    shown: set[str] = field(default_factory=set)
    drawn: dict[str, tuple[range, Condition | None]] = field(default_factory=dict)
    pages: Pages = field(init=False)
    questions: dict[str, Mapping[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.questions = {_id(one): mapping(one.get("Payload")) for one in self._of("SQ")}
        self.pages = Pages(self.notes)
        self.notes.put_in = self._put_in

    @property
    def language(self) -> str:
        return language_of(str(self.entry.get("SurveyLanguage", ""))) or "en"

    def carried(self) -> Carried:
        title = str(self.entry.get("SurveyName") or _("Questionnaire"))
        words = self.notes.words(title, {self.language: title})
        flow, blocks = self._payload("FL").get("Flow"), self._blocks()
        if not blocks:
            self.notes.add(title, _("The file has no pages: its questions stand on one, as they come in it."))
            asked = [{"Type": "Question", "QuestionID": id_} for id_ in self.questions]
            blocks, flow = {"": {"BlockElements": asked}}, None
        if isinstance(flow, list) and flow:
            self._walk(flow, blocks, None, depth=0)
        else:
            for id_ in [one for one, block in blocks.items() if block.get("Type") != "Trash"]:
                self._draw_block(blocks[id_], None)
        self._note_rest(blocks)
        return self.pages.carried(title=words, language=self.language, welcome=self._header(), thanks={})

    def _header(self) -> Words:
        """What stands around every page in the source: its head often says how to answer at all."""
        options = self._payload("SO")
        header = self.notes.words("Header", {self.language: str(options.get("Header") or "")})
        if header:
            said = _("It stands above every page in the source, and on the first screen here.")
            self.notes.add("Header", said)
        if self.notes.words("Footer", {self.language: str(options.get("Footer") or "")}):
            self.notes.add("Footer", _("Words below every page are not carried over."))
        return header

    def _walk(
        self, flow: list[Any], blocks: Mapping[str, Any], condition: Condition | None, *, depth: int
    ) -> None:
        if depth > DEEPEST:
            raise FileRefused(_("The file is nested too deeply to be a questionnaire."))
        for part in map(mapping, flow):
            if self.over:
                return
            kind, inside = str(part.get("Type", "")), part.get("Flow")
            if kind == "Branch":
                self._branch(part, blocks, condition, depth=depth)
            elif kind in _INSIDE or isinstance(inside, list):
                self._inside(kind, part, blocks, condition, depth=depth)
            else:
                self._step(kind, part, blocks, condition)

    def _inside(
        self,
        kind: str,
        part: Mapping[str, Any],
        blocks: Mapping[str, Any],
        condition: Condition | None,
        *,
        depth: int,
    ) -> None:
        inside, by_lot = _each(part.get("Flow")), kind.endswith("Randomizer")
        if by_lot:
            self.notes.add(kind, _("Its parts are not mixed here: they come in the order of the file."))
        elif kind not in _INSIDE:
            self.notes.add(kind, _("This part of the survey's flow is not carried over."))
        if (whole(part.get("SubSet")) or len(inside)) < len(inside):
            self.notes.add(kind, _(_SOME))
        self.open_ends += by_lot
        self._walk(inside, blocks, condition, depth=depth + 1)
        self.open_ends -= by_lot

    def _step(
        self, kind: str, part: Mapping[str, Any], blocks: Mapping[str, Any], condition: Condition | None
    ) -> None:
        if kind in _BLOCKS:
            id_ = str(part.get("ID", ""))
            if id_ not in blocks:
                self.notes.add(id_, _("The file names it and does not hold it."))
            self._draw_block(mapping(blocks.get(id_)), condition)
        elif kind == "EndSurvey":
            self._note_ending(mapping(part.get("Options")))
            self._end(condition)
        elif kind == "EmbeddedData":
            for one in _each(part.get("EmbeddedData")):
                name = str(one.get("Field", kind))
                said = _(
                    "It is the fact '%(fact)s' of the occasion here: what brings it must be set up anew."
                )
                self.notes.add(name, said % {"fact": fact_of(name)})
        else:
            self.notes.add(kind, _("This part of the survey's flow is not carried over."))

    def _branch(
        self, part: Mapping[str, Any], blocks: Mapping[str, Any], condition: Condition | None, *, depth: int
    ) -> None:
        own, open_end = None, False
        try:
            own = condition_of(part.get("BranchLogic"), self.variables)
        except Uncarried as error:
            self.notes.add("Branch", uncarried(str(error)))
            open_end = True
        # Under a condition that is not known nothing may end, or all that follows would be lost.
        self.open_ends += open_end
        self._walk(_each(part.get("Flow")), blocks, with_both(condition, own), depth=depth + 1)
        self.open_ends -= open_end

    def _end(self, condition: Condition | None) -> None:
        if condition is None and not self.open_ends:
            self.over = True
        elif condition is None or self.open_ends or not self.pages.ends_if(condition):
            self.end_lost = True

    def _note_ending(self, options: Mapping[str, Any]) -> None:
        if str(options.get("SurveyTermination") or "DefaultMessage") != "DefaultMessage":
            said = _("What it says at the end, or leads to, lies outside the file: write the thanks anew.")
            self.notes.add("EndSurvey", said)

    def _draw_block(self, block: Mapping[str, Any], condition: Condition | None) -> None:
        name, options = str(block.get("Description") or block.get("ID") or ""), mapping(block.get("Options"))
        mixing = str(options.get("RandomizeQuestions") or "false")
        if self.end_lost:
            self.notes.add("EndSurvey", _("Where the survey ends early is not carried over."))
        if str(options.get("Looping") or "None") not in ("None", "false"):
            self.notes.add(name, _("It is asked once here, and not again for each of several things."))
        if mixing == "Advanced":
            self.notes.add(
                name,
                _("Its questions are mixed in another way than here: they come in the order of the file."),
            )
        if "OnlyX" in mixing:
            self.notes.add(name, _(_SOME))
        about = {
            "show_if": condition,
            "shuffle": mixing not in ("false", "None", "Advanced"),
            "at_once": min(max(whole(self._payload("SO").get("QuestionsPerPage")) or 0, 0), 100),
        }
        self.pages.begin(name, **about)
        id_, start = str(block.get("ID", "")), len(self.pages.done)
        if id_ in self.drawn:
            self.drawn[id_] = self.pages.also_if(*self.drawn[id_], condition)
        for element in _each(block.get("BlockElements")):
            if element.get("Type") == "Page Break":
                self.pages.begin(name, **about)
            elif element.get("Type") == "Question":
                self._draw_question(str(element.get("QuestionID", "")), element)
        self.skips = []
        self.pages.end()
        self.drawn.setdefault(id_, (range(start, len(self.pages.done)), condition))

    def _draw_question(self, id_: str, element: Mapping[str, Any]) -> None:
        payload = self.questions.get(id_)
        if id_ in self.shown:
            name = str(mapping(payload).get("DataExportTag") or id_)
            self.notes.add(name, _("It stands in several places, and is asked in the first of them here."))
            return
        self.shown.add(id_)
        self.skips = [skip for skip in self.skips if skip.to != id_]
        if payload is None:
            self.notes.add(id_, _("The file names it and does not hold it."))
            return
        payload = with_earlier(payload, self.questions)
        question = Question(id_, payload, self.language, self.pages.keys, self.notes)
        show_if = self._shown_if(question)
        if payload.get("QuestionType") == "DB":
            self.pages.say(drawn_words(question), show_if=show_if)
            if payload.get("Graphics"):
                question.note(_("Pictures, films and scripts in its text are left out."))
        else:
            drawn = draw(question)
            for place, variable in drawn.variables.items():
                self.variables[f"{id_}{place}"] = variable
            self.pages.ask(drawn.items, name=question.name, show_if=show_if)
        skips = [*_each(element.get("SkipLogic")), *_each(payload.get("SkipLogic"))]
        for skip in skips[:MOST_SKIPS]:
            self._skip(skip, question)
        if len(skips) > MOST_SKIPS:
            said = _("Its way on to another place is not carried over: %(what)s.")
            question.note(said % {"what": len(skips) - MOST_SKIPS})

    def _shown_if(self, question: Question) -> Condition | None:
        found: Condition | None = None
        for name in ("DisplayLogic", "InPageDisplayLogic"):
            try:
                found = with_both(found, condition_of(question.payload.get(name), self.variables))
            except Uncarried as error:
                question.note(uncarried(str(error)))
        for skip in self.skips:
            found = with_both(found, not_(skip.condition))
        return found

    def _skip(self, skip: Mapping[str, Any], question: Question) -> None:
        to = str(skip.get("SkipToDestination", ""))
        try:
            if len(self.skips) >= MOST_SKIPS:
                raise Uncarried(to)  # noqa: TRY301  said as any other that is not carried over
            condition = skipped_if(skip, self.variables)
        except Uncarried as error:
            question.note(
                _("Its way on to another place is not carried over: %(what)s.") % {"what": str(error)[:120]}
            )
            return
        if to != "ENDOFSURVEY":
            self.skips.append(_Skip(condition, to))
        elif not self.pages.ends_if(condition, decided_here=True):
            question.note(_("Where the survey ends early is not carried over."))

    def _put_in(self, name: str, text: str) -> str:
        def ours(found: re.Match[str]) -> str:
            kind, what = found[1], found[2]
            if kind == "e" and what.startswith("Field/"):
                return f"{{fact:{fact_of(what.removeprefix('Field/'))}}}"
            answered = _ANSWERED.fullmatch(what) if kind == "q" else None
            if answered is not None:
                part = answered[2] or answered[3]
                row, alone = self.variables.get(f"{answered[1]}~{part}"), self.variables.get(answered[1])
                if row is not None:
                    return f"{{answer:{row.place}}}"
                if alone is not None:
                    return f"{{answer:{alone.place}{'.words' if part and alone.values else ''}}}"
            said = _("A text of it puts in what is not carried over: %(what)s.")
            self.notes.add(name, said % {"what": found[0][:120]})
            return ""

        return _PIPED.sub(ours, text)

    def _note_rest(self, blocks: Mapping[str, Any]) -> None:
        if any(True for _one in self._of("QO")):
            said = _(
                "Quotas are not carried over: set one where you open a way in or ask about what happens."
            )
            self.notes.add("QO", said)
        if any(True for _one in self._of("CJ")):
            self.notes.add("CJ", _("This part of the survey's flow is not carried over."))
        if _each(self._payload("SCO").get("ScoringCategories")):
            self.notes.add("SCO", _("Points and their sums are not carried over."))
        self._note_ending(self._payload("SO"))
        binned = {
            str(one.get("QuestionID"))
            for block in blocks.values()
            if block.get("Type") == "Trash"
            for one in _each(block.get("BlockElements"))
        }
        for one in self._of("SQ"):
            if _id(one) not in self.shown:
                name = str(mapping(one.get("Payload")).get("DataExportTag") or _id(one))
                said = _("It was thrown away in the source.") if _id(one) in binned else ""
                self.notes.add(name, said or _("No part that is shown holds it."))

    def _of(self, kind: str) -> Iterator[Mapping[str, Any]]:
        return (one for one in self.elements if one.get("Element") == kind)

    def _payload(self, kind: str) -> Mapping[str, Any]:
        return mapping(next((one.get("Payload") for one in self._of(kind)), None))

    def _blocks(self) -> dict[str, Mapping[str, Any]]:
        """One element holds them all, or each of them stands in an element of its own."""
        payloads = [one.get("Payload") for one in self._of("BL")]
        found = [
            block
            for payload in payloads
            for block in ([mapping(payload)] if "BlockElements" in mapping(payload) else _each(payload))
        ]
        return {str(block.get("ID")): block for block in found}


def _id(element: Mapping[str, Any]) -> str:
    return str(mapping(element.get("Payload")).get("QuestionID") or element.get("PrimaryAttribute") or "")


def _each(value: object) -> list[Mapping[str, Any]]:
    """A list, or what is numbered without a gap."""
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [one for one in found if isinstance(one, dict)]
