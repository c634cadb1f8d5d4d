"""The states of a repair that read otherwise than a parcel's."""

from django.utils.translation import gettext_noop

from wellserved.tracking.domain.statuses import Status

from .told import BE_TOLD, NOTHING_TO_DO, REPORT_PROBLEM, TRIES_AGAIN, Told

REPAIR = {
    Status.INFO_RECEIVED: Told(
        gettext_noop("Repair announced"),
        gettext_noop("The repair has been announced. The workshop does not have the item yet."),
        gettext_noop("The workshop looks at it once it has arrived."),
        gettext_noop("Send the item in or bring it."),
    ),
    Status.IN_TRANSIT: Told(
        gettext_noop("On its way"),
        gettext_noop("The item is with the carrier and on its way."),
        gettext_noop("The next scan follows when it arrives."),
        BE_TOLD,
    ),
    Status.OUT_FOR_DELIVERY: Told(
        gettext_noop("Nearly there"),
        gettext_noop("The item is on the last stretch of its way."),
        gettext_noop("The next scan follows when it arrives."),
        BE_TOLD,
    ),
    Status.ATTEMPT_FAILED: Told(
        gettext_noop("Could not be handed over"),
        gettext_noop("The carrier could not collect the item or hand it over."),
        TRIES_AGAIN,
        REPORT_PROBLEM,
    ),
    Status.DELAYED: Told(
        gettext_noop("Delayed"),
        gettext_noop("The item takes longer on its way than planned."),
        gettext_noop("The next scan follows when it arrives."),
        BE_TOLD,
    ),
    Status.READY_FOR_PICKUP: Told(
        gettext_noop("Ready for pick-up"),
        gettext_noop("The item waits for you and can be fetched."),
        gettext_noop("It is kept for you until you come."),
        gettext_noop("Fetch it, and take the number and an identity card with you."),
    ),
    Status.DELIVERED: Told(
        gettext_noop("Delivered"),
        gettext_noop("The item has been delivered."),
        "",
        REPORT_PROBLEM,
    ),
    Status.RETURNED_TO_SENDER: Told(
        gettext_noop("Going back"),
        gettext_noop("The item could not be handed over and goes back to where it was sent from."),
        gettext_noop("Once it is back, it can be sent anew."),
        REPORT_PROBLEM,
    ),
    Status.CANCELLED: Told(
        gettext_noop("Repair cancelled"),
        gettext_noop("This repair was cancelled."),
        gettext_noop("If the workshop has the item, it sends it back."),
        REPORT_PROBLEM,
    ),
    Status.RECEIVED: Told(
        gettext_noop("In the workshop"),
        gettext_noop("The workshop has received the item."),
        gettext_noop("It finds out what is wrong."),
        NOTHING_TO_DO,
    ),
    Status.DIAGNOSED: Told(
        gettext_noop("Fault found"),
        gettext_noop("The workshop has found what is wrong."),
        gettext_noop("You get a quote, or the repair begins if the warranty covers it."),
        NOTHING_TO_DO,
    ),
    Status.QUOTED: Told(
        gettext_noop("Waiting for your answer"),
        gettext_noop("The workshop has told you what the repair costs."),
        gettext_noop("The repair begins when you agree. Until then nothing is done and nothing is charged."),
        gettext_noop("Approve or decline the quote."),
    ),
    Status.APPROVED: Told(
        gettext_noop("Being repaired"),
        gettext_noop("The repair has been agreed, and the workshop is at it."),
        gettext_noop("The item is tested before it comes back."),
        NOTHING_TO_DO,
    ),
    Status.DECLINED: Told(
        gettext_noop("Quote declined"),
        gettext_noop("The quote was declined. The item is not repaired."),
        gettext_noop("The item comes back as it is."),
        REPORT_PROBLEM,
    ),
    Status.REPAIRED: Told(
        gettext_noop("Repaired"),
        gettext_noop("The item has been repaired."),
        gettext_noop("The item is tested before it comes back."),
        NOTHING_TO_DO,
    ),
    Status.TESTED: Told(
        gettext_noop("Tested"),
        gettext_noop("The item has been tested and works."),
        gettext_noop("It is packed and sent back."),
        NOTHING_TO_DO,
    ),
    Status.SENT_BACK: Told(
        gettext_noop("On its way back"),
        gettext_noop("The workshop has sent the item back."),
        gettext_noop("The next scan follows when it arrives."),
        BE_TOLD,
    ),
}
