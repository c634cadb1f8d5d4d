"""The shop visit, lane by lane."""

from collections.abc import Mapping

from .lane import Lanes

_SHOPS, _SEOUL = "team.lead@example.org", "manager.seoul@example.org"

SHOPPED: Mapping[str, Lanes] = {
    "parking": Lanes(
        owner=_SHOPS,
        doing="Circles once, parks",
        thinking="Near the trolleys, please",
        feeling=0,
        frontstage="Signs show free spaces",
        support="Barrier, lamps",
    ),
    "shelves": Lanes(
        owner=_SEOUL,
        doing="Works through the list",
        thinking="No rice cakes again",
        feeling=-1,
        frontstage="Staff fill shelves and show the way",
        backstage="Deliveries are unpacked after noon",
        support="Ordering by forecast",
    ),
    "fresh-counter": Lanes(
        owner=_SHOPS,
        doing="Takes a number, asks what is good today",
        thinking="She knows what she sells",
        feeling=2,
        frontstage="Advises, lets taste, cuts as wanted",
        backstage="Prepares in the early morning",
        support="Counter scales, knives, training",
    ),
    "queue": Lanes(
        owner=_SHOPS,
        doing="Stands and looks at the other queue",
        thinking="It is always the other one",
        feeling=-2,
        frontstage="Opens a till when five are waiting",
        backstage="Rota follows last year's hours",
        support="Tills, counting cameras",
    ),
    "self-checkout": Lanes(
        owner=_SHOPS,
        doing="Scans, waits for help with the melon",
        thinking="Faster, if it believed me",
        feeling=0,
        frontstage="One member of staff for six screens",
        support="Scales, product pictures",
    ),
    "goodbye": Lanes(
        owner=_SHOPS,
        doing="Loads the car",
        thinking="All of it in one go",
        feeling=1,
        frontstage="Says goodbye, takes trolleys back",
    ),
}
