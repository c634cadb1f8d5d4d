"""The check digits of tracking numbers. Each takes what is checked and the digit that stands behind it."""

from collections.abc import Callable

from biip.checksums import gs1_standard_check_digit
from stdnum import luhn as _luhn
from stdnum.iso7064 import mod_37_36 as _mod_37_36

__all__ = ["gs1", "luhn", "mod7", "mod37_36", "s10", "ups_style", "weighted"]

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def gs1(serial: str, digit: str) -> bool:
    """GS1's, with weights 3 and 1 from the right: SSCC, USPS, Canada Post, FedEx Ground."""
    return str(gs1_standard_check_digit(serial)) == digit


def luhn(serial: str, digit: str) -> bool:
    """Luhn's (ISO/IEC 7812)."""
    return str(_luhn.calc_check_digit(serial)) == digit


def mod37_36(serial: str, digit: str) -> bool:
    """ISO 7064 mod 37,36: DPD."""
    return str(_mod_37_36.calc_check_digit(serial)) == digit


def mod7(serial: str, digit: str) -> bool:
    """The remainder by seven: air waybills."""
    return int(serial) % 7 == int(digit)


def s10(serial: str, digit: str) -> bool:
    """UPU S10: weights and modulus 11, where 10 is written 0 and 11 is written 5."""
    rest = 11 - sum(int(c) * w for c, w in zip(serial, _S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(digit)


def ups_style(serial: str, digit: str) -> bool:
    """Every second character doubled, letters as their place in ASCII less 3, modulus 10: UPS and OnTrac."""
    values = [int(c) if c.isdigit() else (ord(c) - 3) % 10 for c in serial]
    return -(sum(values) + sum(values[1::2])) % 10 == int(digit)


def weighted(*weights: int) -> Callable[[str, str], bool]:
    """The sum of products with these weights, modulus 11 and then 10: FedEx."""

    def check(serial: str, digit: str) -> bool:
        return sum(int(c) * w for c, w in zip(serial, weights, strict=True)) % 11 % 10 == int(digit)

    return check
