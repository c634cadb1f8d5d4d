"""Maps out into files and back, and what is said of a file that cannot be read."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from xml.dom import minidom

import pytest
import typst
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from wellserved.journey.contracts import (
    CellPrinted,
    Figures,
    JourneyPlan,
    MeasureKey,
    MeasurePlan,
    StagePlan,
    TouchpointPlan,
)
from wellserved.journey.exchange import csv_form, json_form, mermaid
from wellserved.journey.models import Journey
from wellserved.journey.queries import drawing_for, plan_for
from wellserved.journey.services import (
    FORMS,
    FormUnknown,
    ImportRefused,
    LettersMissing,
    copy_as_to_be,
    export_map,
    import_map,
    new_journey,
    remove_journey,
)
from wellserved.people.contracts import NOBODY, OPERATOR, NotFound

from .conftest import NOW

MANY = settings(max_examples=60, deadline=None)
# Whatever people write on a map: formulas, Mermaid's own marks, Korean, Chinese, emoji.
letters = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" =+-@'\";:#,|\\%{}문送🎉")


def words(longest: int, *, shortest: int = 0) -> st.SearchStrategy[str]:
    tidy = st.text(letters, min_size=shortest, max_size=min(longest, 20)).map(lambda t: " ".join(t.split()))
    keyword = st.sampled_from(["title page", "section 2", "Journey", "=1+1", "'=x", "%% no", "accTitle: x"])
    return tidy.filter(lambda t: len(t) >= shortest) | keyword


numbers = st.none() | st.floats(-1e6, 1e6)
measures = st.builds(
    MeasurePlan,
    slug=st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    title=words(160, shortest=1),
    unit=words(40, shortest=1),
    better=st.sampled_from(["higher", "lower"]),
    scale_low=st.none() | st.floats(-10, 0),
    scale_high=st.none() | st.floats(1, 10),
    satisfied=numbers,
)
touchpoints = st.builds(
    TouchpointPlan,
    slug=st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    title=words(120, shortest=1),
    channel=words(40),
    side=st.sampled_from(["frontstage", "backstage"]),
    owner_team=words(80),
    doing=words(300),
    thinking=words(300),
    feeling=st.none() | st.integers(-2, 2),
    frontstage=words(300),
    backstage=words(300),
    support=words(300),
    measures=st.lists(measures, max_size=3, unique_by=lambda m: m.slug).map(tuple),
)
stages = st.builds(
    StagePlan,
    slug=st.from_regex(r"[a-z]{1,12}", fullmatch=True),
    title=words(120, shortest=1),
    goal=words(300),
    touchpoints=st.lists(touchpoints, max_size=3).map(tuple),
)


@st.composite
def plans(draw: st.DrawFn) -> JourneyPlan:
    drawn = draw(st.lists(stages, max_size=4, unique_by=lambda s: s.title))
    count = iter(range(1000))
    numbered = tuple(
        replace(
            stage,
            slug=f"s{i}-{stage.slug}",
            touchpoints=tuple(replace(t, slug=f"t{next(count)}-{t.slug}") for t in stage.touchpoints),
        )
        for i, stage in enumerate(drawn)
    )
    return JourneyPlan(
        slug="whole", title=draw(words(160, shortest=1)), goal=draw(words(300)), stages=numbered
    )


@MANY
@given(plans())
def test_json_holds_the_whole_map(plan: JourneyPlan) -> None:
    assert json_form.read(json_form.written(plan)) == plan


def without_slugs(plan: JourneyPlan) -> list[object]:
    return [
        plan.title,
        plan.goal,
        [
            (
                s.title,
                s.goal,
                [
                    replace(t, slug="", measures=tuple(replace(m, slug="") for m in t.measures))
                    for t in s.touchpoints
                ],
            )
            for s in plan.stages
        ],
    ]


@MANY
@given(plans(), st.booleans())
def test_csv_holds_all_but_the_short_names_and_no_formula(plan: JourneyPlan, semicolons: bool) -> None:  # noqa: FBT001  Hypothesis hands it over
    sheet = csv_form.written(plan)
    assert without_slugs(csv_form.read(sheet)) == without_slugs(plan)
    text = sheet.decode("utf-8-sig")
    for row in list(csv.reader(text.splitlines(keepends=True)))[1:]:
        feeling = csv_form.COLUMNS.index("feeling")
        assert not any(cell[:1] in {"=", "+", "-", "@"} for i, cell in enumerate(row) if i != feeling)
    assert semicolons in {True, False}


@MANY
@given(plans())
def test_mermaid_holds_titles_order_and_feelings(plan: JourneyPlan) -> None:
    again = mermaid.read(mermaid.written(plan))
    assert again.title == plan.title
    assert [s.title for s in again.stages] == [s.title for s in plan.stages]
    felt = [(t.title, t.feeling or 0) for s in plan.stages for t in s.touchpoints]
    assert [(t.title, t.feeling) for s in again.stages for t in s.touchpoints] == felt


def test_a_mermaid_diagram_is_as_its_documentation_shows_it() -> None:
    plan = JourneyPlan(
        slug="x",
        title="My day: first",
        stages=(
            StagePlan(
                slug="s",
                title="Go to work",
                touchpoints=(
                    TouchpointPlan(slug="a", title="Make tea", feeling=2, owner_team="Kitchen, Post"),
                    TouchpointPlan(slug="b", title="Section 9; upstairs"),
                ),
            ),
        ),
    )
    assert mermaid.written(plan).decode() == (
        "journey\n    title My day#58; first\n    section Go to work\n"
        "      Make tea: 5: Customer, Kitchen, Post\n      #83;ection 9#59; upstairs: 3: Customer\n"
    )


def test_a_mermaid_diagram_of_others_is_read_with_all_that_may_stand_in_it() -> None:
    given = (
        b"---\ntitle: Front\n---\n%% a comment\n%%{init: {'theme':'base'}}%%\njourney\n  accTitle: x\n"
        b"  accDescr {\n many\n lines }\n  title My working day\n  Early: 4\n"
        b"  section Go to work\n    Make tea: 5: Me\n    Do work: 1.0: Me, Cat # why\n"
    )
    plan = mermaid.read(given)
    assert plan.title == "My working day"
    assert [(s.title, [(t.title, t.feeling, t.owner_team) for t in s.touchpoints]) for s in plan.stages] == [
        ("My working day", [("Early", 1, "")]),
        ("Go to work", [("Make tea", 2, ""), ("Do work", -2, "Cat")]),
    ]


def changed(**changes: object) -> bytes:
    touchpoint: dict[str, object] = {"slug": "t", "title": "T"} | changes
    stage = {"slug": "s", "title": "S", "touchpoints": [touchpoint]}
    return json.dumps(
        {"format": "wellserved-map", "version": 1, "journey": {"slug": "j", "title": "J", "stages": [stage]}}
    ).encode()


HEAD = "stage,touchpoint,feeling,measures\n"
BAD = [
    ("json", b"\xff\xfe", "This is not JSON"),
    ("json", b"[" * 100_000, "This is not JSON"),
    ("json", b"{}", "format: This JSON is no map"),
    ("json", b'{"format": "wellserved-map", "version": 9}', "version: This file has version 9"),
    (
        "json",
        changed(feeling="high"),
        r"journey.stages\[...\].touchpoints\[...\].feeling: Expected `int | null`",
    ),
    ("json", changed(feeling=3), r"journey.stages\[0\].touchpoints\[0\]: 'feeling' has to be a whole number"),
    ("json", changed(colour="red"), "unknown field `colour`"),
    ("json", changed(slug="a b"), "short name 'a b' is none"),
    ("json", changed(title=""), "'title' is empty"),
    ("json", changed(side="left"), "'side' has to be one of"),
    ("json", changed(inner="nowhere"), "opens into journey 'nowhere', which is not there"),
    ("csv", b"", "line 1: There is no column 'stage'"),
    ("csv", b"stage,touchpoint,colour\nA,B,red", "line 1: The column 'colour' is not known"),
    ("csv", HEAD.encode(), "no rows below its head"),
    ("csv", (HEAD + "A,B,,\n,C,,").encode(), "line 3, column 'stage': The stage is missing"),
    ("csv", (HEAD + "A,B,great,").encode(), "line 2, column 'feeling': 'great' is no feeling"),
    ("csv", (HEAD + "A,B,7,").encode(), "line 2: 'feeling' has to be a whole number"),
    ("csv", (HEAD + "A,B,,Days").encode(), "line 2, column 'measures': 'Days' is no measure"),
    ("csv", (HEAD + "A,B,,Days|days|lower|x").encode(), "line 2, column 'measures': 'x' is no number"),
    ("csv", (HEAD + "A,B,,Days|days|faster").encode(), "line 2: 'better' has to be one of"),
    ("csv", (HEAD + 'A,"B').encode(), "line 2: The sheet breaks off"),
    ("csv", (HEAD + "A,B,,,C").encode(), "line 2: The row has more cells"),
    ("csv", HEAD.encode() + "A,\xc9".encode("latin-1"), "line 2: This is not UTF-8"),
    ("mermaid", b"", "line 1: This is no Mermaid journey"),
    ("mermaid", b"flowchart TD\n A-->B", "line 1: This is no Mermaid journey"),
    ("mermaid", b"journey\n title X\n section S\n Tea: hot: Me", "line 4: 'Tea: hot: Me' is no task"),
    ("mermaid", b"journey\n Tea: 6: Me", "line 2: 'Tea: 6: Me' is no task"),
    ("mermaid", b"journey\n Tea", "line 2: 'Tea' is no task"),
    ("mermaid", b"journey\n section S\n " + b"x" * 121 + b": 3: Me", "line 3: 'title' has 121 characters"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "data", "said"), BAD, ids=[f"{form} {said}" for form, _, said in BAD])
def test_a_file_that_cannot_be_read_is_refused_with_its_place_and_nothing_is_drawn(
    form: str, data: bytes, said: str
) -> None:
    with pytest.raises(ImportRefused, match=said) as refused:
        import_map(by=OPERATOR, data=data, form=form, now=NOW)
    assert str(refused.value).endswith(".")
    assert not Journey.objects.exists()


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([json_form.read, csv_form.read, mermaid.read]))
def test_whatever_bytes_come_they_are_read_or_refused(data: bytes, read: Callable[[bytes], object]) -> None:
    try:
        read(data)
    except ImportRefused:
        return


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["json", "csv", "mermaid"])
def test_what_was_exported_is_imported_as_a_journey_of_its_own(form: str) -> None:
    slug = new_journey(by=OPERATOR, title="Parcels", template="parcel-delivery", now=NOW)
    exported = export_map(OPERATOR, journey=slug, form=form, now=NOW)
    again = import_map(by=OPERATOR, data=exported.data, form=form, now=NOW)
    assert again == "parcels-2"
    first, second = plan_for(OPERATOR, journey=slug), plan_for(OPERATOR, journey=again)
    if form == "json":
        assert replace(second, slug=slug) == first
    if form == "csv":
        assert without_slugs(first) == without_slugs(second)
    assert [s.title for s in first.stages] == [s.title for s in second.stages]


def figures() -> Figures:
    cells = {"handover": CellPrinted(step=5, figure="41", small="38–44")}
    few = {"handover": CellPrinted(step=None, figure="n 12"), "elsewhere": CellPrinted(step=0, figure="1")}
    return Figures(caption="1 Aug to 31 Oct", rows=(("Delivery", cells), ("Customer", few)))


@pytest.mark.django_db
def test_the_whole_map_is_drawn_as_svg_with_figures_where_there_are_some() -> None:
    slug = new_journey(by=OPERATOR, title="Parcels <&> 소포", template="parcel-delivery", now=NOW)
    svg = export_map(OPERATOR, journey=slug, form="svg", figures=figures(), now=NOW).data.decode()
    assert "Parcels &lt;&amp;&gt; 소포" in svg
    assert ">41</text>" in svg
    assert "url(#few)" in svg
    assert svg.count("<circle") == 8
    minidom.parseString(svg)  # noqa: S318  of our own making
    for stage in drawing_for(OPERATOR, journey=slug, now=NOW).stages:
        assert all(t.title.split()[0] in svg for t in stage.touchpoints)


@pytest.mark.django_db
def test_pictures_and_prints_are_what_they_say() -> None:
    slug = new_journey(by=OPERATOR, title="Parcels", template="parcel-delivery", now=NOW)
    png = export_map(OPERATOR, journey=slug, form="png", figures=figures(), now=NOW)
    pdf = export_map(OPERATOR, journey=slug, form="pdf", now=NOW)
    assert (png.data[:8], png.media_type, png.filename) == (b"\x89PNG\r\n\x1a\n", "image/png", "parcels.png")
    assert pdf.data.startswith(b"%PDF-")
    width, height = (int.from_bytes(png.data[i : i + 4], "big") for i in (16, 20))
    assert width > 2 * 8 * 152
    assert height > 600


@pytest.mark.django_db
def test_letters_that_no_font_has_are_named_and_no_boxes_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    few = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr("wellserved.journey.exchange.printing.setting.fonts", lambda: few)
    slug = new_journey(by=OPERATOR, title="Parcels", now=NOW)
    assert export_map(OPERATOR, journey=slug, form="pdf", now=NOW).data.startswith(b"%PDF-")
    slug = new_journey(by=OPERATOR, title="소포", now=NOW)
    for form in ("pdf", "png"):
        with pytest.raises(LettersMissing, match=r"소.*Install fonts"):
            export_map(OPERATOR, journey=slug, form=form, now=NOW)
    assert "소포" in export_map(OPERATOR, journey=slug, form="svg", now=NOW).data.decode()


@pytest.mark.django_db
def test_an_empty_map_is_a_file_as_well() -> None:
    slug = new_journey(by=OPERATOR, title="Nothing yet", now=NOW)
    for form in FORMS:
        data = export_map(OPERATOR, journey=slug, form=form, now=NOW).data
        assert data
        if form in {"json", "csv", "mermaid"}:
            assert (
                plan_for(OPERATOR, journey=import_map(by=OPERATOR, data=data, form=form, now=NOW)).stages
                == ()
            )


def test_who_may_not_gets_and_gives_no_file(measures: dict[str, MeasureKey]) -> None:
    with pytest.raises(NotFound):
        export_map(NOBODY, journey="parcel", form="svg", now=NOW)
    with pytest.raises(PermissionDenied):
        import_map(by=NOBODY, data=b"", form="json", now=NOW)
    with pytest.raises(FormUnknown, match="json, csv, mermaid"):
        import_map(by=OPERATOR, data=b"", form="pdf", now=NOW)
    with pytest.raises(FormUnknown):
        export_map(OPERATOR, journey="parcel", form="docx", now=NOW)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("csv", "One,Step {n}\n"),
        ("csv", "Stage {n},\n"),
        ("mermaid", "Step: 3: Customer\n"),
        ("mermaid", "section Stage {n}\n"),
    ],
)
def test_a_file_that_is_far_too_long_is_refused_before_it_is_worked_through(
    db: None, form: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = 0

    def counted(*_: object, kind: str, **__: object) -> str:
        nonlocal made
        made += 1
        return f"{kind}-{made}"

    for module in (csv_form, mermaid):
        monkeypatch.setattr(module, "slug_of", counted)
    head = "stage,touchpoint\n" if form == "csv" else "journey\n"
    data = head + "".join(line.format(n=n) for n in range(20_000))
    with pytest.raises(ImportRefused, match="takes up to"):
        import_map(by=OPERATOR, data=data.encode(), form=form, now=NOW)
    assert made < 1_500


def test_a_cell_with_far_too_many_measures_is_refused_at_once(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(csv_form, "slug_of", lambda *_, kind, **__: made.append(kind) or f"m{len(made)}")
    cell = "\n".join(f"m{n}|days|lower" for n in range(5_000))
    with pytest.raises(ImportRefused, match="takes up to"):
        import_map(
            by=OPERATOR, data=f'stage,touchpoint,measures\nA,B,"{cell}"\n'.encode(), form="csv", now=NOW
        )
    assert len(made) < 100


@pytest.mark.parametrize("digits", [5_000, 12])
def test_a_number_no_letter_has_stays_as_it_is_written(db: None, digits: int) -> None:
    text = f"journey\ntitle #{'9' * digits};\n"
    if digits > 160:
        with pytest.raises(ImportRefused, match="characters"):
            import_map(by=OPERATOR, data=text.encode(), form="mermaid", now=NOW)
    else:
        import_map(by=OPERATOR, data=text.encode(), form="mermaid", now=NOW)


@pytest.mark.parametrize("redraws", ["a\x00", "x" * 100, "not a slug"])
def test_a_redrawn_journey_is_named_by_a_short_name(db: None, redraws: str) -> None:
    file = {
        "format": "wellserved-map",
        "version": 1,
        "journey": {"slug": "a", "title": "A", "redraws": redraws},
    }
    with pytest.raises(ImportRefused, match="short name"):
        import_map(by=OPERATOR, data=json.dumps(file).encode(), form="json", now=NOW)


def test_a_to_be_map_outlives_the_map_that_it_redraws(db: None) -> None:
    as_is = new_journey(by=OPERATOR, title="Parcel", now=NOW)
    to_be = copy_as_to_be(by=OPERATOR, journey=as_is, title="Parcel, better", now=NOW)
    remove_journey(by=OPERATOR, journey=as_is, now=NOW)
    again = copy_as_to_be(by=OPERATOR, journey=to_be, title="Parcel, best", now=NOW)
    assert Journey.objects.get(slug=again).redraws == Journey.objects.get(slug=to_be)
    data = export_map(OPERATOR, journey=to_be, form="json", now=NOW).data
    assert import_map(by=OPERATOR, data=data, form="json", now=NOW)
