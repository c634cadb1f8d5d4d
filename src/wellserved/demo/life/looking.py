"""What managers keep of what they saw: views, and improvements that they want."""

from datetime import datetime, timedelta

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import cell_for
from wellserved.insight.services import save_view
from wellserved.journey.services import want_improvement

from .people import People

_VIEWS = (
    ("Delivery from Sasang", "/journeys/fresh-tonight/?location=sasang-depot", True),
    ("What seniors meet", "/journeys/fresh-tonight/?segment=seniors", False),
)
_WANTED = (
    (
        "fresh-tonight",
        "tracking",
        "arrival",
        4,
        "Let the map know the traffic",
        "Customers say the same in the invitation: the clock is not true.",
    ),
    (
        "fresh-tonight",
        "handover",
        "order-to-door",
        3,
        "A second van at Sasang, as at Gangseo",
        "It worked there: late deliveries fell by more than half.",
    ),
    (
        "put-right",
        "refund",
        "days",
        2,
        "Pay refunds every working day",
        "The bank allows it at no extra cost.",
    ),
)


def look(people: People, *, now: datetime) -> None:
    for place, (name, address, shared) in enumerate(_VIEWS):
        then = now - timedelta(days=12 - place)
        save_view(by=people.manager, name=name, address=address, shared=shared, now=then)
    for place, (journey, touchpoint, measure, gap, title, why) in enumerate(_WANTED):
        then = now - timedelta(days=9 - 2 * place)
        seen = cell_for(
            people.manager,
            journey=journey,
            touchpoint=touchpoint,
            measure=measure,
            gap=gap,
            question=MapQuestion(compare=False),
            now=then,
        )
        want_improvement(
            by=people.manager,
            journey=journey,
            touchpoint=touchpoint,
            measure=measure,
            gap=gap,
            title=title,
            why=why,
            seen={
                "n": seen.cell.n,
                "short": seen.cell.short,
                "low": seen.cell.low,
                "high": seen.cell.high,
                "since": seen.since.isoformat() if seen.since else None,
                "until": seen.until.isoformat() if seen.until else None,
            },
            now=then,
        )
