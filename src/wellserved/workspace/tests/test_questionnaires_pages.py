"""Who begins, writes, translates and publishes questionnaires, and what two of them at once are told."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec import to_builtins
from msgspec.json import encode
from msgspec.structs import replace

from wellserved.journey.models import Measure
from wellserved.journey.queries import plan_for
from wellserved.journey.services import ensure_journey
from wellserved.people.contracts import OPERATOR
from wellserved.people.models import Location
from wellserved.people.services import add_location
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.domain.definition import (
    AnyOf,
    Choice,
    Definition,
    LongText,
    Option,
    Page,
    Scale,
    ShortText,
    When,
)
from wellserved.voice.domain.editing import item_of
from wellserved.voice.domain.layout import items_of
from wellserved.voice.models import Draft, Questionnaire, Response, Version
from wellserved.voice.queries import draft_for
from wellserved.voice.services import add_questionnaire, publish, save_draft
from wellserved.voice.tests.questions import short

from .conftest import NOW, PLAN, Visitors

pytestmark = pytest.mark.django_db
EDIT, PREVIEW, WORDS = "/questionnaires/short/edit/", "/asked/preview/short/", "/questionnaires/short/words/"


@pytest.fixture
def written() -> None:
    ensure_journey(by=OPERATOR, plan=PLAN, now=NOW)
    add_questionnaire(by=OPERATOR, slug="short", definition=short(), now=NOW)
    publish(by=OPERATOR, questionnaire="short", now=NOW)


def draft(slug: str = "short") -> Definition:
    return draft_for(OPERATOR, questionnaire=slug).definition


def keys() -> list[list[str]]:
    return [[item.key for item in page.items] for page in draft().pages]


def fields_of(page: str) -> dict[str, str]:
    """What the open part's form would send as it stands; of several alike, the last."""
    form = page.partition('class="q-form"')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") != "checkbox" or "checked" in tag:
            found[told["name"]] = told.get("value", "on" if "checked" in tag else "")
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL))
    return {name: unescape(value) for name, value in found.items()}


def open_part(client: Client, part: str) -> dict[str, str]:
    return fields_of(client.get(f"{EDIT}?part={part}").content.decode())


def test_a_lead_begins_writes_and_publishes_what_an_agent_may_only_read(visitors: Visitors) -> None:
    lead, agent, customer = visitors.staff("team_lead"), visitors.staff("agent"), visitors.customer()
    given = {"title": "Your parcel", "slug": "parcel-now", "language": "ko", "beginning": "csat"}
    for who, status in ((agent, 404), (customer, 404), (Client(), 302)):
        assert who.post("/questionnaires/new/", given).status_code == status
    assert lead.get("/questionnaires/new/").status_code == 200
    made = lead.post("/questionnaires/new/", given)
    assert (made.status_code, made["Location"]) == (302, "/questionnaires/parcel-now/edit/")
    assert draft("parcel-now").title["ko"] == "Your parcel"
    assert "already" in lead.post("/questionnaires/new/", given).content.decode()
    pages = (
        "/questionnaires/parcel-now/edit/",
        "/questionnaires/parcel-now/words/",
        "/asked/preview/parcel-now/",
    )
    for address in ("/questionnaires/", *pages):
        assert lead.get(address).status_code == agent.get(address).status_code == 200, address
        assert customer.get(address).status_code == 404, address
        assert Client().get(address).status_code == 302, address
    for address in (
        *pages[:2],
        "/questionnaires/parcel-now/publish/",
        "/questionnaires/parcel-now/put-away/",
    ):
        assert agent.post(address, {"do": "add:page"}).status_code in (403, 404), address
        assert customer.post(address, {"do": "add:page"}).status_code in (403, 404), address
    for address in ("/questionnaires/", *pages[:2]):
        assert (
            "<form"
            not in re.sub(r"<header.*?</header>", "", agent.get(address).content.decode(), flags=re.DOTALL)
            .partition("<main")[2]
            .partition("</main>")[0]
        ), address
    assert not Version.objects.exists()
    assert lead.post("/questionnaires/parcel-now/publish/").status_code == 302
    assert Version.objects.get().number == 1
    assert "Published as it stands" in lead.get("/questionnaires/").content.decode()
    lead.post("/questionnaires/parcel-now/put-away/", {"archived": "yes"})
    assert "parcel-now" not in lead.get("/questionnaires/").content.decode()
    assert "parcel-now" in lead.get("/questionnaires/?archived=yes").content.decode()


