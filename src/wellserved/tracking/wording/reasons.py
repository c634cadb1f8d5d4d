"""What each reason means for the customer."""

from django.utils.translation import gettext_noop

from .told import (
    ASK_SENDER,
    BE_TOLD,
    CHANGE_DELIVERY,
    CHECK_ADDRESS,
    GOES_ON_WHEN_RELEASED,
    NOTHING_TO_DO,
    REPORT_PROBLEM,
    SENDER_DECIDES,
    TRAVELS_LATER,
    TRIES_AGAIN,
    WAITS_FOR_ADDRESS,
    Told,
)

_CARRIER = {
    "carrier": Told(
        gettext_noop("Carrier"),
        gettext_noop("Something went wrong at the carrier."),
        gettext_noop("The carrier has to solve it before the parcel goes on."),
        REPORT_PROBLEM,
    ),
    "carrier.damaged": Told(
        gettext_noop("Damaged"),
        gettext_noop("The parcel was damaged on its way."),
        gettext_noop("The carrier examines it, and then delivers it or gives it back to the sender."),
        gettext_noop("Report a problem: a damaged delivery is replaced or refunded."),
    ),
    "carrier.lost": Told(
        gettext_noop("Lost"),
        gettext_noop("The carrier cannot find the parcel."),
        gettext_noop("The carrier searches for it."),
        gettext_noop("Report a problem: you need not wait for the search to end."),
    ),
    "carrier.undeliverable": Told(
        gettext_noop("Undeliverable"),
        gettext_noop("The carrier says that the parcel cannot be delivered and gives no closer reason."),
        gettext_noop("Unless something is arranged, it goes back to the sender."),
        gettext_noop("Report a problem and we ask the carrier why."),
    ),
    "carrier.delay": Told(
        gettext_noop("Delay at the carrier"),
        gettext_noop("The carrier is behind its plan."),
        TRAVELS_LATER,
        CHANGE_DELIVERY,
    ),
    "carrier.sorting_error": Told(
        gettext_noop("Sorted wrongly"),
        gettext_noop("The parcel was sorted to the wrong place."),
        gettext_noop("The carrier sends it the right way, which usually costs a day or two."),
        BE_TOLD,
    ),
    "carrier.not_enough_time": Told(
        gettext_noop("Ran out of time"),
        gettext_noop("The driver did not reach the address within the working day."),
        TRIES_AGAIN,
        CHANGE_DELIVERY,
    ),
    "carrier.vehicle": Told(
        gettext_noop("Vehicle trouble"),
        gettext_noop("The vehicle, train or aircraft carrying the parcel was held up."),
        TRAVELS_LATER,
        BE_TOLD,
    ),
    "carrier.held": Told(
        gettext_noop("Held by the carrier"),
        gettext_noop("The carrier is holding the parcel and gives no closer reason."),
        GOES_ON_WHEN_RELEASED,
        gettext_noop("Report a problem and we ask the carrier why."),
    ),
    "carrier.redelivery": Told(
        gettext_noop("Comes again"),
        gettext_noop("A delivery did not succeed, and the carrier has planned another one."),
        TRIES_AGAIN,
        CHANGE_DELIVERY,
    ),
    "carrier.address_not_found": Told(
        gettext_noop("Address not found"),
        gettext_noop("The carrier could not find the address."),
        WAITS_FOR_ADDRESS,
        CHECK_ADDRESS,
    ),
    "carrier.destroyed": Told(
        gettext_noop("Disposed of"),
        gettext_noop("The parcel was disposed of and does not arrive any more."),
        SENDER_DECIDES,
        ASK_SENDER,
    ),
    "carrier.not_accepted": Told(
        gettext_noop("Not carried"),
        gettext_noop("The carrier does not carry what is in the parcel."),
        gettext_noop("It goes back to the sender."),
        ASK_SENDER,
    ),
}

