"""What carriers call themselves; one that is not known here is called as its slug reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["carrier_called", "carrier_name"]

NAMES: dict[str, str | Promise] = {
    "amazon": "Amazon Logistics",
    "asendia": "Asendia",
    "australiapost": "Australia Post",
    "bpost": "bpost",
    "cainiao": gettext_lazy("Cainiao"),
    "canadapost": "Canada Post",
    "canpar": "Canpar",
    "chronopost": "Chronopost",
    "cj_logistics": gettext_lazy("CJ Logistics"),
    "dhl_ecommerce": "DHL eCommerce",
    "dhl_express": "DHL Express",
    "dhl_parcel_de": "DHL Paket",
    "dhl_universal": "DHL",
    "dpd": "DPD",
    "dpd_meta": "DPD META",
    "ems": "EMS",
    "fedex": "FedEx",
    "gls": "GLS",
    "gofo": "GOFO",
    "hermes": "Hermes",
    "korea_post": gettext_lazy("Korea Post"),
    "landmark": "Landmark Global",
    "laposte": "La Poste",
    "lasership": "LaserShip",
    "mydhl": "MyDHL",
    "old_dominion": "Old Dominion",
    "ontrac": "OnTrac",
    "parcelone": "PARCEL.ONE",
    "postat": "Österreichische Post",
    "purolator": "Purolator",
    "seko": "SEKO Logistics",
    "sendle": "Sendle",
    "smartkargo": "SmartKargo",
    "speedee": "Spee-Dee",
    "spring": "Spring GDS",
    "teleship": "Teleship",
    "ups": "UPS",
    "usps": "USPS",
    "usps_international": "USPS International",
    "yodel": "Yodel",
    "yunexpress": "YunExpress",
}
_POST = "post_"


def carrier_name(slug: str) -> str:
    """The name of a carrier; empty for the own fleet, which has no slug."""
    known = NAMES.get(slug)
    if known is not None:
        return str(known)
    country = slug.removeprefix(_POST)
    if slug.startswith(_POST) and len(country) == 2:
        return _("Post of %(country)s") % {"country": country.upper()}
    words = slug.replace("_", " ").replace("-", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words)


def carrier_called(text: str) -> str:
    """The slug of what somebody typed: a name as it is written here, in whatever capitals, or a slug itself."""
    wanted = text.strip().casefold()
    if wanted in NAMES:
        return wanted
    return next((slug for slug, name in NAMES.items() if str(name).casefold() == wanted), text.strip())