def test_what_the_map_lacks_of_answers_is_said_and_put_there_by_whoever_draws_it(
    written: None, visitors: Visitors
) -> None:
    servqual = replace(BEGINNINGS["servqual"], journey="parcel", touchpoint="door")
    add_questionnaire(by=OPERATOR, slug="whole", definition=servqual, now=NOW)
    address = "/questionnaires/whole/edit/"
    lead, agent, customer = visitors.staff("team_lead"), visitors.staff("agent"), visitors.customer()

    def there() -> int:
        return len(plan_for(OPERATOR, journey="parcel").stages[0].touchpoints[0].measures)

    page = lead.get(f"{address}?part=whole").content.decode()
    assert "5 measures that answers become are not on the map at “Handed over” yet" in page
    assert "Put them on the map" not in agent.get(f"{address}?part=whole").content.decode()
    for who, status in ((agent, 404), (customer, 404), (Client(), 302)):
        assert who.post(address, {"do": "place:usual"}).status_code == status
    assert there() == 2
    assert lead.post(address, {"do": "place:usual"}).status_code == 302
    assert there() == 7
    page = lead.get(f"{address}?part=whole").content.decode()
    assert "5 measures" not in page
    assert "22 questions within dimensions are not on the map" in page
    lead.post(address, {"do": "place:items"})
    assert there() == 29
    assert "on the map at" not in lead.get(f"{address}?part=whole").content.decode()
    add_questionnaire(by=OPERATOR, slug="nowhere", definition=replace(servqual, touchpoint="gone"), now=NOW)
    nowhere = "/questionnaires/nowhere/edit/"
    assert "on the map at" not in lead.get(f"{nowhere}?part=whole").content.decode()
    assert lead.post(nowhere, {"do": "place:usual"}).status_code == 404
    # What was removed from the map had another unit: it is not put back as something else.
    Measure.objects.filter(slug="reliability").update(unit="days", removed_at=NOW)
    refused = lead.post(address, {"do": "place:usual"})
    assert refused.status_code == 422
    assert "had another unit or scale" in refused.content.decode()


def test_each_version_has_its_number_of_answers_as_far_as_one_may_see_them(
    written: None, visitors: Visitors
) -> None:
    manager, agent = visitors.staff("manager"), visitors.staff("agent")
    first = Version.objects.get()
    north = add_location(by=OPERATOR, name="North", code="north", now=NOW).location_id
    rows = [
        Response(
            questionnaire_id=first.questionnaire_id,
            version=first,
            location_id=place,
            started_at=NOW,
            finished_at=at,
            aside=aside,
        )
        for at, aside, place, n in (
            (NOW, "", None, 3),
            (NOW, "", north, 2),
            (None, "", north, 1),
            (NOW, "expired", north, 1),
        )
        for _ in range(n)
    ]
    Response.objects.bulk_create(rows)
    lead = visitors.staff("team_lead", location=Location.objects.get(pk=north))
    lead.post(EDIT, {"do": "add:page"})
    for who, number in ((manager, "5"), (lead, "2"), (visitors.staff("team_lead"), "0"), (agent, "–")):
        page = who.get("/questionnaires/").content.decode()
        assert "the draft has changed since" in page
        assert re.findall(r'class="line">(\d+|–)</span>', page) == [number]
        assert 'class="pages"' not in page
    for address, budget in (("/questionnaires/", 20), (f"{EDIT}?part=whole", 24), (WORDS, 20), (PREVIEW, 12)):
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(address).status_code == 200
        assert len(queries) <= budget, address


