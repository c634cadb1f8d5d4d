"""A pressed template says what the template itself says, whatever the texts are."""

from dataclasses import dataclass
from typing import Any

from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from wellserved.portal.track.pressing import Verbatim, pressed

TEXTS = st.text(alphabet="ab<>&\"'qMark0가 \n", max_size=8)
TEMPLATE = Template(
    '{% if s.title %}<h1 title="{{ s.title }}">{{ s.title }}</h1>{% endif %}{{ s.ready }}{% if s.on %}on{% endif %}'
    '{% for one in s.several %}<li class="{{ one.look }}"{% if one.look == \'now\' %} id="now"{% endif %}>'
    "{{ one.words }}</li>{% empty %}none{% endfor %}"
)


@dataclass(frozen=True, slots=True)
class One:
    words: str
    look: Verbatim


@dataclass(frozen=True, slots=True)
class Shown:
    title: str
    ready: SafeString
    on: bool
    several: tuple[One, ...]


def rendered(shown: Any) -> str:
    return str(TEMPLATE.render(Context({"s": shown})))


ONES = st.builds(One, TEXTS, st.sampled_from([Verbatim("now"), Verbatim("next")]))
SHOWN = st.builds(
    Shown,
    TEXTS,
    st.sampled_from([mark_safe("<b>x</b>")]),
    st.booleans(),
    st.lists(ONES, max_size=3).map(tuple),
)


@given(st.lists(SHOWN, min_size=1, max_size=4))
def test_it_says_what_the_template_says(several: list[Shown]) -> None:
    for shown in several:
        assert pressed(rendered, shown) == rendered(shown)
