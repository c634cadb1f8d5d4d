"""Rules of who may do what."""

from dataclasses import dataclass

AGENTS = frozenset({"agent", "team_lead", "manager", "administrator"})
LEADS = frozenset({"team_lead", "manager", "administrator"})
MANAGERS = frozenset({"manager", "administrator"})
ADMINISTRATORS = frozenset({"administrator"})


@dataclass(frozen=True, slots=True)
class Permission:
    """`roles` of staff that hold it; `scope` says whether an API token may be given it."""

    meaning: str
    roles: frozenset[str]
    scope: bool = False


PERMISSIONS = {
    "map:read": Permission("See journeys, promises and the gap map", AGENTS, scope=True),
    "moments:read": Permission("See single moments, pseudonymous", LEADS, scope=True),
    "moments:write": Permission("Record moments", frozenset(), scope=True),
    "journeys:write": Permission("Draw journeys, stages, touchpoints and measures", AGENTS, scope=True),
    "journeys:remove": Permission("Remove a whole journey", MANAGERS, scope=True),
    "maps:facilitate": Permission("Invite people to a map, sort and adopt what they say", LEADS),
    "alerts:write": Permission("Set and end watches, note alerts as seen", LEADS, scope=True),
    "improvements:want": Permission("Say and close what ought to be improved", AGENTS),
    "promises:write": Permission("Set promises and beliefs", MANAGERS, scope=True),
    "beliefs:round": Permission("Hold belief rounds, answer in them and reveal them", MANAGERS, scope=True),
    "parcels:read": Permission(
        "See parcels, returns and repairs with their scans and troubles", AGENTS, scope=True
    ),
    "parcels:write": Permission("Announce parcels, returns and repairs, and scan them", AGENTS, scope=True),
    "windows:train": Permission("Have the windows of delivery trained again at once", LEADS),
    "notices:write": Permission("Word the notices to customers, send dead ones again", LEADS),
    "surveys:read": Permission("See questionnaires, whom they ask and what was answered", AGENTS, scope=True),
    "surveys:write": Permission(
        "Write questionnaires, translate them, decide whom they ask", LEADS, scope=True
    ),
    "answers:read": Permission("See and export single answers", LEADS, scope=True),
    "answers:write": Permission("Send answers in", frozenset(), scope=True),
    "cases:read": Permission("See complaints, questions, praise and suggestions", AGENTS, scope=True),
    "cases:write": Permission("Take in, answer, move and close cases", AGENTS, scope=True),
    "cases:sources": Permission(
        "Set up sources of reviews and mentions, and bring in files of them", LEADS, scope=True
    ),
    "causes:write": Permission(
        "Change the tree of causes, show one to customers, mark it as mended and tell them", LEADS, scope=True
    ),
    "customers:read": Permission("See a customer's details and consents", AGENTS),
    "customers:write": Permission("Change a customer's details, take consents", AGENTS),
    "customers:export": Permission("Export all that is held on a customer", MANAGERS),
    "customers:erase": Permission("Erase a customer", ADMINISTRATORS),
    "staff:write": Permission("Add staff, set roles and locations", ADMINISTRATORS),
    "places:write": Permission("Add locations and segments", MANAGERS),
    "tokens:write": Permission("Give and revoke API tokens", ADMINISTRATORS),
}


def sees_every_location(role: str | None) -> bool:
    """Agents and team leads see the figures of where they work; a safe no for whoever has no role."""
    return role in MANAGERS


def unknown_scopes(scopes: frozenset[str]) -> list[str]:
    """Those that no token may be given."""
    return sorted(scope for scope in scopes if scope not in PERMISSIONS or not PERMISSIONS[scope].scope)
