"""A map as a Mermaid `journey` diagram: title, a section a stage, a task a touchpoint with its score and actors.

Feelings -2 to 2 are Mermaid's scores 1 to 5. Goals, lanes and measures have no place there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan
from wellserved.journey.domain.slugs import slug_of

from .checking import ImportRefused, checked_plan, is_full

NEUTRAL = 3
# Its lexer ends a name at these, or takes what follows for a comment; a comma parts the actors.
_SPECIAL = re.compile(r"[#:;%]")
_KEYWORD = re.compile(r"(?i)(?=(title|section|journey|acctitle|accdescr|---))")
_ENTITY = re.compile(r"#(\w+);")
_NAMED = {"quot": '"', "amp": "&", "lt": "<", "gt": ">", "nbsp": " ", "colon": ":", "semi": ";", "num": "#"}
_TASK = re.compile(r"(?P<name>[^:]*)(?::(?P<score>[^:]*))?(?::(?P<actors>.*))?")


def written(plan: JourneyPlan) -> bytes:
    lines = ["journey", f"    title {_escaped(plan.title)}"]
    for stage in plan.stages:
        lines.append(f"    section {_escaped(stage.title)}")
        lines += [f"      {_task(touchpoint)}" for touchpoint in stage.touchpoints]
    return ("\n".join(lines) + "\n").encode()


def read(data: bytes) -> JourneyPlan:
    """The plan in a diagram; ImportRefused names the line."""
    statements = list(_statements(_text(data)))
    begin = statements[0][0] if statements else 1
    if not statements or statements[0][1].lower() != "journey":
        raise ImportRefused(
            _("This is no Mermaid journey: it does not begin with 'journey'. Choose a journey diagram."),
            place=_line(begin),
        )
    title, stages, lines = _read(statements[1:])
    plan = JourneyPlan(slug="imported", title=title or _("Imported map"), stages=tuple(stages))
    return checked_plan(plan, place=lambda *n: _line(lines.get(n, begin)))


def _read(
    statements: Sequence[tuple[int, str]],
) -> tuple[str, list[StagePlan], dict[tuple[int, ...], int]]:
    """Title, stages, and the line of each stage and touchpoint."""
    title, stages = "", list[StagePlan]()
    lines: dict[tuple[int, ...], int] = {}
    taken: set[str] = set()
    for number, statement in statements:
        if is_full(len(stages), len(taken)):
            break
        word, _space, rest = statement.partition(" ")
        keyword = word.lower() if rest.strip() else ""
        if keyword == "title":
            title = _plain(rest)
            continue
        if keyword == "section" or not stages:
            stages.append(_stage(_plain(rest) if keyword == "section" else title or _("Journey"), stages))
            lines[(len(stages) - 1,)] = number
        if keyword != "section":
            touchpoint = _touchpoint(statement, number, taken)
            taken.add(touchpoint.slug)
            lines[len(stages) - 1, len(stages[-1].touchpoints)] = number
            stages[-1] = replace(stages[-1], touchpoints=(*stages[-1].touchpoints, touchpoint))
    return title, stages, lines


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ImportRefused(_("This is not UTF-8. Save it as UTF-8."), place=_line(line)) from error


def _task(touchpoint: TouchpointPlan) -> str:
    name = _KEYWORD.match(touchpoint.title)
    title = _escaped(touchpoint.title)
    if name:
        title = f"#{ord(touchpoint.title[0])};{_escaped(touchpoint.title[1:])}"
    score = NEUTRAL if touchpoint.feeling is None else touchpoint.feeling + NEUTRAL
    teams = (team.strip() for team in touchpoint.owner_team.split(",") if team.strip())
    actors = ", ".join(_escaped(actor) for actor in (_("Customer"), *teams))
    return f"{title}: {score}: {actors}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"#{ord(found.group())};", text)


def _plain(text: str) -> str:
    return " ".join(_ENTITY.sub(_character, text).split())


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    if name.isascii() and name.isdigit() and len(name) < 8 and 0 < int(name) < 0x110000:
        return chr(int(name))
    return _NAMED.get(name.lower(), found.group())


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, numbered; front matter, directives, comments and descriptions are passed over."""
    until = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if until:
            until = "" if until in line else until
        elif line == "---":
            until = "---"
        elif line.startswith("%%{") and "}%%" not in line:
            until = "}%%"
        elif re.match(r"(?i)accdescr\s*\{", line):
            until = "" if "}" in line else "}"
        elif line and not line.startswith(("%%", "```")) and not re.match(r"(?i)acc(title|descr)\s*:", line):
            for part in _ENTITY.sub("\ue000\\1\ue001", line).split(";"):
                said = part.partition("#")[0].replace("\ue000", "#").replace("\ue001", ";").strip()
                if said:
                    yield number, said


def _stage(title: str, stages: list[StagePlan]) -> StagePlan:
    return StagePlan(slug=slug_of(title, kind="stage", taken={s.slug for s in stages}), title=title)


def _touchpoint(statement: str, number: int, taken: set[str]) -> TouchpointPlan:
    found = _TASK.fullmatch(statement)
    name, score = (_plain((found and found.group(part)) or "") for part in ("name", "score"))
    actors = ((found and found.group("actors")) or "").split(",")
    if not name or not re.fullmatch(r"\d{1,3}(\.\d{1,9})?", score) or not 1 <= float(score) <= 5:
        raise ImportRefused(
            _("'%(line)s' is no task. Write 'Name: score: actors' with a score from 1 to 5.")
            % {"line": statement[:80]},
            place=_line(number),
        )
    # The first actor is the customer: it is their journey.
    teams = [plain for actor in actors[1:] if (plain := _plain(actor))]
    return TouchpointPlan(
        slug=slug_of(name, kind="touchpoint", taken=taken),
        title=name,
        feeling=round(float(score)) - NEUTRAL,
        owner_team=", ".join(teams),
    )


def _line(number: int) -> str:
    return _("line %(line)s") % {"line": number}