_CONSIGNEE = {
    "consignee": Told(
        gettext_noop("Recipient"),
        gettext_noop("The parcel could not be handed over at the address."),
        TRIES_AGAIN,
        CHANGE_DELIVERY,
    ),
    "consignee.not_home": Told(
        gettext_noop("Nobody at home"),
        gettext_noop("Nobody was at home when the carrier came."),
        TRIES_AGAIN,
        CHANGE_DELIVERY,
    ),
    "consignee.not_available": Told(
        gettext_noop("Recipient not reached"),
        gettext_noop("The carrier could not reach you to hand the parcel over."),
        TRIES_AGAIN,
        CHANGE_DELIVERY,
    ),
    "consignee.business_closed": Told(
        gettext_noop("Closed"),
        gettext_noop("The business at the address was closed when the carrier came."),
        gettext_noop("The carrier tries again on the next day it is open."),
        CHANGE_DELIVERY,
    ),
    "consignee.access": Told(
        gettext_noop("No way in"),
        gettext_noop("The carrier could not get to the door."),
        TRIES_AGAIN,
        gettext_noop("Leave a note on how to get in, or choose a safe place or a pick-up point."),
    ),
    "consignee.identification": Told(
        gettext_noop("Identity not shown"),
        gettext_noop("The parcel is handed over only to somebody who can show who they are."),
        TRIES_AGAIN,
        gettext_noop("Have an identity card at hand, or choose a pick-up point."),
    ),
    "consignee.signature": Told(
        gettext_noop("Signature needed"),
        gettext_noop("The parcel needs a signature, and nobody was there to give it."),
        TRIES_AGAIN,
        gettext_noop("See that somebody can sign, or choose a pick-up point."),
    ),
    "consignee.refused": Told(
        gettext_noop("Refused"),
        gettext_noop("The parcel was refused at the door."),
        gettext_noop("It goes back to the sender."),
        gettext_noop("If it was not you who refused it, report a problem at once."),
    ),
    "consignee.wrong_address": Told(
        gettext_noop("Wrong address"),
        gettext_noop("The address on the parcel is wrong or incomplete."),
        WAITS_FOR_ADDRESS,
        CHECK_ADDRESS,
    ),
    "consignee.moved": Told(
        gettext_noop("Moved away"),
        gettext_noop("The recipient no longer lives at the address on the parcel."),
        WAITS_FOR_ADDRESS,
        CHECK_ADDRESS,
    ),
    "consignee.action_required": Told(
        gettext_noop("Needs the recipient"),
        gettext_noop("The carrier needs something from you before the parcel can go on."),
        GOES_ON_WHEN_RELEASED,
        gettext_noop("Look for a message from the carrier, or report a problem and we ask for you."),
    ),
    "consignee.asked": Told(
        gettext_noop("Held on request"),
        gettext_noop("The parcel is kept because it was asked for at your address."),
        gettext_noop("It comes on the day that was agreed."),
        CHANGE_DELIVERY,
    ),
    "consignee.payment": Told(
        gettext_noop("Payment due"),
        gettext_noop("A payment is due before the parcel is handed over."),
        gettext_noop("It travels on as soon as the payment has been made."),
        gettext_noop("Pay the carrier on its own page or at the door, never through a link in a message."),
    ),
    "consignee.not_collected": Told(
        gettext_noop("Not fetched"),
        gettext_noop("The parcel was not fetched from the pick-up point in time."),
        gettext_noop("It goes back to the sender."),
        ASK_SENDER,
    ),
}