def test_questions_are_added_moved_copied_removed_and_put_back(written: None, visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    before = keys()
    lead.post(EDIT, {"do": "add:page"})
    for kind in ("scale", "choice", "matrix", "pair", "photo"):
        made = lead.post(EDIT, {"do": "add:item:page", "kind": kind})
        assert f"part=item%3A{kind}" in made["Location"]
    assert keys() == [*before, ["scale", "choice", "matrix", "pair", "photo"]]
    assert lead.post(EDIT, {"do": "add:item:page", "kind": "riddle"}).status_code == 422
    lead.post(EDIT, {"do": "move:item:photo:page:scale"})
    lead.post(EDIT, {"do": "down:item:scale"})
    lead.post(EDIT, {"do": "copy:item:scale"})
    assert keys()[-1] == ["photo", "choice", "scale", "scale-2", "matrix", "pair"]
    lead.post(EDIT, {"do": "up:item:photo"})
    assert [row[-1] for row in keys()[:-1]][-1] == "photo"
    lead.post(EDIT, {"do": "up:page:page"})
    assert "choice" in keys()[-2]
    gone = lead.post(EDIT, {"do": "remove:page:page"}).content.decode()
    assert len(keys()) == len(before)
    back = fields_of(gone.replace('class="q-removed"', 'class="q-form"', 1))
    assert lead.post(EDIT, back).status_code == 302
    assert keys()[-2] == ["choice", "scale", "scale-2", "matrix", "pair"]
    assert lead.post(EDIT, {"do": "remove:item:nothing"}).status_code == 422
    page = lead.get(f"{EDIT}?part=item:choice").content.decode()
    for said in ("There is nothing to choose from.", "It has no text.", "The expected half has no words."):
        assert said in page
    assert lead.post("/questionnaires/short/publish/")["Location"] == EDIT


def test_a_question_is_written_with_its_answers_condition_and_measure(
    written: None, visitors: Visitors
) -> None:
    lead = visitors.staff("team_lead")
    lead.post(EDIT, {"do": "add:page"})
    lead.post(EDIT, {"do": "add:item:page", "kind": "choice"})
    form = open_part(lead, "item:choice")
    form |= {
        "text": "How did it come?",
        "key": "way",
        "required": "on",
        "o-row": ["+1", "+2"],
        "o-+1-words": "By post",
    }  # type: ignore[dict-item]  # two rows
    form |= {"o-+2-words": "I fetched it", "o-+2-code": "9", "o-+2-wanted": "on", "becomes": "whole"}
    wrong = lead.post(EDIT, {**form, "key": "csat", "show-0-subject": "item:csat", "show-0-is": "<="})
    assert wrong.status_code == 422
    for said in ("Another question has this short name.", "Say what to compare it with.", "How did it come?"):
        assert said in wrong.content.decode()
    form |= {"show-0-subject": "item:csat", "show-0-is": "<=", "show-0-value": "3", "down": "+1"}
    assert lead.post(EDIT, form)["Location"] == f"{EDIT}?part=item%3Away#editor"
    item = list(items_of(draft()))[-1]
    assert isinstance(item, Choice)
    assert [(one.key, one.words, one.code, one.words_wanted) for one in item.options] == [
        ("o2", {"en": "I fetched it"}, 9, True),
        ("o1", {"en": "By post"}, None, False),
    ]
    assert item.show_if == When(item="csat", is_="<=", value=3)
    assert item.becomes is not None
    assert (item.required, item.becomes.measure) == (True, "whole")
    lead.post(EDIT, {"do": "add:item:page", "kind": "scale"})
    form = open_part(lead, "item:scale")
    form |= {
        "text": "Why {answer:way}?",
        "show-0-subject": "item:way",
        "show-0-value": "By post",
        "show-1-subject": "fact:segment",
        "show-1-is": "among",
        "show-1-value": "a, b",
        "show-join": "any",
    }
    assert "no such answer" in lead.post(EDIT, {**form, "show-0-value": "By ship"}).content.decode()
    assert lead.post(EDIT, {**form, "high": "40"}).status_code == 422
    assert lead.post(EDIT, {**form, "high": "5", "l-3": "So so"}).status_code == 302
    # A question under another name takes along what asks for it.
    assert (
        lead.post(EDIT, open_part(lead, "item:way") | {"key": "came", "o-row": ["o2", "o1"]}).status_code
        == 302
    )  # type: ignore[dict-item]  # two rows
    scale = list(items_of(draft()))[-1]
    assert isinstance(scale, Scale)
    assert scale.text == {"en": "Why {answer:came}?"}
    assert scale.show_if == AnyOf(
        of=(When(item="came", value="o1"), When(fact="segment", is_="among", value=("a", "b")))
    )
    assert (scale.scale.high, scale.scale.labels) == (5, {"3": {"en": "So so"}})
    assert 'value="By post"' in lead.get(f"{EDIT}?part=item:scale").content.decode()
    assert not draft_for(OPERATOR, questionnaire="short").faults


def test_the_whole_and_a_page_are_written(written: None, visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    form = open_part(lead, "whole")
    form |= {
        "title": "About us",
        "place": "parcel/door",
        "d-row": [*[d.key for d in draft().dimensions], f"+{len(draft().dimensions) + 1}"],
    }  # type: ignore[dict-item]  # several rows
    form |= {f"d-+{len(draft().dimensions) + 1}-title": "Speed"}
    assert lead.post(EDIT, form).status_code == 302
    assert (draft().title["en"], draft().touchpoint, draft().dimensions[-1].title) == (
        "About us",
        "door",
        {"en": "Speed"},
    )
    assert Questionnaire.objects.get().title == "About us"
    key = draft().pages[0].key
    form = open_part(lead, f"page:{key}")
    assert lead.post(EDIT, {**form, "title": "First", "shuffle": "on", "at_once": "1"}).status_code == 302
    page = draft().pages[0]
    assert (page.title["en"], page.shuffle, page.at_once, len(page.items)) == (
        "First",
        True,
        1,
        len(short().pages[0].items),
    )


def test_two_who_write_on_one_question_are_told_and_on_two_they_are_not(
    written: None, visitors: Visitors
) -> None:
    mina, jun = visitors.staff("team_lead"), visitors.staff("manager")
    first, second = [item.key for item in items_of(draft())][:2]
    mine, other = open_part(mina, f"item:{first}"), open_part(mina, f"item:{second}")
    assert jun.post(EDIT, open_part(jun, f"item:{first}") | {"help": "Jun's help"}).status_code == 302
    assert mina.post(EDIT, other | {"help": "Elsewhere"}).status_code == 302
    told = mina.post(EDIT, mine | {"help": "Mina's help"})
    assert told.status_code == 409
    page = told.content.decode()
    assert "Jun&#x27;s help" in page
    assert fields_of(page)["help"] == "Mina's help"
    assert draft().pages[0].items[0].help == {"en": "Jun's help"}
    again = fields_of(page) | {"help": "Mina's help"}
    assert mina.post(EDIT, again).status_code == 302
    assert draft().pages[0].items[0].help == {"en": "Mina's help"}
    jun.post(EDIT, {"do": f"remove:item:{first}"})
    lost = mina.post(EDIT, again | {"help": "Never to be lost"})
    assert lost.status_code == 422
    assert "Never to be lost" in lost.content.decode()


def test_the_preview_leads_through_the_draft_and_stores_nothing(written: None, visitors: Visitors) -> None:
    agent = visitors.staff("agent")
    page = agent.get(PREVIEW)
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    last = list(items_of(draft()))[-1]
    assert f'id="{last.key}"' in agent.get(f"{PREVIEW}?at={last.key}").content.decode()
    assert 'lang="ko"' in agent.get(f"{PREVIEW}?_lang=ko").content.decode()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    wrong = agent.post(PREVIEW, {**fields, "_go": "on", "_kept": "}{"})
    assert wrong.status_code == 200
    for _ in range(8):
        html = wrong.content.decode() if "wrong" in wrong.content.decode() else page.content.decode()
        said = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)" value="3"', html), "3")
        fields = {
            name: value.replace("&quot;", '"')
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)
        }
        page = wrong = agent.post(PREVIEW, {**fields, **said, "_go": "on"})
        if "Thank you" in page.content.decode():
            break
    assert "Thank you" in page.content.decode()
    assert not Response.objects.exists()


