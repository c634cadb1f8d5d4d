"""Tracking numbers: one form for all, and which carrier's a number is by its form and its check digit."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .checks import gs1, luhn, mod7, mod37_36, s10, ups_style, weighted
from .keys import number_key
from .posts import POSTS

__all__ = ["Recognised", "recognise"]

_LETTERS = re.compile(r"(?<!\?)[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a number can be. `checked`: its check digit is right; otherwise the scheme has none to look at.

    `carrier` is a slug, empty for an SSCC, which any carrier may use; `country` the postal operator's, for S10.
    """

    carrier: str
    kind: str
    checked: bool
    country: str = ""


@dataclass(frozen=True, slots=True)
class _Scheme:
    """`form` fits the whole number; its groups 's' and 'c' are what is checked and the check digit."""

    carrier: str
    kind: str
    form: re.Pattern[str]
    check: Callable[[str, str], bool] | None
    lead: str = ""


def _scheme(
    carrier: str, kind: str, form: str, check: Callable[[str, str], bool] | None = None, lead: str = ""
) -> _Scheme:
    return _Scheme(carrier, kind, re.compile(form, re.ASCII), check, lead)


_FEDEX_12 = weighted(3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
_FEDEX_14 = weighted(1, 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
# Intelligent mail: the mailer's id has nine digits when it begins with 9, and six otherwise.
_MAILER = r"(?:9\d{8}(?:\d{7}|\d{11})|[0-8]\d{5}(?:\d{10}|\d{14}))"
_MAILER_N = r"(?:9\d{8}(?:\d{7}|\d{11}|\d{15})|[0-8]\d{5}(?:\d{10}|\d{14}))"
_TO_ZIP = r"(?:420\d{5}(?=\d{22}$|\d{26}$)|420\d{9}(?=\d{22}$))?"

_SCHEMES = (
    _scheme("amazon", "logistics", r"TB[ACM]\d{12}"),
    _scheme("amazon", "international", r"[ACF]\d{10}"),
    _scheme("canadapost", "pin", r"(?P<s>\d{15})(?P<c>\d)", gs1),
    _scheme("canpar", "barcode", r"[CDKLSUXZ]\d{21}"),
    _scheme("dhl_express", "waybill", r"(?P<s>\d{9,10})(?P<c>\d)", mod7),
    _scheme("dhl_express", "piece", r"J[A-Z]{2,3}\d{9,10}"),
    _scheme("dhl_ecommerce", "parcel", r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)(?=[A-Z]*\d)[0-9A-Z]{10,39}"),
    _scheme("dhl_ecommerce", "parcel_14", r"\d{14}"),
    # The country is an ISO 3166 number.
    _scheme("dpd", "label", r"(?P<s>\d{24}(?:00[4-9]|0[1-9]\d|[1-8]\d\d))(?P<c>[0-9A-Z])", mod37_36),
    _scheme("dpd", "parcel", r"(?P<s>\d{14})(?P<c>[0-9A-Z])", mod37_36),
    _scheme("fedex", "express", r"(?P<s>\d{11})(?P<c>\d)", _FEDEX_12),
    _scheme("fedex", "express_label", r"[0-8]\d{19}(?P<s>\d{13})(?P<c>\d)", _FEDEX_14),
    _scheme("fedex", "astra", r"3\d{15}(?P<s>\d{11})(?P<c>\d)\d{4}", _FEDEX_12),
    _scheme("fedex", "ground", r"(?P<s>\d{14})(?P<c>\d)", gs1),
    _scheme("fedex", "ground_sscc", r"(?P<s>0[0124]\d{15})(?P<c>\d)", gs1),
    _scheme("fedex", "ground_96", r"96\d{5}(?P<s>\d{14})(?P<c>\d)", gs1),
    _scheme("fedex", "ground_label", r"96\d{18}(?P<s>\d{13})(?P<c>\d)", _FEDEX_14),
    _scheme("gofo", "parcel", r"GFUS\d{14}"),
    _scheme("landmark", "parcel", r"LTN\d{8}N1"),
    _scheme("lasership", "lx", r"L[AIEHNX][1-3]\d{7}"),
    _scheme("lasership", "1ls7", r"1LS7[12](?:\d{10}|\d\d01[1-4]\d{6}1)"),
    _scheme("lasership", "1lscx", r"1LSCX[0-9A-Z]{10}"),
    _scheme("old_dominion", "freight", r"(?P<s>(?:77[78]|072|780)\d{7})(?P<c>\d)", luhn),
    _scheme("old_dominion", "guaranteed", r"(?P<s>80\d{8})(?P<c>\d)", luhn),
    _scheme("ontrac", "c", r"C(?P<s>\d{13})(?P<c>\d)", ups_style, "4"),
    _scheme("ontrac", "d", r"D(?P<s>\d{13})(?P<c>\d)", ups_style, "5"),
    _scheme("purolator", "numeric", r"(?P<s>[0-5]\d{10})(?P<c>\d)", luhn),
    _scheme("purolator", "alpha", r"[A-Z]{3}\d{9}"),
    _scheme("speedee", "parcel", r"SP\d{18}"),
    _scheme("", "sscc", r"(?:00)?(?P<s>\d{17})(?P<c>\d)", gs1),
    _scheme("ups", "1z", r"1Z(?P<s>[0-9A-Z]{15})(?P<c>\d)", ups_style),
    _scheme("ups", "waybill", r"[AHJKTV](?P<s>\d{9})(?P<c>\d)", ups_style),
    _scheme("usps", "legacy_20", r"(?P<s>\d{19})(?P<c>\d)", gs1),
    _scheme("usps", "legacy", r"(?:420\d{5}(?:\d{4})?)?(?P<s>91\d{19})(?P<c>\d)", gs1),
    _scheme("usps", "legacy_without_91", r"(?:420\d{5}(?:\d{4})?)?(?P<s>\d{19})(?P<c>\d)", gs1, "91"),
    _scheme(
        "usps", "impb_n", rf"{_TO_ZIP}(?:420\d{{5}}(?=\d{{30}}$))?(?P<s>94\d{{3}}{_MAILER_N})(?P<c>\d)", gs1
    ),
    _scheme(
        "usps",
        "impb_c",
        rf"{_TO_ZIP}(?P<s>(?:92\d{{3}}(?=9)|93\d{{3}}(?=[0-8])|95\d{{3}}){_MAILER})(?P<c>\d)",
        gs1,
    ),
    _scheme("yodel", "parcel", r"J?JD\d{16}"),
    _scheme("yunexpress", "parcel", r"YT\d{16}"),
)
_OF_DIGITS = tuple(one for one in _SCHEMES if not _LETTERS.search(one.form.pattern) or one.carrier == "dpd")
_WITH_LETTERS = tuple(one for one in _SCHEMES if _LETTERS.search(one.form.pattern))
_S10 = re.compile(r"[A-Z]{2}(?P<s>\d{8})(?P<c>\d)(?P<country>[A-Z]{2})", re.ASCII)


def recognise(number: str) -> tuple[Recognised, ...]:
    """What the number can be, the checked ones first. Empty for what no scheme knows, or a wrong check digit."""
    clean = number_key(number)
    if not clean.strip("0"):
        # Nothing but zeros has a right check digit in many schemes, and is nobody's number.
        return ()
    schemes = _OF_DIGITS if clean.isdigit() else _WITH_LETTERS
    found = [*_s10_of(clean), *(one for scheme in schemes if (one := _fits(scheme, clean)))]
    return tuple(sorted(found, key=lambda one: not one.checked))


def _fits(scheme: _Scheme, clean: str) -> Recognised | None:
    match = scheme.form.fullmatch(clean)
    if match is None or (scheme.check and not scheme.check(_serial(scheme, match["s"]), match["c"])):
        return None
    return Recognised(carrier=scheme.carrier, kind=scheme.kind, checked=scheme.check is not None)


def _serial(scheme: _Scheme, digits: str) -> str:
    """Some schemes check the digits behind a prefix that is not printed, unless they begin with it already."""
    return digits if not scheme.lead or digits.startswith(scheme.lead) else scheme.lead + digits


def _s10_of(clean: str) -> list[Recognised]:
    match = _S10.fullmatch(clean)
    if match is None or match["country"] not in POSTS or not s10(match["s"], match["c"]):
        return []
    country = match["country"]
    return [Recognised(carrier=POSTS[country], kind="s10", checked=True, country=country)]
