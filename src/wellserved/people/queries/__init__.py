"""What may be read of people; whatever a person may not see is not found."""

from .colleagues import colleagues
from .consents import ConsentLine, Noted, consents_for
from .customers import customer_for, customer_of_address, customers_for, customers_of_addresses
from .held import HeldLine, held_for
from .persons import account_id_of, person_of
from .places import locations, places_below, segments
from .staff import names_of_accounts, staff_for, staff_names, tokens_for

__all__ = [
    "ConsentLine",
    "HeldLine",
    "Noted",
    "account_id_of",
    "colleagues",
    "consents_for",
    "customer_for",
    "customer_of_address",
    "customers_for",
    "customers_of_addresses",
    "held_for",
    "locations",
    "names_of_accounts",
    "person_of",
    "places_below",
    "segments",
    "staff_for",
    "staff_names",
    "tokens_for",
]
