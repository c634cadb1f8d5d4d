"""Shop visit: from deciding to go to being at home with it."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan

from .writing import POINTS, score, share, time

_COME = StagePlan(
    slug="come",
    title=_("Come"),
    goal=_("Know that it is worth the way"),
    touchpoints=(
        TouchpointPlan(
            slug="opening-hours",
            title=_("Looking up hours and stock"),
            channel=_("web, maps"),
            doing=_("Looks whether the shop is open and has it"),
            thinking=_("I do not want to go for nothing"),
            feeling=0,
            frontstage=_("Hours that are true today, and what is in stock in this shop"),
            backstage=_("The shop reports its hours and its stock"),
            support=_("Stock figures by shop"),
            measures=(share(_("It was there as the web said"), slug="stock-true"),),
        ),
        TouchpointPlan(
            slug="entrance",
            title=_("Coming in"),
            channel=_("shop"),
            doing=_("Finds the way in, with a pram or a wheelchair too"),
            thinking=_("Where do I begin?"),
            feeling=1,
            frontstage=_("A clean entrance, a greeting, a clear way"),
            backstage=_("The shop is made ready before it opens"),
            support=_("Cleaning, signs"),
            measures=(score(_("The shop was clean and inviting"), slug="tangibles", unit=POINTS),),
        ),
    ),
)
_FIND = StagePlan(
    slug="find",
    title=_("Find"),
    goal=_("Find it, and somebody who knows it"),
    touchpoints=(
        TouchpointPlan(
            slug="shelf",
            title=_("At the shelf"),
            channel=_("shop"),
            doing=_("Looks for it, compares prices"),
            thinking=_("They had it last week"),
            feeling=0,
            frontstage=_("Full shelves, prices that can be read"),
            backstage=_("Shelves are filled twice a day"),
            support=_("Deliveries to the shop"),
            measures=(share(_("What was looked for was on the shelf"), slug="on-shelf"),),
        ),
        TouchpointPlan(
            slug="advice",
            title=_("Asking for advice"),
            channel=_("staff"),
            doing=_("Looks for somebody and asks"),
            thinking=_("Do they want to help me or to sell?"),
            feeling=1,
            frontstage=_("Somebody comes, listens, knows, and says so when it does not fit"),
            backstage=_("The line-up at opening tells what is new and what is out"),
            support=_("Training, time for advice in the roster"),
            measures=(
                time(_("Minutes until somebody came"), slug="advice-minutes", unit=_("minutes")),
                score(_("They knew what they were talking about"), slug="assurance", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="trying",
            title=_("Trying it"),
            channel=_("shop"),
            doing=_("Tries it on or out"),
            thinking=_("Does it suit me?"),
            feeling=1,
            frontstage=_("Room, light and another size brought without asking twice"),
            backstage=_("What was tried goes back in its place"),
            support=_("Fitting rooms, samples"),
            measures=(score(_("I could try it in peace"), slug="trying", unit=POINTS),),
        ),
    ),
)
_TAKE = StagePlan(
    slug="take-home",
    title=_("Take it home"),
    goal=_("Pay without waiting, and know what I can bring back"),
    touchpoints=(
        TouchpointPlan(
            slug="queue",
            title=_("Waiting at the till"),
            channel=_("till"),
            doing=_("Waits, looks for a shorter line"),
            thinking=_("Why is only one open?"),
            feeling=-2,
            frontstage=_("Another till opens before the line is long"),
            backstage=_("The roster follows the hours in which customers come"),
            support=_("Roster, self-service tills"),
            measures=(time(_("Minutes in the line"), slug="queue-minutes", unit=_("minutes")),),
        ),
        TouchpointPlan(
            slug="paying",
            title=_("Paying and leaving"),
            channel=_("till"),
            doing=_("Pays, packs, asks about returns"),
            thinking=_("That was friendly"),
            feeling=1,
            frontstage=_("The right price, a receipt, a word on bringing it back"),
            backstage=_("Prices at the till and at the shelf are compared every night"),
            support=_("Till system"),
            measures=(score(_("They were friendly and attentive"), slug="empathy", unit=POINTS),),
        ),
    ),
)
SHOP_VISIT = JourneyPlan(
    slug="shop-visit",
    title=_("Go to the shop"),
    goal=_("Come home with the right thing, and with a good feeling"),
    stages=(_COME, _FIND, _TAKE),
)
