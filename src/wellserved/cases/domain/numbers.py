"""Case numbers that a customer can quote: short, not countable, and a misread one is noticed.

A number is its case's id in another dress, so none is stored and no two are alike: the id is multiplied within 31 ** 7,
its digits are turned round, and it is multiplied again, so that neighbours look nothing like each other and nobody
reads from two of them how many lie between. It is written with 31 signs that are not mistaken for each other; the
eighth is a weighted sum modulo the prime 31, which changes with any one sign and with any two exchanged.
"""

SIGNS = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
PLACES = 7
_SIZE = 31**PLACES
_FACTOR = 19_088_743_211
_BACK = pow(_FACTOR, -1, _SIZE)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "U": "V"})


class NumberUnreadable(ValueError):
    """What was given is no case number: too short, too long, or misread."""


def number_of(case_id: int) -> str:
    """The number of the case with this id, as `4K7Q-92XD`."""
    digits = _digits(_turned(case_id * _FACTOR % _SIZE) * _FACTOR % _SIZE)
    text = "".join(SIGNS[digit] for digit in [*digits, _check(digits)])
    return f"{text[:4]}-{text[4:]}"


def id_of(number: str) -> int:
    """The id of the case with this number, however it is spaced and cased. Raises NumberUnreadable."""
    plain = "".join(sign for sign in number.upper() if sign.isalnum()).translate(_READ_AS)
    if len(plain) != PLACES + 1 or any(sign not in SIGNS for sign in plain):
        raise NumberUnreadable("A case number has eight letters and digits, such as 4K7Q-92XD.")
    *digits, check = (SIGNS.index(sign) for sign in plain)
    if _check(digits) != check:
        raise NumberUnreadable("This case number has a letter or digit wrong. Look at it once more.")
    return int(_turned(_value(digits) * _BACK % _SIZE) * _BACK % _SIZE)


def _turned(value: int) -> int:
    return _value(_digits(value)[::-1])


def _digits(value: int) -> list[int]:
    """The lowest first."""
    return [value // 31**place % 31 for place in range(PLACES)]


def _value(digits: list[int]) -> int:
    return int(sum(digit * 31**place for place, digit in enumerate(digits)))


def _check(digits: list[int]) -> int:
    return sum(place * digit for place, digit in enumerate(digits, start=1)) % 31