_AUTHORITIES = {
    "customs": Told(
        gettext_noop("Customs"),
        gettext_noop("The parcel is with customs."),
        GOES_ON_WHEN_RELEASED,
        NOTHING_TO_DO,
    ),
    "customs.delay": Told(
        gettext_noop("Customs takes longer"),
        gettext_noop("Customs is taking longer than planned."),
        GOES_ON_WHEN_RELEASED,
        NOTHING_TO_DO,
    ),
    "customs.inspection": Told(
        gettext_noop("Customs inspection"),
        gettext_noop("Customs is inspecting the parcel."),
        GOES_ON_WHEN_RELEASED,
        NOTHING_TO_DO,
    ),
    "customs.documents": Told(
        gettext_noop("Customs papers missing"),
        gettext_noop("Customs needs papers that are missing or not clear."),
        gettext_noop("It travels on once customs has the papers."),
        gettext_noop("Send the papers the carrier asks for, such as the invoice, or report a problem."),
    ),
    "customs.duties": Told(
        gettext_noop("Duties unpaid"),
        gettext_noop("Import duties or taxes have not been paid yet."),
        gettext_noop("It travels on as soon as the payment has been made."),
        gettext_noop("Pay on the carrier's or customs' own page, never through a link in a message."),
    ),
    "customs.refused": Told(
        gettext_noop("Refused by customs"),
        gettext_noop("Customs does not let the parcel into the country."),
        SENDER_DECIDES,
        ASK_SENDER,
    ),
    "security": Told(
        gettext_noop("Security"),
        gettext_noop("The parcel is held for a security check."),
        GOES_ON_WHEN_RELEASED,
        NOTHING_TO_DO,
    ),
    "security.check": Told(
        gettext_noop("Security check"),
        gettext_noop("The parcel is being checked for security."),
        GOES_ON_WHEN_RELEASED,
        NOTHING_TO_DO,
    ),
}

_WORLD = {
    "nature": Told(
        gettext_noop("Forces of nature"),
        gettext_noop("Forces of nature are holding up transport."),
        TRAVELS_LATER,
        BE_TOLD,
    ),
    "nature.weather": Told(
        gettext_noop("Weather"),
        gettext_noop("Bad weather has held up the parcel."),
        TRAVELS_LATER,
        BE_TOLD,
    ),
    "nature.disaster": Told(
        gettext_noop("Disaster"),
        gettext_noop("A disaster or an emergency has stopped transport in the area."),
        gettext_noop("It travels on once the area can be reached safely."),
        BE_TOLD,
    ),
    "public": Told(
        gettext_noop("Public events"),
        gettext_noop("Events outside are holding up transport."),
        TRAVELS_LATER,
        BE_TOLD,
    ),
    "public.strike": Told(
        gettext_noop("Strike"),
        gettext_noop("A strike is holding up transport."),
        TRAVELS_LATER,
        BE_TOLD,
    ),
    "public.holiday": Told(
        gettext_noop("Public holiday"),
        gettext_noop("Nothing is delivered on a public holiday."),
        gettext_noop("It travels on the next working day."),
        CHANGE_DELIVERY,
    ),
}

_SENDER = {
    "sender": Told(
        gettext_noop("Sender"),
        gettext_noop("The sender has to put something right."),
        gettext_noop("It travels on once the sender has done so."),
        ASK_SENDER,
    ),
    "sender.incomplete_data": Told(
        gettext_noop("Details missing"),
        gettext_noop("The sender gave the carrier incomplete details."),
        gettext_noop("It travels on once the sender has completed them."),
        ASK_SENDER,
    ),
    "sender.not_handed_over": Told(
        gettext_noop("Not handed over"),
        gettext_noop("The carrier came to collect the parcel and did not get it."),
        gettext_noop("It sets off as soon as it has been handed over."),
        ASK_SENDER,
    ),
    "sender.cancelled": Told(
        gettext_noop("Cancelled by the sender"),
        gettext_noop("The shipment was cancelled before it arrived."),
        "",
        ASK_SENDER,
    ),
    "sender.recalled": Told(
        gettext_noop("Called back"),
        gettext_noop("The sender has called the parcel back."),
        gettext_noop("It goes back to the sender."),
        ASK_SENDER,
    ),
    "sender.agreed": Told(
        gettext_noop("Return agreed"),
        gettext_noop("The parcel goes back as agreed with the sender."),
        SENDER_DECIDES,
        ASK_SENDER,
    ),
}

REASONS: dict[str, Told] = _CARRIER | _CONSIGNEE | _AUTHORITIES | _WORLD | _SENDER
