"""A questionnaire as data: what is asked, in which languages and order, and what each answer becomes.

docs/reference/questionnaires.md is the same for people. A definition is read from JSON by `read`, which says where a
wrong one is wrong; whether a well-formed one can be asked is for `faults` to say.
"""

import re
from typing import Annotated, ClassVar, Union

import msgspec
from msgspec import Meta

__all__ = [
    "AllOf",
    "AnyOf",
    "Becomes",
    "Ces",
    "Choice",
    "Choices",
    "Condition",
    "Csat",
    "Definition",
    "Dimension",
    "Item",
    "Kano",
    "LongText",
    "Matrix",
    "Not",
    "Nps",
    "Option",
    "Page",
    "Pair",
    "Performance",
    "Photo",
    "Scale",
    "Scaled",
    "ShortText",
    "ThreeColumn",
    "Unreadable",
    "VoiceNote",
    "When",
    "Words",
    "read",
    "written",
]

MOST_BYTES = 1_000_000
MOST_TEXT = 4000
# As JSON writes it; behind an odd number of backslashes it is six characters of text.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
Key = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]
Slug = Annotated[str, Meta(pattern="^[a-z0-9_-]{0,60}$")]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[a-z0-9]{2,8})*$", max_length=12)]
Words = Annotated[dict[Language, Annotated[str, Meta(max_length=MOST_TEXT)]], Meta(max_length=60)]
Small = Annotated[int, Meta(ge=-30_000, le=30_000)]