def test_texts_are_translated_side_by_side_and_what_they_put_in_is_kept(
    written: None, visitors: Visitors
) -> None:
    mina, jun = visitors.staff("team_lead"), visitors.staff("manager")
    jun.post(
        EDIT,
        open_part(jun, "whole")
        | {"welcome": "Hello {fact:location|you}", "thanks": "Hello {fact:location|you}"},
    )
    ko = f"{WORDS}?language=ko"
    page = mina.get(ko).content.decode()
    rows = dict(re.findall(r'name="(t:\w+:([^"]+))"', page))
    field = next(name for name, place in rows.items() if place == "welcome")
    assert "in 2 places" in page
    assert page.index('id="pair-welcome"') < page.index('id="pair-title"') or "ko" not in draft().title
    for text, said in (
        ("안녕하세요", "It lacks {fact:location}"),
        ("{fact:location} {answer:x}", "It has {answer:x}"),
        ("{fact:location}{", "A brace"),
    ):
        wrong = mina.post(ko, {field: text})
        assert wrong.status_code == 422
        assert said in wrong.content.decode()
        assert text in wrong.content.decode()
    assert "ko" not in draft().welcome
    name = field.split(":")[1]
    other = next(one for one, place in rows.items() if place not in ("welcome", "thanks"))
    done = mina.post(ko, {field: "{fact:location|고객}님, 안녕하세요", other: "나중에", "row": name})
    assert done.status_code == 200
    assert draft().welcome["ko"] == draft().thanks["ko"] == "{fact:location|고객}님, 안녕하세요"
    assert "나중에" in done.content.decode()
    assert "나중에" not in str(draft())
    # Somebody else had read the text before that: they are told, and saving again puts theirs.
    clash = jun.post(ko, {field: "{fact:location}님"})
    assert clash.status_code == 422
    assert "Somebody else changed this" in clash.content.decode()
    assert draft().welcome["ko"] == "{fact:location|고객}님, 안녕하세요"
    renewed = next(one for one in re.findall(r'name="(t:\w+:welcome)"', clash.content.decode()))
    assert jun.post(ko, {renewed: "{fact:location}님"}).status_code == 200
    assert draft().welcome["ko"] == "{fact:location}님"
    assert 'id="pair-welcome"' not in mina.get(f"{ko}&only=missing").content.decode()
    assert parse_qsl(urlsplit(ko).query) == [("language", "ko")]


