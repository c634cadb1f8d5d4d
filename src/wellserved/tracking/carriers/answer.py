"""What a carrier's answer comes to: scans, and what could not be read."""

from dataclasses import dataclass

from wellserved.tracking.contracts import ScanIn

__all__ = ["AnswerRefused", "CarrierAnswer", "Fault", "Proof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that could not be taken over, or only with an assumption (`is_note`): where, why and the mend."""

    place: str
    why: str
    mend: str
    is_note: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.why} {self.mend}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That the carrier holds proof of the delivery. Who signed, and the pictures, are left with the carrier."""

    number: str
    signed: bool
    photo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierAnswer:
    """Scans in the carrier's order, with faults beside them: one unreadable event never costs the others."""

    scans: tuple[ScanIn, ...] = ()
    faults: tuple[Fault, ...] = ()
    proofs: tuple[Proof, ...] = ()


class AnswerRefused(ValueError):
    """The answer as a whole cannot be read: `fault` says where, why and what mends it."""

    def __init__(self, *, place: str, why: str, mend: str) -> None:
        self.fault = Fault(place=place, why=why, mend=mend)
        super().__init__(str(self.fault))
