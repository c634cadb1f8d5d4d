"""Hotel stay: from booking to the way home."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan

from .writing import POINTS, score, share, time

_BOOK = StagePlan(
    slug="book",
    title=_("Book"),
    goal=_("Know what I get for my money, and that it is mine"),
    touchpoints=(
        TouchpointPlan(
            slug="booking",
            title=_("Choosing and booking a room"),
            channel=_("web"),
            doing=_("Compares rooms, reads what guests say, books"),
            thinking=_("Is it as quiet as they say?"),
            feeling=0,
            frontstage=_("True pictures, the whole price, what is near"),
            backstage=_("Rooms and prices are the same on every site"),
            support=_("Booking system"),
            measures=(score(_("The room was as I had pictured it"), slug="as-pictured", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="before-arrival",
            title=_("Wishes before arrival"),
            channel=_("e-mail"),
            doing=_("Asks for a late arrival, a cot, a quiet room"),
            thinking=_("Will anybody remember?"),
            feeling=0,
            frontstage=_("An answer the same day, with a name"),
            backstage=_("The wish stands on the list of the day"),
            support=_("Guest notes, with consent"),
            measures=(
                time(_("Hours to an answer"), slug="answer-hours", unit=_("hours")),
                share(_("Wishes that were met"), slug="wishes-met"),
            ),
        ),
    ),
)
_ARRIVE = StagePlan(
    slug="arrive",
    title=_("Arrive"),
    goal=_("Be expected, and be in my room soon"),
    touchpoints=(
        TouchpointPlan(
            slug="check-in",
            title=_("Checking in"),
            channel=_("reception"),
            doing=_("Arrives tired, says the name, signs"),
            thinking=_("Please, only the key"),
            feeling=1,
            frontstage=_("A welcome by name, the key within minutes"),
            backstage=_("Arrivals are prepared before noon"),
            support=_("Line-up of the shift"),
            measures=(
                time(_("Minutes from door to key"), slug="check-in-minutes", unit=_("minutes")),
                score(_("I felt welcome"), slug="welcome", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="room-ready",
            title=_("The room"),
            channel=_("room"),
            doing=_("Opens the door, looks at bed and bath"),
            thinking=_("Clean. And it smells fresh"),
            feeling=2,
            frontstage=_("Everything in its place and working"),
            backstage=_("Housekeeping cleans, a second pair of eyes checks"),
            support=_("Linen, maintenance"),
            measures=(
                score(_("The room was spotless"), slug="spotless", unit=POINTS, satisfied=6),
                share(_("Rooms ready at the time that was told"), slug="ready-in-time"),
            ),
        ),
    ),
)
_STAY = StagePlan(
    slug="stay",
    title=_("Stay"),
    goal=_("Sleep, eat well, and have it mended at once when something is wrong"),
    touchpoints=(
        TouchpointPlan(
            slug="night",
            title=_("The night"),
            channel=_("room"),
            doing=_("Tries to sleep"),
            thinking=_("Who is moving furniture?"),
            feeling=0,
            frontstage=_("Quiet from ten, somebody who comes when it is not"),
            backstage=_("Rooms are given out so that groups and sleepers are apart"),
            support=_("Night shift"),
            measures=(score(_("I slept well"), slug="slept-well", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="breakfast",
            title=_("Breakfast"),
            channel=_("restaurant"),
            doing=_("Looks for a table, coffee first"),
            thinking=_("They remember that I take it black"),
            feeling=2,
            frontstage=_("A table at once, fresh things until the end"),
            backstage=_("The kitchen watches what runs out"),
            support=_("Suppliers nearby"),
            measures=(score(_("Breakfast was fresh and plentiful"), slug="breakfast", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="something-wrong",
            title=_("Something is wrong"),
            channel=_("reception, phone"),
            doing=_("Calls: the shower is cold"),
            thinking=_("Now I shall be passed on"),
            feeling=-2,
            frontstage=_("Whoever is told owns it until it is mended, and may spend money on it"),
            backstage=_("Maintenance comes, the guest is asked afterwards"),
            support=_("Budget that every member of staff may use"),
            measures=(
                time(_("Minutes until it was mended"), slug="mended-minutes", unit=_("minutes")),
                score(_("They made it good"), slug="recovery", unit=POINTS),
            ),
        ),
    ),
)
_LEAVE = StagePlan(
    slug="leave",
    title=_("Leave"),
    goal=_("Pay what I expected, and look back gladly"),
    touchpoints=(
        TouchpointPlan(
            slug="check-out",
            title=_("Checking out"),
            channel=_("reception"),
            doing=_("Reads the bill, pays, asks for a taxi"),
            thinking=_("What is this item?"),
            feeling=0,
            frontstage=_("A bill without surprises, a goodbye by name"),
            backstage=_("Bills are checked the night before"),
            support=_("Booking system"),
            measures=(share(_("Bills without a correction"), slug="bills-right"),),
        ),
    ),
)
HOTEL_STAY = JourneyPlan(
    slug="hotel-stay",
    title=_("Stay at the hotel"),
    goal=_("Feel at home away from home, and be looked after without asking"),
    stages=(_BOOK, _ARRIVE, _STAY, _LEAVE),
)
