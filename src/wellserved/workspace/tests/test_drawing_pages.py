"""Drawing a map through the front door: by commands, by forms, by files, and who may."""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from wellserved.journey.contracts import Drawing, JourneyPlan, MeasurePlan, StagePlan, TouchpointPlan
from wellserved.journey.models import Touchpoint
from wellserved.journey.queries import drawing_for
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Segment, Staff

from .conftest import Visitors

HTMX = {"HX-Request": "true"}
DRAW = "/journeys/parcel/draw/"
EDIT = f"{DRAW}edit/"
PLAN = JourneyPlan(
    slug="parcel",
    title="Parcel delivery",
    goal="Have it when I need it",
    stages=(
        StagePlan(slug="wait", title="Wait", touchpoints=(TouchpointPlan(slug="notice", title="Notice"),)),
        StagePlan(
            slug="receive",
            title="Receive",
            touchpoints=(
                TouchpointPlan(
                    slug="door",
                    title="Handed over",
                    channel="courier",
                    measures=(MeasurePlan(slug="days", title="Days", unit="days", better="lower"),),
                ),
                TouchpointPlan(slug="unpack", title="Unpacked"),
            ),
        ),
    ),
)


@pytest.fixture
def parcel(db: None) -> str:
    ensure_journey(by=OPERATOR, plan=PLAN, now=timezone.now())
    return "parcel"


def drawing(slug: str = "parcel") -> Drawing:
    return drawing_for(OPERATOR, journey=slug, now=timezone.now())


def titles(slug: str = "parcel") -> list[list[str]]:
    return [[touchpoint.title for touchpoint in stage.touchpoints] for stage in drawing(slug).stages]


def number(title: str) -> int:
    found = [t.id for stage in drawing().stages for t in stage.touchpoints if t.title == title]
    return found[0]


def do(
    client: Client, *commands: tuple[str, str], seen: int | None = None, htmx: bool = True
) -> tuple[int, str]:
    """What the page sends, and what it is answered."""
    sent = {
        "seen": drawing().version if seen is None else seen,
        "do": [command for command, _ in commands],
        "value": [value for _, value in commands],
    }
    answer = client.post(EDIT, sent, headers=HTMX if htmx else {})
    return answer.status_code, answer.content.decode()