def test_a_long_list_stays_whole_and_what_was_asked_gives_its_key_to_nothing_else(
    written: None, visitors: Visitors
) -> None:
    lead = visitors.staff("team_lead")
    options = tuple(Option(key=f"o{n}", words={"en": f"Town {n}"}) for n in range(1, 46))
    towns = Choice(key="town", text={"en": "Where?"}, options=options)
    code = ShortText(key="code", text={"en": "Postcode?"})
    asked = replace(
        short(), pages=(Page(key="all", items=(towns, code, Scale(key="scale", text={"en": "Well?"}))),)
    )
    save_draft(by=OPERATOR, questionnaire="short", definition=asked, edition=1, now=NOW)
    publish(by=OPERATOR, questionnaire="short", now=NOW)
    rows = [f"o{n}" for n in range(1, 45)]
    form = open_part(lead, "item:town") | {"o-o45-words": ""}
    new = [f"+{n}" for n in range(50, 91)]
    many = form | {"o-row": [*rows, *new]} | {f"o-{row}-words": "Village" for row in new}  # type: ignore[dict-item]  # several rows
    refused = lead.post(EDIT, many)
    assert refused.status_code == 422
    assert "At most 40 are added at once." in refused.content.decode()
    assert lead.post(EDIT, form | {"o-row": rows}).status_code == 302  # type: ignore[dict-item]  # as above
    form = open_part(lead, "item:town") | {"o-row": [*rows, "+50"], "o-+50-words": "Village"}  # type: ignore[dict-item]  # as above
    assert lead.post(EDIT, form).status_code == 302
    put = next(items_of(draft()))
    assert isinstance(put, Choice)
    assert [one.key for one in put.options] == [*rows, "o46"]
    form = open_part(lead, "item:scale")
    for subject, compared, value, kept in (
        ("item:code", "=", "1012", "1012"),
        ("fact:location", "=", "0,5", "0,5"),
        ("fact:money", "=", "12,5", 12.5),
        ("fact:segment", ">", "3", 3.0),
    ):
        said = {"show-0-subject": subject, "show-0-is": compared, "show-0-value": value}
        assert lead.post(EDIT, form | said).status_code == 302
        kind, _colon, name = subject.partition(":")
        when = When(item=name) if kind == "item" else When(fact=name)
        assert item_of(draft(), "scale").show_if == replace(when, is_=compared, value=kept)
        form = open_part(lead, "item:scale")
    lead.post(EDIT, {"do": "remove:item:scale"})
    lead.post(EDIT, {"do": "add:item:all", "kind": "scale"})
    assert keys() == [["town", "code", "scale-2"]]


