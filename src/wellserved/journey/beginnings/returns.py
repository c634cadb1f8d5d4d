"""Returns: from 'this is not right' to the money on the account."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan

from .writing import POINTS, score, share, time

_DECIDE = StagePlan(
    slug="decide",
    title=_("Decide"),
    goal=_("Know at once whether I may send it back, and what it costs"),
    touchpoints=(
        TouchpointPlan(
            slug="conditions",
            title=_("Looking up the conditions"),
            channel=_("web"),
            doing=_("Looks for how long and in what state"),
            thinking=_("There must be a catch"),
            feeling=-1,
            frontstage=_("The conditions in three sentences, for this very order"),
            backstage=_("Days are counted from the delivery, not from the order"),
            support=_("Help centre"),
            measures=(score(_("I knew at once what I may do"), slug="conditions-clear", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="register",
            title=_("Registering the return"),
            channel=_("web, app"),
            doing=_("Chooses what and why, gets a label"),
            thinking=_("Why do they need a reason?"),
            feeling=0,
            frontstage=_("Two steps, a label without a printer, an exchange offered"),
            backstage=_("Reasons go to who can mend their cause"),
            support=_("Label service"),
            measures=(
                time(_("Minutes to the label"), slug="label-minutes", unit=_("minutes")),
                score(_("It was easy to return"), slug="easy", unit=POINTS),
            ),
        ),
    ),
)
_SEND = StagePlan(
    slug="send",
    title=_("Send it"),
    goal=_("Be rid of it with little trouble, and have proof"),
    touchpoints=(
        TouchpointPlan(
            slug="drop-off",
            title=_("Handing it in"),
            channel=_("parcel shop"),
            doing=_("Packs it, brings it, keeps the receipt"),
            thinking=_("I hope that it does not get lost"),
            feeling=0,
            frontstage=_("Many places, late hours, a receipt"),
            backstage=_("The carrier scans it on the day"),
            support=_("Network of parcel shops"),
            measures=(score(_("The drop-off was near and open"), slug="near", unit=POINTS),),
        ),
        TouchpointPlan(
            slug="on-its-way-back",
            title=_("On its way back"),
            channel=_("e-mail"),
            doing=_("Looks whether it has arrived"),
            thinking=_("They were quicker in sending it"),
            feeling=-1,
            frontstage=_("A message when it arrives, with the day of the money"),
            backstage=_("Returns are opened in the order in which they come"),
            support=_("Tracking"),
            measures=(share(_("Told of the arrival within a day"), slug="arrival-told"),),
        ),
    ),
)
_MONEY = StagePlan(
    slug="money-back",
    title=_("Have the money back"),
    goal=_("Have my money back without asking for it"),
    touchpoints=(
        TouchpointPlan(
            slug="check",
            title=_("Checking what came back"),
            channel=_("warehouse"),
            side="backstage",
            feeling=0,
            backstage=_("The item is checked and decided on, with a picture in case of doubt"),
            support=_("Rules that decide in favour of the customer"),
            measures=(share(_("Decisions that held"), slug="decisions-held"),),
        ),
        TouchpointPlan(
            slug="refund",
            title=_("The refund"),
            channel=_("bank, e-mail"),
            doing=_("Looks at the account"),
            thinking=_("It is all there"),
            feeling=1,
            frontstage=_("The whole sum on the day that was told, the way it was paid"),
            backstage=_("Payments go out every day"),
            support=_("Payment provider"),
            measures=(
                time(_("Days from handing in to the money"), slug="refund-days", unit=_("days")),
                score(_("It was fair"), slug="fair", unit=POINTS),
            ),
        ),
    ),
)
RETURNS = JourneyPlan(
    slug="returns",
    title=_("Send it back"),
    goal=_("Be rid of what does not fit, and have my money back without a quarrel"),
    stages=(_DECIDE, _SEND, _MONEY),
)