class _Forms(HTMLParser):
    """The forms of a page as a browser without scripts would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((said.get("action", ""), []))
        elif tag == "input" and self.forms and said.get("type") == "hidden":
            self.forms[-1][1].append((said["name"], said.get("value", "")))


def send(client: Client, page: str, index: int, **more: str) -> int:
    action, fields = _Forms(page).forms[index]
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return client.post(action, data | {name: [value] for name, value in more.items()}).status_code


def test_the_board_shows_stages_touchpoints_and_lanes(parcel: str, visitors: Visitors) -> None:
    page = visitors.staff().get(DRAW).content.decode()
    for words in ("Have it when I need it", "Wait", "Handed over", "courier", "Frontstage", "Days"):
        assert words in page
    assert page.index("Notice") < page.index("Handed over") < page.index("Unpacked")


def test_a_text_is_set_and_the_board_comes_back(parcel: str, visitors: Visitors) -> None:
    door = number("Handed over")
    status, page = do(visitors.staff(), (f"set:touchpoint:{door}:thinking", "Is it whole?"))
    assert status == 200
    assert "Is it whole?" in page
    assert "<html" not in page
    assert re.search(r'role="status" id="said">You changed “Handed over”\.', page)


def test_without_scripts_a_command_leads_back_to_the_map(parcel: str, visitors: Visitors) -> None:
    status, _ = do(visitors.staff(), ("add-stage", "Return"), htmx=False)
    assert status == 302
    assert [stage.title for stage in drawing().stages] == ["Wait", "Receive", "Return"]


def test_add_copy_and_delete(parcel: str, visitors: Visitors) -> None:
    manager = visitors.staff()
    receive = drawing().stages[1].id
    do(manager, (f"add-touchpoint:{receive}", "Signed for"))
    assert titles() == [["Notice"], ["Handed over", "Unpacked", "Signed for"]]
    do(manager, (f"copy:touchpoint:{number('Handed over')}", ""))
    assert titles()[1].count("Handed over") == 2
    do(manager, (f"remove:touchpoint:{number('Unpacked')}", ""))
    assert "Unpacked" not in titles()[1]
    do(manager, (f"remove:stage:{receive}", ""))
    assert titles() == [["Notice"]]


def test_moving_right_goes_over_into_the_next_stage_and_left_comes_back(
    parcel: str, visitors: Visitors
) -> None:
    manager, notice = visitors.staff(), number("Notice")
    do(manager, (f"move:touchpoint:{notice}:right", ""))
    assert titles() == [[], ["Notice", "Handed over", "Unpacked"]]
    do(manager, (f"move:touchpoint:{notice}:right", ""))
    assert titles() == [[], ["Handed over", "Notice", "Unpacked"]]
    do(manager, (f"move:touchpoint:{notice}:right", ""))
    status, page = do(manager, (f"move:touchpoint:{notice}:right", ""))
    assert titles() == [[], ["Handed over", "Unpacked", "Notice"]]
    assert status == 200, page
    for _ in range(3):
        do(manager, (f"move:touchpoint:{notice}:left", ""))
    assert titles() == [["Notice"], ["Handed over", "Unpacked"]]


def test_dragging_names_the_stage_and_what_follows(parcel: str, visitors: Visitors) -> None:
    manager, wait = visitors.staff(), drawing().stages[0].id
    do(manager, (f"move:touchpoint:{number('Unpacked')}:{wait}:{number('Notice')}", ""))
    assert titles() == [["Unpacked", "Notice"], ["Handed over"]]
    do(manager, (f"move:stage:{wait}::end", ""))
    assert [stage.title for stage in drawing().stages] == ["Receive", "Wait"]


def test_the_pressed_feeling_is_drawn_and_pressing_it_again_takes_it_back(
    parcel: str, visitors: Visitors
) -> None:
    manager, door = visitors.staff(), number("Handed over")
    _, page = do(manager, (f"feel:{door}:-2", ""), (f"feel:{number('Notice')}:1", ""))
    assert 'class="felt"' in page
    assert re.search(rf'value="feel:{door}:" aria-pressed="true"', page)
    do(manager, (f"feel:{door}:", ""))
    assert drawing().stages[1].touchpoints[0].feeling is None


def test_undo_and_redo_say_what_they_did(parcel: str, visitors: Visitors) -> None:
    manager = visitors.staff()
    do(manager, (f"remove:touchpoint:{number('Notice')}", ""))
    page = manager.get(DRAW).content.decode()
    assert 'title="Undo: removed “Notice”"' in page
    page = manager.post(f"{DRAW}undo/", headers=HTMX).content.decode()
    assert "Undone: removed “Notice”" in page
    assert titles()[0] == ["Notice"]
    page = manager.post(f"{DRAW}redo/", headers=HTMX).content.decode()
    assert "Done again: removed “Notice”" in page
    assert titles()[0] == []


def test_nothing_to_undo_is_said(parcel: str, visitors: Visitors) -> None:
    answer = visitors.staff().post(f"{DRAW}undo/", headers=HTMX)
    assert answer.status_code == 422
    assert "no edit of yours" in answer.content.decode()


@pytest.mark.parametrize("command", ["fly:touchpoint:1", "set:touchpoint:x:title", "move:stage:1", ""])
def test_what_no_page_sends_is_refused(parcel: str, visitors: Visitors, command: str) -> None:
    status, page = do(visitors.staff(), (command, "words"))
    assert status == 422
    assert "data-refused" in page


def test_a_name_cannot_be_emptied(parcel: str, visitors: Visitors) -> None:
    status, page = do(visitors.staff(), (f"set:touchpoint:{number('Notice')}:title", " "))
    assert status == 422
    assert "empty" in page


def test_two_who_change_the_same_see_both_and_choose(parcel: str, visitors: Visitors) -> None:
    first, second = visitors.staff(), visitors.staff()
    seen, door, notice = drawing().version, number("Handed over"), number("Notice")
    do(first, (f"set:touchpoint:{door}:title", "At the door"))
    mine = ((f"set:touchpoint:{door}:title", "On the mat"), (f"set:touchpoint:{notice}:title", "A call"))
    status, page = do(second, *mine, seen=seen)
    assert status == 409
    assert "At the door" in page
    assert "On the mat" in page
    assert titles() == [["Notice"], ["At the door", "Unpacked"]], "nothing was saved yet"
    assert send(second, page, 0) == 302
    assert titles() == [["A call"], ["At the door", "Unpacked"]], "theirs stays, the rest of mine is kept"
    assert send(second, page, 1) in {302, 409}


def test_mine_can_be_put_over_theirs(parcel: str, visitors: Visitors) -> None:
    first, second = visitors.staff(), visitors.staff()
    seen, door = drawing().version, number("Handed over")
    do(first, (f"set:touchpoint:{door}:title", "At the door"))
    status, page = do(second, (f"set:touchpoint:{door}:title", "On the mat"), seen=seen, htmx=False)
    assert status == 409
    assert "<html" in page, "without scripts it is a page of its own"
    own = next(i for i, (_, fields) in enumerate(_Forms(page).forms) if ("value", "On the mat") in fields)
    assert send(second, page, own) == 302
    assert titles()[1][0] == "On the mat"


def test_what_was_removed_meanwhile_can_be_put_back_with_mine(parcel: str, visitors: Visitors) -> None:
    first, second = visitors.staff(), visitors.staff()
    seen, door = drawing().version, number("Handed over")
    do(first, (f"remove:touchpoint:{door}", ""))
    status, page = do(second, (f"set:touchpoint:{door}:title", "On the mat"), seen=seen)
    assert status == 409
    assert send(second, page, 1) == 302
    assert titles()[1][0] == "On the mat"


def test_who_asks_again_gets_only_what_moved_on(parcel: str, visitors: Visitors) -> None:
    one, other = visitors.staff(), visitors.staff()
    version = drawing().version
    assert one.get(DRAW, {"since": version}, headers=HTMX).status_code == 204
    do(other, (f"set:touchpoint:{number('Notice')}:title", "A call"))
    answer = one.get(DRAW, {"since": version}, headers=HTMX)
    assert answer.status_code == 200
    assert "Alex Staff changed “A call”." in answer.content.decode()


def touchpoint_form(page: str) -> dict[str, str]:
    """All that a browser would send of the touchpoint's own form."""
    form = page[page.index('<form class="box pad element') :]
    form = form[: form.index("</form>")]
    fields = dict(re.findall(r'<input type="(?:hidden|text)" name="([\w-]+)" value="([^"]*)"', form))
    fields |= {n: v.strip() for n, v in re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)<', form)}
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields


