"""Repair: from something breaking to trusting it again."""

from django.utils.translation import gettext_noop as _

from wellserved.journey.contracts import JourneyPlan, StagePlan, TouchpointPlan

from .writing import POINTS, score, share, time

_TELL = StagePlan(
    slug="tell",
    title=_("Say what is wrong"),
    goal=_("Tell it once, and know what it will cost me"),
    touchpoints=(
        TouchpointPlan(
            slug="report",
            title=_("Reporting the fault"),
            channel=_("web, phone"),
            doing=_("Describes what happens, looks for the receipt"),
            thinking=_("It broke just after the guarantee, of course"),
            feeling=-2,
            frontstage=_("A few plain questions, and help that may mend it at once"),
            backstage=_("Guarantee and history are looked up by the serial number"),
            support=_("Articles on known faults"),
            measures=(
                share(_("Faults solved without sending it in"), slug="solved-at-once"),
                score(_("It was easy to report"), slug="easy", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="send-in",
            title=_("Bringing or sending it in"),
            channel=_("shop, parcel"),
            doing=_("Packs it, or brings it to the counter"),
            thinking=_("How long will I be without it?"),
            feeling=-1,
            frontstage=_("A label, a receipt, a day by which it is back, a loan device"),
            backstage=_("The parcel is booked in on the day it arrives"),
            support=_("Carrier, stock of loan devices"),
            measures=(time(_("Hours from arrival to booked in"), slug="booked-in-hours", unit=_("hours")),),
        ),
    ),
)
_WAIT = StagePlan(
    slug="wait",
    title=_("Wait"),
    goal=_("Know where it stands without having to ask"),
    touchpoints=(
        TouchpointPlan(
            slug="estimate",
            title=_("Cause and price"),
            channel=_("e-mail"),
            doing=_("Reads what is wrong and what it costs, decides"),
            thinking=_("Is it worth it?"),
            feeling=-1,
            frontstage=_("The cause in plain words, the price, and what else one could do"),
            backstage=_("A technician finds the cause and looks for the parts"),
            support=_("Price lists, stock of parts"),
            measures=(
                time(_("Days to the estimate"), slug="estimate-days", unit=_("days")),
                score(_("I understood the price"), slug="price-clear", unit=POINTS),
            ),
        ),
        TouchpointPlan(
            slug="workshop",
            title=_("The repair itself"),
            channel=_("workshop"),
            side="backstage",
            feeling=0,
            backstage=_("Parts are fitted, the device is tested, a second person signs"),
            support=_("Tools, training, makers' bulletins"),
            measures=(share(_("Repaired right the first time"), slug="first-time-right"),),
        ),
        TouchpointPlan(
            slug="status",
            title=_("News on the way"),
            channel=_("text message"),
            doing=_("Reads that it will take longer, or that it is done"),
            thinking=_("At least they tell me"),
            feeling=0,
            frontstage=_("A message at every step, and before a promise is broken"),
            backstage=_("Every step in the workshop is noted as it is done"),
            support=_("Workshop system"),
            measures=(score(_("They kept me informed"), slug="informed", unit=POINTS),),
        ),
    ),
)
_BACK = StagePlan(
    slug="have-it-back",
    title=_("Have it back"),
    goal=_("Have it back mended, and trust it again"),
    touchpoints=(
        TouchpointPlan(
            slug="return",
            title=_("Getting it back"),
            channel=_("shop, parcel"),
            doing=_("Switches it on, looks for scratches"),
            thinking=_("It works. Is everything still on it?"),
            feeling=2,
            frontstage=_("What was done is shown, cleaned, with a guarantee on the repair"),
            backstage=_("A last check by the list"),
            support=_("Packing, carrier"),
            measures=(
                time(_("Days without the device"), slug="days-without", unit=_("days")),
                score(_("I trust it again"), slug="trust", unit=POINTS),
            ),
        ),
    ),
)
REPAIR = JourneyPlan(
    slug="repair",
    title=_("Have it repaired"),
    goal=_("Have it work again, soon, for a price that I know beforehand"),
    stages=(_TELL, _WAIT, _BACK),
)
