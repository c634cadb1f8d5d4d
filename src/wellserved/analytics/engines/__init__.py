"""Where the expressions are worked out. One set of expressions, several engines, the same answers."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Lake


class Answering(Protocol):
    """One question on one engine, with tables of its own."""

    def bind(self, name: str, table: Any) -> None:
        """Lets the expressions' table `name` be this Arrow table."""

    def keep(self, name: str, expression: Any) -> None:
        """Works the expression out once and lets the expressions' table `name` be the result."""

    def answer(self, expression: Any) -> list[dict[str, Any]]:
        """The expression's rows."""


class Engine(Protocol):
    def asking(
        self, lake: Lake, question: Question, tables: Mapping[str, Any]
    ) -> AbstractContextManager[Answering]:
        """Binds `asked` to the question's moments and each of the Arrow tables to its name."""