class _Part(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """Everything below is of this kind: immutable, read strictly, written without what is as usual."""


class Becomes(_Part, kw_only=True, frozen=True):
    """The measure whose moment an answer becomes; without a journey and touchpoint, at the one that was asked about."""

    measure: Slug
    touchpoint: Slug = ""
    journey: Slug = ""


class When(_Part, kw_only=True, frozen=True, tag_field="kind", tag="when"):
    """Compares an earlier answer (`item`, 'item.part') or a fact of the occasion (`fact`) with `value`.

    `is_` is '=', '!=', '<', '<=', '>', '>=', 'among' (value is a list), 'includes' (a choice of several has it),
    'answered' or 'unanswered'.
    """

    item: str = ""
    fact: str = ""
    is_: str = msgspec.field(name="is", default="=")
    value: str | float | tuple[str | float, ...] | None = None


class AllOf(_Part, kw_only=True, frozen=True, tag_field="kind", tag="all"):
    of: tuple["Condition", ...]


class AnyOf(_Part, kw_only=True, frozen=True, tag_field="kind", tag="any"):
    of: tuple["Condition", ...]


class Not(_Part, kw_only=True, frozen=True, tag_field="kind", tag="not"):
    of: "Condition"


Condition = Union[When, AllOf, AnyOf, Not]  # noqa: UP007  msgspec resolves the names when all stand


class Scaled(_Part, kw_only=True, frozen=True):
    """A row of whole numbers with words at its ends, and at any number of it (`labels`, by the number as text)."""

    low: Small = 1
    high: Small = 7
    low_words: Words = {}
    high_words: Words = {}
    labels: dict[str, Words] = {}


class Option(_Part, kw_only=True, frozen=True):
    """`words_wanted` adds a line to write in ('Other, namely')."""

    key: Key
    words: Words
    code: Small | None = None
    words_wanted: bool = False


class _Item(_Part, kw_only=True, frozen=True, tag_field="kind", tag="item"):
    """What all kinds share. `unsure` offers 'I can't say', which counts as an answer and as no number."""

    parts: ClassVar[tuple[str, ...]] = ("",)
    key: Key
    text: Words = {}
    help: Words = {}
    dimension: str = ""
    required: bool = False
    unsure: bool = False
    show_if: Condition | None = None
    becomes: Becomes | None = None


SEVEN = Scaled()
NINE = Scaled(high=9)
FIVE = Scaled(high=5)
TEN = Scaled(low=0, high=10)


class Pair(_Item, kw_only=True, frozen=True, tag="pair"):
    """SERVQUAL: what an excellent provider should do, and what this one did, on one scale. `text` names the two shortly."""

    parts: ClassVar[tuple[str, ...]] = ("expected", "perceived")
    expected: Words
    perceived: Words
    scale: Scaled = SEVEN


class Performance(_Item, kw_only=True, frozen=True, tag="performance"):
    """SERVPERF: the perceived half alone."""

    scale: Scaled = SEVEN


class ThreeColumn(_Item, kw_only=True, frozen=True, tag="three_column"):
    """The least that is acceptable, the desired and the perceived level of the same thing: the zone of tolerance."""

    parts: ClassVar[tuple[str, ...]] = ("minimum", "desired", "perceived")
    scale: Scaled = NINE


class Csat(_Item, kw_only=True, frozen=True, tag="csat"):
    scale: Scaled = FIVE


class Ces(_Item, kw_only=True, frozen=True, tag="ces"):
    scale: Scaled = SEVEN


class Nps(_Item, kw_only=True, frozen=True, tag="nps"):
    scale: Scaled = TEN


class Kano(_Item, kw_only=True, frozen=True, tag="kano"):
    """How one feels if it is there (functional) and if it is not; 1 like it, 2 expect it, 3 neutral, 4 bear it, 5 dislike it."""

    parts: ClassVar[tuple[str, ...]] = ("functional", "dysfunctional")
    functional: Words
    dysfunctional: Words
    scale: Scaled = FIVE


class Scale(_Item, kw_only=True, frozen=True, tag="scale"):
    scale: Scaled = SEVEN


class Choice(_Item, kw_only=True, frozen=True, tag="choice"):
    options: tuple[Option, ...]
    shuffle: bool = False


class Choices(_Item, kw_only=True, frozen=True, tag="choices"):
    options: tuple[Option, ...]
    shuffle: bool = False
    least: Annotated[int, Meta(ge=0, le=200)] = 0
    most: Annotated[int, Meta(ge=0, le=200)] = 0
    """0 is as many as there are."""


class Matrix(_Item, kw_only=True, frozen=True, tag="matrix"):
    """Several rows answered on one scale."""

    rows: tuple[Option, ...]
    scale: Scaled = FIVE


class ShortText(_Item, kw_only=True, frozen=True, tag="short_text"):
    most: Annotated[int, Meta(ge=1, le=400)] = 200


class LongText(_Item, kw_only=True, frozen=True, tag="long_text"):
    most: Annotated[int, Meta(ge=1, le=20_000)] = 4000


class Photo(_Item, kw_only=True, frozen=True, tag="photo"):
    pass


class VoiceNote(_Item, kw_only=True, frozen=True, tag="voice_note"):
    pass


Item = Union[  # noqa: UP007  as above
    Pair,
    Performance,
    ThreeColumn,
    Csat,
    Ces,
    Nps,
    Kano,
    Scale,
    Choice,
    Choices,
    Matrix,
    ShortText,
    LongText,
    Photo,
    VoiceNote,
]


class Page(_Part, kw_only=True, frozen=True):
    """Items that belong together. `at_once` is how many a screen shows (0: all); `shuffle` mixes their order, another
    for every response; `ends_if`, asked after the page, leads straight to the end.
    """

    key: Key
    title: Words = {}
    lead: Words = {}
    items: tuple[Item, ...] = ()
    at_once: Annotated[int, Meta(ge=0, le=100)] = 0
    shuffle: bool = False
    show_if: Condition | None = None
    ends_if: Condition | None = None


class Dimension(_Part, kw_only=True, frozen=True):
    """What several items measure together; its mean becomes a moment where `becomes` names a measure."""

    key: Key
    title: Words
    becomes: Becomes | None = None


class Definition(_Part, kw_only=True, frozen=True):
    """`language` is the one it was written in, which stands in where another is missing. `journey` and `touchpoint` are
    where answers belong unless the occasion or the item says otherwise.
    """

    title: Words
    language: Language = "en"
    welcome: Words = {}
    thanks: Words = {}
    journey: Slug = ""
    touchpoint: Slug = ""
    dimensions: tuple[Dimension, ...] = ()
    pages: Annotated[tuple[Page, ...], Meta(max_length=200)] = ()


class Unreadable(ValueError):
    """This is no definition; the message says where and why."""


_decoder = msgspec.json.Decoder(Definition)
_encoder = msgspec.json.Encoder(order="deterministic")


def read(content: bytes | str) -> Definition:
    """A definition from its JSON. Raises Unreadable with the place."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"A definition may have {MOST_BYTES:,} bytes; this one has more. Divide it.")
    try:
        definition = _decoder.decode(content)
    except RecursionError as error:
        raise Unreadable("The definition is nested too deeply: take conditions apart.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{error}.") from error
    found = _NUL.search(content.encode() if isinstance(content, str) else content)
    if found:
        raise Unreadable(
            f"The character NUL (\\u0000), at byte {found.end() - 6:,}, cannot be kept: take it out."
        )
    return definition


def written(definition: Definition) -> str:
    """As JSON, always the same for the same definition."""
    return _encoder.encode(definition).decode()
