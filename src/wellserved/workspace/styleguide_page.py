"""The style page: every part as it looks, with its name and how it is written. Figures in it are made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from wellserved.platform.sparkline import Sparkline, sparkline

from .map_page import CellView, GuiltView, guilt_view, scale
from .wording import LINK_NAMES

FOLDER = Path(__file__).parent / "templates/workspace/specimens"
TOKENS = (
    *("paper", "panel", "ink", "ink-2", "ink-3", "line", "line-2", "edge"),
    *("accent", "accent-ink", "accent-soft", "good", "bad", "bad-soft", "few-1", "few-2"),
)
SPACES = (4, 8, 12, 16, 20, 24, 32)
TREND = (12, 11, 14, 12, 13, 11, 12, 16, 19, 21, 22, 23)


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """`source` is its own template, so what is shown and what is written cannot differ."""

    name: str
    source: str
    both: bool

    @property
    def template(self) -> str:
        return f"workspace/specimens/{self.name}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str | Promise
    words: str | Promise
    specimens: tuple[Specimen, ...]


@cache
def _specimen(name: str) -> Specimen:
    # Landmarks and ids stand once on a page: those parts are shown in the page's own colours only.
    source = (FOLDER / f"{name}.html").read_text(encoding="utf-8").strip()
    return Specimen(name=name, source=source, both=name in BOTH)


BOTH = frozenset(
    ("tokens", "shortfall", "links", "button", "keys", "cell", "guilt", "sparkline", "figure")
) | {"notice", "empty", "skeleton", "card"}
GROUPS: tuple[tuple[str | Promise, str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Colour"),
        gettext_lazy(
            "The data has the colour, the frame has none. Shortfall has one scale of seven steps that lightness "
            "alone orders, safe for the colour-blind; the number always stands in the cell."
        ),
        ("tokens", "shortfall", "links"),
    ),
    (
        gettext_lazy("Type and spacing"),
        gettext_lazy(
            "Inter with figures of one width. Each language brings its own glyphs where scripts share a character; "
            "Korean breaks between words. Everything stands on a grid of 4 px."
        ),
        ("sizes", "scripts", "spacing"),
    ),
    (
        gettext_lazy("Things to press"),
        gettext_lazy("One filled button a page: what most people came for. A word rather than an icon."),
        ("button", "menu", "chip", "keys"),
    ),
    (
        gettext_lazy("Forms"),
        gettext_lazy(
            "What is wrong stands beside its field and says what to do; help stands below it. Optional fields "
            "say so, the others are needed."
        ),
        ("field",),
    ),
    (
        gettext_lazy("Figures"),
        gettext_lazy(
            "Every figure says of what, since when, compared with what and how sure. Fewer than 30 cases are "
            "hatched and never coloured."
        ),
        ("cell", "guilt", "legend", "sparkline", "figure", "table", "pagination"),
    ),
    (
        gettext_lazy("Saying something"),
        gettext_lazy(
            "Whole sentences with a mend. What is empty says what will stand there. Errors stay until they are "
            "closed; other messages go by themselves."
        ),
        ("notice", "error", "empty", "toast", "dialog"),
    ),
    (
        gettext_lazy("Waiting"),
        gettext_lazy(
            "A button that works shows it and cannot be pressed twice; what takes longer holds its place on the page."
        ),
        ("skeleton",),
    ),
    (
        gettext_lazy("Frames"),
        gettext_lazy("Titles are the customer's goal, and under them a sentence says what the page shows."),
        ("heading", "tabs", "card", "languages"),
    ),
)


class SpecimenForm(forms.Form):
    title = forms.CharField(label="Title", max_length=60, help_text="In the customer's own words.")
    level = forms.FloatField(label="Level, in days")
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    measure = forms.ChoiceField(label="Measure", choices=[("days", "Days to the door"), ("kind", "Kindness")])
    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    better = forms.ChoiceField(
        label="Which is better?",
        choices=[("lower", "Lower"), ("higher", "Higher")],
        widget=forms.RadioSelect,
        initial="lower",
    )
    gaps = forms.MultipleChoiceField(
        label="Tell me of these gaps",
        choices=[("3", "Delivery"), ("4", "Communication"), ("5", "Customer")],
        widget=forms.CheckboxSelectMultiple,
        help_text="At least one.",
    )
    file = forms.FileField(label="Records", required=False)
    told = forms.BooleanField(label="Tell customers about it", required=False)

    def clean(self) -> None:
        self.add_error(None, "Two fields need another look.")
        self.add_error("level", "A level of days is 0 or more: give a number such as 2.")


def draw_styleguide(*, language: str) -> dict[str, object]:
    """Everything that the specimens are made of; `language` is what names of data are in."""
    return {
        "groups": tuple(
            Group(title=title, words=words, specimens=tuple(_specimen(name) for name in names))
            for title, words, names in GROUPS
        ),
        "tokens": TOKENS,
        "spaces": SPACES,
        "links": tuple(LINK_NAMES.items()),
        "scale": scale(),
        "cells": _cells(),
        "guilt": _guilt(),
        "spark": _spark(),
        "listing": _listing(range(1, 200)),
        "form": SpecimenForm(
            {"title": "It is here, all of it", "level": "-2", "since": "2026-11-01", "better": "lower"},
            auto_id="specimen_%s",
        ),
        "language": language,
    }


def _cells() -> tuple[CellView, ...]:
    said = {"share": "18", "interval": "17.6–19.2", "n": "9,648"}
    return (
        CellView(look="h3", **said),
        CellView(look="h3", **said, change="▲6.3"),
        CellView(look="h5", share="42", interval="39–44", n="1,310", of="1 of 3", href="#cell", label="42%"),
        CellView(look="few", n="12"),
        CellView(look="none", n="0"),
    )


def _guilt() -> GuiltView | None:
    return guilt_view(
        {"knowledge": 106, "standard": 195, "delivery": 1029, "communication": 373, "perception": 72}
    )


def _spark() -> Sparkline:
    return sparkline(
        TREND,
        label="From 12% to 23% in 12 weeks; out of its control limits since the eighth.",
        limits=(10, 14),
        out={7, 8, 9, 10, 11},
    )


def _listing(rows: Sequence[int]) -> Page[int]:
    return Paginator(rows, 20).page(4)
