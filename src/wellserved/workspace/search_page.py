"""What the search found, made ready: names, kinds in words, addresses; and the commands that can be typed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from wellserved.journey.queries.searching import Found
from wellserved.people.contracts import Person
from wellserved.platform.matching import Match, match

from .home_page import address, cell_address

KINDS: dict[str, str | Promise] = {
    "journey": pgettext_lazy("kind of thing found", "journey"),
    "stage": pgettext_lazy("kind of thing found", "stage"),
    "touchpoint": pgettext_lazy("kind of thing found", "touchpoint"),
    "measure": pgettext_lazy("kind of thing found", "measure"),
    "persona": pgettext_lazy("kind of thing found", "persona"),
    "promise": pgettext_lazy("kind of thing found", "promise"),
    "view": pgettext_lazy("kind of thing found", "saved view"),
    "alert": pgettext_lazy("kind of thing found", "alert"),
    "wanted": pgettext_lazy("kind of thing found", "wanted improvement"),
    "consignment": pgettext_lazy("kind of thing found", "parcel, return or repair"),
    "lot": pgettext_lazy("kind of thing found", "lot"),
    "command": pgettext_lazy("kind of thing found", "command"),
}

_PAGES = {"persona": "persona", "consignment": "parcel", "lot": "lot"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`does` is what the palette presses instead of going somewhere: a CSS selector within the page."""

    called: str
    where: str
    kind: str
    href: str = ""
    does: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    text: str
    says: str
    results: tuple[Result, ...]


def draw_search(person: Person, *, text: str, found: Iterable[Found], limit: int) -> SearchPage:
    things = tuple(found)
    ranked: list[tuple[int, Result]] = [(one.match, _result(one)) for one in things]
    for command in (*_drawings(person, things), *commands(person)):
        reached = match(command.called, text) if text.strip() else Match.INSIDE
        if reached:
            ranked.append((reached, command))
    # Sorting is stable: of equals things come before commands, in the order that their rooms gave them.
    ranked.sort(key=lambda one: -one[0])
    results = tuple(result for _match, result in ranked[:limit])
    return SearchPage(text=text, says=_says(text, len(results)), results=results)


def _drawings(person: Person, found: Iterable[Found]) -> tuple[Result, ...]:
    """For every journey that was found: draw it."""
    if not person.may("journeys:write"):
        return ()
    named = [
        (_("Draw “%(journey)s”") % {"journey": one.called}, one.where, one)
        for one in found
        if one.kind == "journey"
    ]
    return tuple(
        Result(called=called, where=where, kind=str(KINDS["command"]), href=href)
        for called, where, one in named
        if (href := address("draw", one.place[0]))
    )


def commands(person: Person) -> tuple[Result, ...]:
    """Only what is built and what this person may do."""
    pages = [
        (_("Go to the front page"), address("home")),
        (_("Go to the map"), address("journeys")),
        (_("Go to promises"), address("promises")),
        (_("Go to alerts"), address("alerts")),
        (_("Go to parcels in trouble"), address("parcels") if person.may("parcels:read") else ""),
        (_("Go to cases"), address("desk") if person.may("cases:read") else ""),
        (_("Find a customer"), address("customers") if person.may("customers:read") else ""),
        (_("Go to why customers complain"), address("prevention") if person.may("cases:read") else ""),
        (_("Go to measurement"), address("measurement")),
        (_("Go to whom we ask what"), address("asking") if person.may("surveys:read") else ""),
        (_("Go to questionnaires"), address("questionnaires") if person.may("surveys:read") else ""),
        (_("Go to notices to customers"), address("notice_texts") if person.may("notices:write") else ""),
        (_("Go to where customers speak"), address("sources") if person.may("cases:read") else ""),
        (_("Go to scans set aside"), address("set_aside") if person.may("parcels:read") else ""),
        (_("Open the hand scanner"), address("scan") if person.may("parcels:write") else ""),
        (
            _("Bring in a file of parcels or scans"),
            address("bring_parcels") if person.may("parcels:write") else "",
        ),
        (_("Go to the windows of delivery"), address("windows") if person.may("parcels:read") else ""),
        (_("Go to what we believe"), address("rounds") if person.may("beliefs:round") else ""),
        (_("Go to personas"), address("personas")),
        (_("Go to saved views"), address("saved_views")),
        (_("Go to wanted improvements"), address("wanted")),
        (_("Draw a new journey"), address("new-journey") if person.may("journeys:write") else ""),
        (_("Your e-mail addresses"), reverse("account_email")),
        (_("Your password"), reverse("account_change_password")),
        (_("Style page"), address("styleguide")),
    ]
    doing = [
        (_("Light colours"), '[data-set-theme="paper"]'),
        (_("Dark colours"), '[data-set-theme="night"]'),
        (_("Colours as the device has them"), '[data-set-theme=""]'),
        *_languages(),
        (_("Sign out"), f'form[action="{reverse("account_logout")}"] button'),
    ]
    kind = str(KINDS["command"])
    return (
        *(Result(called=called, where="", kind=kind, href=href) for called, href in pages if href),
        *(Result(called=called, where="", kind=kind, does=does) for called, does in doing),
    )


def _languages() -> list[tuple[str, str]]:
    language = _("Language")
    return [
        (
            f"{language}: {get_language_info(code)['name_local'].capitalize()}",
            f'[name="language"][value="{code}"]',
        )
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]


def _result(found: Found) -> Result:
    return Result(called=found.called, where=found.where, kind=str(KINDS[found.kind]), href=_href(found))


def _href(found: Found) -> str:
    """Where a thing stands; where its own page is not built, the page that it is on."""
    place = found.place
    if found.kind == "view":
        # What was saved as an address of ours stays one.
        return place[0] if place[0].startswith("/") and not place[0].startswith("//") else ""
    if found.kind in _PAGES:
        own = address(_PAGES[found.kind], *place)
        return own or address("personas") or reverse("workspace:journeys")
    if found.kind == "alert":
        return address("alert", place[0]) or cell_address(place[1], place[2], place[3], int(place[4]))
    if found.kind == "wanted":
        return cell_address(place[0], place[1], place[2], int(place[3]))
    on_map = reverse("workspace:journey", args=[place[0]])
    if found.kind == "promise":
        return address("promises_of", place[0]) or on_map
    kind = "stage" if found.kind == "stage" else "touchpoint"
    return on_map if found.kind == "journey" else f"{on_map}#{kind}-{place[1]}"


def _says(text: str, number: int) -> str:
    if not text.strip():
        return _("Type a name, or choose a command.")
    if not number:
        return _("Nothing that you may see is called “%(text)s”.") % {"text": text}
    return ngettext("One thing found.", "%(n)s things found.", number) % {"n": number}
