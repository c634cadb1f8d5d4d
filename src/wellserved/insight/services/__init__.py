"""Deeds of insight: carrying moments to the lake."""

from .lake import CaughtUp, catch_up, tend_lake, the_lake

__all__ = ["CaughtUp", "catch_up", "tend_lake", "the_lake"]
