"""Why a value was rejected, and what mends it, in a sentence."""

import re

from wellserved.journey.imports.mapping.scope import Conversion

_NOT_FINITE = {"nan", "inf", "-inf", "+inf", "infinity", "-infinity"}


def reason_of(conversion: Conversion, value: str) -> str:
    if conversion.kind == "lookup":
        return f"[values.{conversion.table}] has no word for it. Add one, or give lookup() a default."
    if conversion.kind == "number":
        return _not_a_number(conversion, value.strip())
    return _not_a_time(conversion, value.strip())


def _not_a_number(conversion: Conversion, value: str) -> str:
    style = conversion.style
    if value.lower() in _NOT_FINITE:
        return "It is not a finite number. Leave the cell empty, or list the word under `missing` in [read]."
    other = "," if style.decimal == "." else "."
    if re.fullmatch(r"[+-]?[\d.,' \u00a0\u202f]+", value) and not (
        style.thousands and style.thousands in value
    ):
        return (
            f"It is not a number with {style.decimal!r} before decimals"
            + (
                f" and {style.thousands!r} between thousands"
                if style.thousands
                else " and nothing between thousands"
            )
            + f". If {other!r} separates thousands or decimals here, say so in the mapping's [read]: thousands, decimal."
        )
    return "It is not a number. Mend the cell, or list the word under `missing` in [read]."


def _not_a_time(conversion: Conversion, value: str) -> str:
    formats = conversion.style.dates
    if not formats and re.match(r"\d{4}-\d{2}-\d{2}", value):
        return "There is no such date or time."
    wanted = (
        " or ".join(formats) if formats else "2024-05-31, 2024-05-31 14:05:00 or 2024-05-31T14:05:00+09:00"
    )
    return f"It is not a date written as {wanted}, or there is no such day. Name the format under `dates` in [read]."
