"""Putting things right, lane by lane."""

from collections.abc import Mapping

from .lane import Lanes

_CARE, _MONEY = "manager.seoul@example.org", "manager@example.org"

MENDED: Mapping[str, Lanes] = {
    "complain": Lanes(
        owner=_CARE,
        doing="Writes what happened, adds a picture",
        thinking="Please do not make me prove it",
        feeling=-1,
        frontstage="Says thanks, says by when",
        backstage="Sorts by what it is about",
        support="Case desk",
    ),
    "decision": Lanes(
        owner=_CARE,
        doing="Waits for the e-mail",
        thinking="The page said a day. It is the third.",
        feeling=-2,
        frontstage="Explains the decision in plain words",
        backstage="Asks depot or shop what happened",
        support="Case desk, order history",
    ),
    "refund": Lanes(
        owner=_MONEY,
        doing="Looks at the account every morning",
        thinking="They took my money in a second",
        feeling=-2,
        backstage="Finance pays every second week",
        support="Bank, ledger",
    ),
    "follow-up": Lanes(
        owner=_CARE,
        doing="Has forgotten about it",
        thinking="They really did change it",
        feeling=1,
        frontstage="Writes what has been changed",
        backstage="Team collects what was mended each month",
    ),
}