def test_the_form_of_a_touchpoint_sets_only_what_was_changed(parcel: str, visitors: Visitors) -> None:
    one, other = visitors.staff(), visitors.staff()
    door = number("Handed over")
    address = f"{DRAW}touchpoints/{door}/"
    fields = touchpoint_form(one.get(address).content.decode())
    assert fields["title"] == "Handed over"
    do(other, (f"set:touchpoint:{door}:thinking", "Is it whole?"))
    answer = one.post(address, fields | {"doing": "Signs with a finger", "feeling": "1"})
    assert answer.status_code == 302, answer.content.decode()
    drawn = drawing().stages[1].touchpoints[0]
    assert (drawn.doing, drawn.feeling, drawn.thinking) == ("Signs with a finger", 1, "Is it whole?")


def test_owner_and_inner_journey_are_chosen_and_cleared(parcel: str, visitors: Visitors) -> None:
    ensure_journey(by=OPERATOR, plan=JourneyPlan(slug="inner", title="Unpacking"), now=timezone.now())
    manager = visitors.staff()
    address = f"{DRAW}touchpoints/{number('Unpacked')}/"
    page = manager.get(address).content.decode()
    owner = re.search(r'<option value="(\d+)">Alex Staff', page)
    assert owner
    manager.post(address, touchpoint_form(page) | {"owner": owner.group(1), "inner": "inner"})
    drawn = drawing().stages[1].touchpoints[1]
    assert drawn.owner is not None
    assert drawn.inner is not None
    assert "opens into “Unpacking”" in manager.get(DRAW).content.decode()
    manager.post(address, touchpoint_form(manager.get(address).content.decode()) | {"owner": "", "inner": ""})
    drawn = drawing().stages[1].touchpoints[1]
    assert (drawn.owner, drawn.inner) == (None, None)


def test_a_measure_is_added_changed_and_deleted(parcel: str, visitors: Visitors) -> None:
    manager, unpacked = visitors.staff(), number("Unpacked")
    measure = {"title": "Whole", "unit": "of 7", "better": "higher", "scale_low": "1", "scale_high": "7"}
    answer = manager.post(f"{DRAW}touchpoints/{unpacked}/measures/", measure)
    assert answer.status_code == 302
    (added,) = drawing().stages[1].touchpoints[1].measures
    assert (added.title, added.scale_high, added.satisfied) == ("Whole", 7.0, None)
    address = f"{DRAW}measures/{added.id}/"
    assert manager.post(address, measure | {"satisfied": "5"}).status_code == 302
    assert drawing().stages[1].touchpoints[1].measures[0].satisfied == 5
    do(manager, (f"remove:measure:{added.id}", ""))
    assert drawing().stages[1].touchpoints[1].measures == ()


