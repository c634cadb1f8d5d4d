"""Parcel delivery: from paying to opening the parcel, and what happens when it goes wrong."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan

from .writing import POINTS, score, share, time

HOURS = _("hours")

_KNOW = StagePlan(
    slug="know-when",
    title=_("Know when"),
    goal=_("Tell me when it comes, so that I can plan my day"),
    touchpoints=(
        TouchpointPlan(
            slug="dispatch-notice",
            title=_("Notice that it is on its way"),
            channel=_("e-mail"),
            doing=_("Reads when the parcel will come and whether it suits"),
            thinking=_("Can I rely on that day?"),
            feeling=1,
            frontstage=_("A message with the day and the way to follow the parcel"),
            backstage=_("The warehouse hands over to the carrier and the day is worked out"),
            support=_("Carrier contract, address check"),
            measures=(
                time(_("Hours from order to notice"), slug="notice-hours", unit=HOURS),
                score(_("I knew when it would come"), slug="clear-day", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="tracking-page",
            title=_("Following the parcel"),
            channel=_("web"),
            doing=_("Looks where the parcel is, more than once"),
            thinking=_("Has it moved since this morning?"),
            feeling=0,
            frontstage=_("A page that says when it comes, before it says anything else"),
            backstage=_("Scans arrive from depots and vans"),
            support=_("Scanner network, forecast of arrival"),
            measures=(score(_("The page told me what I wanted to know"), slug="page-answers", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="change-delivery",
            title=_("Changing day or place"),
            channel=_("web"),
            doing=_("Asks for another day, or for a neighbour or parcel shop"),
            thinking=_("Will the courier really know?"),
            feeling=0,
            frontstage=_("A choice of days and places, confirmed at once"),
            backstage=_("The depot replans the round"),
            support=_("Round planning"),
            measures=(share(_("Changes that were kept"), slug="changes-kept"),),
        ),
    ),
)
_RECEIVE = StagePlan(
    slug="receive",
    title=_("Receive it"),
    goal=_("Bring it on the day you said, whole, into my hands"),
    touchpoints=(
        TouchpointPlan(
            slug="on-the-day",
            title=_("Waiting on the day"),
            channel=_("text message"),
            doing=_("Stays at home, or arranges for somebody who does"),
            thinking=_("Morning or evening?"),
            feeling=-1,
            frontstage=_("A message with a window of two hours"),
            backstage=_("Vans are loaded in the order of the round"),
            support=_("Live position of the vans"),
            measures=(time(_("Width of the window"), slug="window-hours", unit=HOURS),),
        ),
        TouchpointPlan(
            slug="handover",
            title=_("Handing over at the door"),
            channel=_("courier"),
            doing=_("Opens the door and takes the parcel"),
            thinking=_("At last. Is it whole?"),
            feeling=2,
            frontstage=_("The courier rings, greets, hands over and waits for an answer"),
            backstage=_("Proof of delivery is taken"),
            support=_("Hand scanner, training of couriers"),
            measures=(
                time(_("Days from order to delivery"), slug="days-to-deliver", unit=_("days")),
                score(_("The courier was courteous and careful"), slug="courier", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="not-at-home",
            title=_("Nobody was at home"),
            channel=_("card"),
            doing=_("Finds a card and works out where the parcel is"),
            thinking=_("I was at home. Did they even ring?"),
            feeling=-2,
            frontstage=_("A card or message with the place, the hours and a second try"),
            backstage=_("The parcel goes back to the depot or to a parcel shop"),
            support=_("Network of parcel shops"),
            measures=(share(_("Delivered at the first try"), slug="first-try"),),
        ),
    ),
)
_HELP = StagePlan(
    slug="put-right",
    title=_("Have it put right"),
    goal=_("When it goes wrong, believe me and mend it at once"),
    touchpoints=(
        TouchpointPlan(
            slug="ask-where-it-is",
            title=_("Asking where it is"),
            channel=_("phone, chat"),
            doing=_("Calls because the day has passed"),
            thinking=_("I do not want to tell it all again"),
            feeling=-2,
            frontstage=_("An agent who sees what the customer sees, and says what happens next"),
            backstage=_("The depot searches and answers within the day"),
            support=_("Case history, line to the depots"),
            measures=(
                time(_("Hours to an answer that helps"), slug="answer-hours", unit=HOURS),
                score(_("They cared about my problem"), slug="empathy", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="compensation",
            title=_("Compensation for loss or damage"),
            channel=_("e-mail"),
            doing=_("Sends a picture and waits for the money or another parcel"),
            thinking=_("Do they believe me?"),
            feeling=-1,
            frontstage=_("A decision with its reason, and the money on its way"),
            backstage=_("The claim is checked against scans and weights"),
            support=_("Budget for goodwill that agents may use themselves"),
            measures=(time(_("Days to settle a claim"), slug="claim-days", unit=_("days")),),
        ),
    ),
)
PARCEL_DELIVERY = JourneyPlan(
    slug="parcel-delivery",
    title=_("Have my parcel brought"),
    goal=_("Get what I ordered, on the day I was told, without having to think about it"),
    stages=(_KNOW, _RECEIVE, _HELP),
)
