"""Deeds that must not happen twice at once, though no row stands for what they would both take."""

from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """Any numbers of our own, each standing for one thing that is taken."""

    FREE_SLUGS = 0x736C_7567
    WHO_OPENS_INTO_WHOM = 0x6A6F_7572


def take_turn(turn: Turn) -> None:
    """Wait until nobody else has it; kept until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn.value])