def test_a_scale_upside_down_is_refused(parcel: str, visitors: Visitors) -> None:
    wrong = {"title": "Whole", "unit": "of 7", "better": "higher", "scale_low": "7", "scale_high": "1"}
    answer = visitors.staff().post(f"{DRAW}touchpoints/{number('Unpacked')}/measures/", wrong)
    assert answer.status_code == 422


def test_a_new_journey_from_nothing_and_from_a_template(db: None, visitors: Visitors) -> None:
    manager = visitors.staff()
    page = manager.get("/journeys/new/").content.decode()
    assert page.count('name="template"') == 7
    answer = manager.post("/journeys/new/", {"title": "Shop visit", "goal": "Be done in ten minutes"})
    assert answer.headers["Location"] == "/journeys/shop-visit/draw/"
    assert drawing("shop-visit").stages == ()
    template = re.findall(r'name="template" value="([\w-]+)"', page)[0]
    answer = manager.post("/journeys/new/", {"title": "Ours", "template": template})
    assert answer.headers["Location"] == "/journeys/ours/draw/"
    assert len(drawing("ours").stages) > 1


def test_a_journey_called_new_does_not_hide_the_page(db: None, visitors: Visitors) -> None:
    manager = visitors.staff()
    answer = manager.post("/journeys/new/", {"title": "New"})
    assert answer.headers["Location"] not in {"/journeys/new/draw/", "/journeys/new/"}
    assert manager.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("kind", ["json", "csv", "mermaid"])
