"""Online order: from looking for something to having it, used it and being asked."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan

from .writing import POINTS, score, share, time

_CHOOSE = StagePlan(
    slug="choose",
    title=_("Choose"),
    goal=_("Find what fits me without reading everything"),
    touchpoints=(
        TouchpointPlan(
            slug="search",
            title=_("Searching"),
            channel=_("web"),
            doing=_("Types what they call it and looks at the first few"),
            thinking=_("Is this all they have?"),
            feeling=0,
            frontstage=_("Results in the customer's own words, with what is in stock first"),
            backstage=_("The catalogue is kept up to date every hour"),
            support=_("Search index, stock figures"),
            measures=(share(_("Searches that led to something"), slug="search-found"),),
        ),
        TouchpointPlan(
            slug="product-page",
            title=_("Reading about it"),
            channel=_("web"),
            doing=_("Compares sizes, pictures and what others say"),
            thinking=_("Will it be like the picture?"),
            feeling=1,
            frontstage=_("Pictures, measurements and opinions of customers, good and bad"),
            backstage=_("Descriptions are checked against returns that say 'not as described'"),
            support=_("Product data from the makers"),
            measures=(score(_("It was as described"), slug="as-described", unit=POINTS),),
        ),
    ),
)
_BUY = StagePlan(
    slug="buy",
    title=_("Buy"),
    goal=_("Pay once, safely, and know that it is settled"),
    touchpoints=(
        TouchpointPlan(
            slug="checkout",
            title=_("Paying"),
            channel=_("web"),
            doing=_("Gives address and card, looks for the whole price"),
            thinking=_("What else will they add?"),
            feeling=-1,
            frontstage=_("The whole price and the day of delivery before the last click"),
            backstage=_("Payment and stock are reserved together"),
            support=_("Payment provider, fraud check"),
            measures=(
                share(_("Payments that went through at once"), slug="paid-at-once"),
                score(_("I felt safe when I paid"), slug="safe", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="confirmation",
            title=_("Confirmation"),
            channel=_("e-mail"),
            doing=_("Looks whether everything is right"),
            thinking=_("Good, that is done"),
            feeling=1,
            frontstage=_("A message with what, how much and when"),
            backstage=_("The order goes to the warehouse that can be soonest"),
            support=_("Order system"),
            measures=(time(_("Minutes to the confirmation"), slug="confirm-minutes", unit=_("minutes")),),
        ),
    ),
)
_GET = StagePlan(
    slug="get",
    title=_("Get it"),
    goal=_("Have all of it, on the day you said"),
    touchpoints=(
        TouchpointPlan(
            slug="picking",
            title=_("Picking and packing"),
            channel=_("warehouse"),
            side="backstage",
            feeling=0,
            backstage=_("The order is picked, checked and packed so that it arrives whole"),
            support=_("Warehouse system, packing material"),
            measures=(share(_("Orders that were complete"), slug="complete"),),
        ),
        TouchpointPlan(
            slug="delivery",
            title=_("Delivery"),
            channel=_("courier"),
            doing=_("Waits at home, takes the parcel"),
            thinking=_("Is it all there?"),
            feeling=2,
            frontstage=_("The parcel comes in the window that was told"),
            backstage=_("The carrier reports every scan"),
            support=_("Carrier contract"),
            measures=(time(_("Days from order to delivery"), slug="days-to-deliver", unit=_("days")),),
        ),
    ),
)
_LIVE = StagePlan(
    slug="live-with-it",
    title=_("Live with it"),
    goal=_("Enjoy it, and be listened to when I do not"),
    touchpoints=(
        TouchpointPlan(
            slug="first-use",
            title=_("Unpacking and first use"),
            channel=_("at home"),
            doing=_("Unpacks, tries it, looks for instructions"),
            thinking=_("How does this part go in?"),
            feeling=1,
            frontstage=_("Instructions in the customer's language, in the box and on the web"),
            backstage=_("Questions of customers go back to who writes the instructions"),
            support=_("Articles in the help centre"),
            measures=(score(_("I could use it at once"), slug="use-at-once", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="question",
            title=_("A question afterwards"),
            channel=_("chat, e-mail"),
            doing=_("Asks, and waits for an answer"),
            thinking=_("Will a person read this?"),
            feeling=-1,
            frontstage=_("An answer that solves it, from one person"),
            backstage=_("The case goes to who can decide"),
            support=_("Answers of others, case history"),
            measures=(
                time(_("Hours to an answer that helps"), slug="answer-hours", unit=_("hours")),
                share(_("Solved with the first answer"), slug="first-answer"),
            ),
        ),
    ),
)
ONLINE_ORDER = JourneyPlan(
    slug="online-order",
    title=_("Order something online"),
    goal=_("Get the right thing, for the price and on the day that I was told"),
    stages=(_CHOOSE, _BUY, _GET, _LIVE),
)