def test_what_cannot_be_kept_is_told_and_nothing_typed_is_lost(written: None, visitors: Visitors) -> None:
    lead = visitors.staff("team_lead")
    ko = f"{WORDS}?language=ko"
    rows = {
        place: name for name, place in re.findall(r'name="(t:\w+:([^"]+))"', lead.get(ko).content.decode())
    }
    long = lead.post(ko, {rows["title"]: "가" * 4001})
    assert long.status_code == 422
    assert "It has 4001 characters, and 4000 fit." in unescape(long.content.decode())
    assert "가" * 4001 in long.content.decode()
    assert lead.post(ko, {rows["title"]: "하나\0둘"}).status_code == 200
    assert draft().title["ko"] == "하나둘"
    many = Page(key="many", items=tuple(LongText(key=f"t{n}", text={"en": f"Say {n}"}) for n in range(400)))
    save_draft(
        by=OPERATOR, questionnaire="short", definition=replace(short(), pages=(many,)), edition=2, now=NOW
    )
    page = lead.get(ko).content.decode()
    fields = dict.fromkeys(re.findall(r'name="(t:[^"]+)"', page), "나" * 900)
    over = lead.post(ko, fields | {f"x{n}": "" for n in range(1000)})
    assert over.status_code == 422
    assert "too long to be kept" in over.content.decode()
    assert over.content.decode().count("나" * 900) == len(fields)
    part = encode(LongText(key="new", text={"en": "a\0b"})).decode()
    for do in ({"do": "back:item", "part": part, "page": "many"}, {"do": "remove:page:none"}):
        assert lead.post(EDIT, do).status_code == 422
    save_draft(by=OPERATOR, questionnaire="short", definition=replace(short(), pages=()), edition=3, now=NOW)
    assert lead.post(EDIT, {"do": "remove:page:none"}).status_code == 422


def test_a_long_list_of_questionnaires_has_pages(visitors: Visitors) -> None:
    agent = visitors.staff("agent")
    names = [f"asked-{n}" for n in range(101)]
    made = Questionnaire.objects.bulk_create(
        Questionnaire(slug=name, title=name, made_at=NOW) for name in names
    )
    Draft.objects.bulk_create(
        Draft(questionnaire=one, definition=to_builtins(short()), changed_at=NOW) for one in made
    )
    first, last = (agent.get(f"/questionnaires/?page={n}").content.decode() for n in (1, 2))
    shown = [name for page in (first, last) for name in re.findall(r'class="below">(asked-\d+)<', page)]
    assert shown == names
    assert ('rel="next" href="?page=2"' in first, 'rel="prev" href="?page=1"' in last) == (True, True)
    assert 'rel="next"' not in last
    assert agent.get("/questionnaires/?page=x").status_code == 200