def test_what_is_exported_can_be_imported(parcel: str, visitors: Visitors, kind: str) -> None:
    manager = visitors.staff()
    out = manager.get(f"/journeys/parcel/export/map.{kind}")
    assert out.status_code == 200
    assert "attachment" in out.headers["Content-Disposition"]
    ending = {"mermaid": "mmd"}.get(kind, kind)
    file = SimpleUploadedFile(f"map.{ending}", out.content)
    answer = manager.post("/journeys/new/file/", {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    slug = answer.headers["Location"].split("/")[2]
    assert titles(slug) == titles()


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_the_map_is_printed(parcel: str, visitors: Visitors, kind: str, begins: bytes) -> None:
    answer = visitors.staff().get(f"/journeys/parcel/export/map.{kind}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)


def test_a_file_that_is_no_map_is_refused_with_its_place(db: None, visitors: Visitors) -> None:
    file = SimpleUploadedFile("map.json", b'{"nothing": 1}')
    answer = visitors.staff().post("/journeys/new/file/", {"file": file})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.content.decode()


def test_as_is_and_to_be_stand_side_by_side(parcel: str, visitors: Visitors) -> None:
    manager = visitors.staff()
    assert "No to-be version has been drawn yet" in manager.get("/journeys/parcel/compare/").content.decode()
    there = manager.post("/journeys/parcel/to-be/").headers["Location"]
    slug = there.split("/")[2]
    ids = {t.title: t.id for stage in drawing(slug).stages for t in stage.touchpoints}
    sent = {
        "seen": drawing(slug).version,
        "do": [
            f"remove:touchpoint:{ids['Unpacked']}",
            f"set:touchpoint:{ids['Notice']}:channel",
            f"add-touchpoint:{drawing(slug).stages[0].id}",
        ],
        "value": ["", "message", "Chosen window"],
    }
    assert manager.post(f"{there}edit/", sent).status_code == 302
    for address in ("/journeys/parcel/compare/", f"/journeys/{slug}/compare/"):
        said = manager.get(address).content.decode()
        assert "Of 4 touchpoints: 1 added, 1 removed, 1 changed." in said
        assert said.index("Chosen window") < said.index("Unpacked")
        assert "<ins>message</ins>" in said


def test_personas_are_drawn_changed_and_removed(parcel: str, visitors: Visitors) -> None:
    Segment.objects.create(slug="family", name="Families")
    manager = visitors.staff()
    persona = {"name": "Mina", "segment": "family", "quote": "Not again late", "wants": "Calm\nTime"}
    assert manager.post("/personas/new/", persona).status_code == 302
    page = manager.get("/personas/").content.decode()
    for words in ("Mina", "Families", "Not again late", "<li>Calm</li><li>Time</li>"):
        assert words in page
    assert manager.post("/personas/mina/", persona | {"name": "Mina Kim"}).status_code == 302
    assert "Mina Kim" in manager.get(DRAW).content.decode()
    assert manager.post("/personas/mina/remove/").status_code == 302
    assert "“Mina Kim” is removed." in manager.get("/personas/").content.decode()
    assert "Mina" not in manager.get("/personas/").content.decode()


def test_who_changed_what(parcel: str, visitors: Visitors) -> None:
    manager = visitors.staff()
    do(manager, (f"set:touchpoint:{number('Notice')}:title", "A call"))
    assert "You changed “A call”" in manager.get(f"{DRAW}edits/").content.decode()
    assert "Alex Staff changed “A call”" in visitors.staff("agent").get(f"{DRAW}edits/").content.decode()


READ = ["/journeys/parcel/draw/", "/journeys/parcel/draw/edits/", "/journeys/parcel/compare/"]
READ += ["/journeys/parcel/export/map.json", "/personas/"]
DRAWN = ["draw/journey/", "draw/stages/new/", "draw/stages/{stage}/", "draw/touchpoints/{touchpoint}/"]
DRAWN += ["draw/touchpoints/{touchpoint}/measures/", "draw/measures/{measure}/"]
DEEDS = ["draw/edit/", "draw/undo/", "draw/redo/", "to-be/"]


def _filled(address: str) -> str:
    stage = drawing().stages[1]
    touchpoint = stage.touchpoints[0]
    numbers = {"stage": stage.id, "touchpoint": touchpoint.id, "measure": touchpoint.measures[0].id}
    return f"/journeys/parcel/{address}".format(**numbers)


@pytest.mark.parametrize("address", READ)
def test_a_colleague_reads_and_a_customer_finds_nothing(
    parcel: str, visitors: Visitors, address: str
) -> None:
    assert visitors.staff("agent").get(address).status_code == 200
    assert visitors.customer().get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", DRAWN)
def test_the_forms_are_for_staff(parcel: str, visitors: Visitors, address: str) -> None:
    place = _filled(address)
    for role in ("manager", "agent"):
        assert visitors.staff(role).get(place).status_code == 200
    assert visitors.customer().get(place).status_code == 404
    assert Client().get(place).status_code == 302


@pytest.mark.parametrize("address", DEEDS)
def test_nobody_but_staff_draws(parcel: str, visitors: Visitors, address: str) -> None:
    place, before = _filled(address), titles()
    sent = {"do": f"remove:touchpoint:{number('Notice')}", "seen": drawing().version}
    assert visitors.customer().post(place, sent).status_code in {403, 404}
    assert Client().post(place, sent).status_code == 302
    assert titles() == before


def test_the_front_line_draws_too(parcel: str, visitors: Visitors) -> None:
    status, _ = do(visitors.staff("agent"), (f"set:touchpoint:{number('Notice')}:title", "A call"))
    assert status == 200
    assert titles()[0] == ["A call"]


@pytest.mark.parametrize("address", ["/journeys/new/", "/personas/new/"])
def test_nobody_but_staff_begins_something(db: None, visitors: Visitors, address: str) -> None:
    assert visitors.staff().get(address).status_code == 200
    assert visitors.customer().get(address).status_code == 403
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", ["draw/touchpoints/999999/", "draw/stages/999999/", "export/map.doc"])
def test_what_there_is_not_is_not_found(parcel: str, visitors: Visitors, address: str) -> None:
    assert visitors.staff().get(f"/journeys/parcel/{address}").status_code == 404


def test_the_board_has_a_budget_of_queries(
    parcel: str, visitors: Visitors, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    manager = visitors.staff()
    manager.get(DRAW)
    with django_assert_max_num_queries(26):
        manager.get(DRAW)


def test_saving_a_touchpoint_leaves_an_owner_who_has_gone_as_it_was(parcel: str, visitors: Visitors) -> None:
    visitors.staff()
    gone = Staff.objects.get()
    door = Touchpoint.objects.get(slug="door")
    Touchpoint.objects.filter(pk=door.pk).update(owner=gone)
    Staff.objects.filter(pk=gone.pk).update(active=False)
    page = visitors.staff().get(f"/journeys/parcel/draw/touchpoints/{door.pk}/").content.decode()
    assert re.search(rf'<option value="{gone.pk}" selected', page)
