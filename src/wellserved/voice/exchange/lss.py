"""Questionnaires as LimeSurvey exports their structure: .lss, one XML document of tables."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from wellserved.voice.domain.definition import Condition, Words

from .carrying import Carried, Notes, joined, language_of
from .comparing import Uncarried, Variable, uncarried
from .lss_question import Drawn, Question, texts_of
from .lss_questions import SAYS, draw
from .lss_relevance import never, plain_name, relevance_of, tabled
from .lss_tables import Asked, Group, Tables, tables_of
from .paging import Pages

__all__ = ["read"]

_PUT_IN = re.compile(r"\{([^{}\s][^{}]{0,299})\}")


def read(content: bytes) -> Carried:
    """Raises FileRefused."""
    return _Survey(tables_of(content)).carried()


@dataclass(slots=True)
class _Survey:
    tables: Tables
    notes: Notes = field(default_factory=Notes)
    variables: dict[str, Variable] = field(default_factory=dict)
    pages: Pages = field(init=False)
    codes: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = {one["title"] for group in self.tables.groups for one in group.questions}
        self.pages = Pages(self.notes)
        self.notes.put_in = self._put_in

    @property
    def languages(self) -> list[str]:
        codes = [self.tables.survey.get("language", ""), *self.tables.languages]
        return list(dict.fromkeys(one for one in map(language_of, codes) if one)) or ["en"]

    def carried(self) -> Carried:
        title = self._words("surveyls_title") or {self.languages[0]: _("Questionnaire")}
        welcome = joined(self._words("surveyls_description"), self._words("surveyls_welcometext"), by="\n\n")
        for group in self.tables.groups:
            self._draw_group(group)
        self._note_rest()
        thanks = self._words("surveyls_endtext")
        return self.pages.carried(title=title, language=self.languages[0], welcome=welcome, thanks=thanks)

    def _draw_group(self, group: Group) -> None:
        name = next(iter(group.group.texts.get("group_name", {}).values()), group.group["gid"])
        if never(group.group["grelevance"]):
            self.notes.add(name, _("It is hidden from whoever answers, and not carried over."))
            return
        if group.group["randomization_group"].strip():
            self.notes.add(name, _("Its parts are not mixed here: they come in the order of the file."))
        self.pages.begin(
            name,
            title=texts_of(group.group, "group_name", called=name, notes=self.notes),
            lead=texts_of(group.group, "description", called=name, notes=self.notes),
            show_if=self._relevance(group.group["grelevance"], name=name),
            at_once=1 if self.tables.survey.get("format") == "S" else 0,
        )
        for asked in group.questions:
            self._draw_question(asked)
        self.pages.end()

    def _draw_question(self, asked: Asked) -> None:
        question = Question(asked, self.tables, self.languages, self.pages.keys, self.notes)
        if question.attributes.get("page_break") == "1":
            self.pages.end()
        if asked["type"] == SAYS and not question.hidden:
            words = joined(question.words(asked), question.words(asked, "help"))
            self.pages.say(words, show_if=self._shown_if(question))
            return
        drawn = draw(question)
        if drawn.items:
            show_if = self._shown_if(question)
            self._name(question, drawn)
            self.pages.ask(drawn.items, name=question.name, show_if=show_if)

    def _name(self, question: Question, drawn: Drawn) -> None:
        """What conditions call it: by its code, by its column, and by its column as LimeSurvey 7 calls it."""
        asked = question.asked
        column, newer = f"{asked['sid']}X{asked['gid']}X{asked['qid']}", f"Q{asked['qid']}"
        parts = {part["title"]: f"_S{part['qid']}" for part in question.parts()}
        for code, variable in drawn.variables.items():
            row, _line, scale = code.partition("_")
            end = parts.get(row, f"_C{row}" if row else "") + (f"_{scale}" if scale else "")
            if newer not in self.codes:
                self.variables[f"{newer}{end}"] = variable
            self.variables[f"{column}{code}"] = variable
        for code, variable in drawn.variables.items():
            self.variables[f"{question.name}_{code}" if code else question.name] = variable

    def _shown_if(self, question: Question) -> Condition | None:
        """Of its relevance; the older table says the same again, and is asked where that cannot be read."""
        rows = self.tables.conditions.get(question.asked["qid"])
        text = question.asked["relevance"]
        try:
            found = relevance_of(text, self.variables)
        except Uncarried:
            found, said = None, uncarried(text.strip())
        else:
            said = ""
        if found is None and rows:
            try:
                return tabled(rows, self.variables)
            except Uncarried as error:
                said = said or uncarried(str(error))
        if said:
            question.note(said)
        return found

    def _relevance(self, text: str, *, name: str) -> Condition | None:
        try:
            return relevance_of(text, self.variables)
        except Uncarried:
            self.notes.add(name, uncarried(text.strip()))
            return None

    def _put_in(self, name: str, text: str) -> str:
        def ours(found: re.Match[str]) -> str:
            what = found[1].removeprefix("INSERTANS:")
            if what.startswith("TOKEN:"):
                return f"{{fact:{re.sub(r'[^a-z0-9_.-]', '_', what.removeprefix('TOKEN:').lower())[:80]}}}"
            variable = self.variables.get(plain_name(what).removesuffix(".shown"))
            if variable is not None and not variable.option:
                return f"{{answer:{variable.place}}}"
            said = _("A text of it puts in what is not carried over: %(what)s.")
            self.notes.add(name, said % {"what": found[0][:120]})
            return ""

        return _PUT_IN.sub(ours, text)

    def _words(self, name: str) -> Words:
        texts = {language_of(code): row.get(name, "") for code, row in self.tables.languages.items()}
        return self.notes.words(
            name.removeprefix("surveyls_"), {code: t for code, t in texts.items() if code}
        )

    def _note_rest(self) -> None:
        said = {
            "quota": _(
                "Quotas are not carried over: set one where you open a way in or ask about what happens."
            ),
            "assessments": _("Points and their sums are not carried over."),
            "defaultvalues": _("What is chosen in it beforehand is not carried over."),
        }
        for name, words in said.items():
            if self.tables.others.get(name):
                self.notes.add(name, words)
        self._note_settings()
        for code in self.tables.languages:
            if not language_of(code):
                words = _("The language '%(code)s' is not carried over.") % {"code": code[:20]}
                self.notes.add(code, words)

    def _note_settings(self) -> None:
        rows = self.tables.languages.values()
        if any(row.get("surveyls_policy_notice", "").strip() for row in rows):
            self.notes.add("surveyls_policy_notice", _("The notice on privacy is not carried over."))
        if any(row.get("surveyls_url", "").strip() for row in rows):
            said = _("What it says at the end, or leads to, lies outside the file: write the thanks anew.")
            self.notes.add("surveyls_url", said)
