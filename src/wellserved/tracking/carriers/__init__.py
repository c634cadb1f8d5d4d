"""Carriers: what their answers say, in the one vocabulary."""

from .answer import AnswerRefused, CarrierAnswer, Fault, Proof
from .australiapost import AustraliaPost
from .canadapost import CanadaPost
from .carrier import Carrier
from .codebook import Codebook, Meaning, codebook, codebooks
from .dhl_express import DhlExpress
from .fedex import FedEx
from .laposte import LaPoste
from .ups import Ups
from .usps import Usps

__all__ = [
    "CARRIERS",
    "AnswerRefused",
    "Carrier",
    "CarrierAnswer",
    "Codebook",
    "Fault",
    "Meaning",
    "Proof",
    "carrier_named",
    "codebook",
    "codebooks",
]

CARRIERS: dict[str, Carrier] = {
    one.slug: one for one in (AustraliaPost(), CanadaPost(), DhlExpress(), FedEx(), LaPoste(), Ups(), Usps())
}
"""The carriers whose raw answers are read, by slug."""


def carrier_named(slug: str) -> Carrier:
    """The carrier whose answers are to be read; LookupError for one that has no reader."""
    try:
        return CARRIERS[slug]
    except KeyError:
        known = ", ".join(sorted(CARRIERS))
        raise LookupError(
            f"No reader knows the answers of the carrier '{slug[:60]}'. Known: {known}."
        ) from None
