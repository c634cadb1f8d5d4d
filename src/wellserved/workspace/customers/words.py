"""What rooms hold, and by which way somebody agreed, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wellserved.workspace.wording import Words

WAYS: Mapping[str, Words] = {
    "phone": pgettext_lazy("way of agreeing", "by telephone"),
    "person": pgettext_lazy("way of agreeing", "in person"),
    "writing": pgettext_lazy("way of agreeing", "in writing"),
}
HELD: Mapping[tuple[str, str], Words] = {
    ("people", "customer.json"): _("The random key, with segment and language"),
    ("people", "details.json"): _("Name, e-mail address, telephone and address"),
    ("people", "account.json"): _("Account"),
    ("people", "addresses.json"): _("E-mail addresses of the account"),
    ("people", "identities.json"): _("What sources call them"),
    ("people", "consents.json"): _("Consents"),
    ("people", "history.json"): _("What was done to their data"),
    ("journey", "moments.json"): _("Moments that the figures are made of"),
    ("tracking", "consignments.json"): _("Parcels, returns and repairs"),
    ("tracking", "recipients.json"): _("Recipients' names and addresses"),
    ("tracking", "wishes.json"): _("Wishes for a delivery"),
    ("tracking", "problems.json"): _("Problems reported on parcels"),
    ("tracking", "quotes.json"): _("What repairs would cost"),
    ("tracking", "returns_asked.json"): _("Why they wanted to return something"),
    ("tracking", "proofs.json"): _("Photos and signatures of deliveries"),
    ("tracking", "shared_links.json"): _("Shared links to parcels"),
    ("tracking", "lots.json"): _("Lots in their parcels"),
    ("notices", "subscriptions.json"): _("Notices asked for"),
    ("notices", "notices.json"): _("Notices sent"),
    ("voice", "answers.json"): _("Answered questionnaires"),
    ("voice", "attachments.json"): _("Photos and recordings sent with answers"),
    ("voice", "invitations.json"): _("Invitations to answer"),
    ("voice", "asked.json"): _("When they were asked last"),
    ("cases", "cases.json"): _("Cases: when, why and what they cost"),
    ("cases", "contacts.json"): _("How they are reached about cases"),
    ("cases", "messages.json"): _("What they wrote in cases, and our answers"),
    ("cases", "attachments.json"): _("Files sent with cases"),
    ("cases", "links.json"): _("What cases are about"),
    ("cases", "suggestions.json"): _("What triage suggested"),
    ("cases", "decisions.json"): _("What triage was taught"),
    ("cases", "votes.json"): _("“This happened to me too”"),
    ("portal", "reported.json"): _("What was reported on their parcels' pages"),
}
