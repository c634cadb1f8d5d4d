"""Where the expressions are worked out. One set of expressions, several engines, the same answers."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Reading


class Answering(Protocol):
    """One question on one engine, with tables of its own."""

    def bind(self, name: str, table: Any) -> None:
        """Lets the expressions' table `name` be this Arrow table."""

    def keep(self, name: str, expression: Any) -> None:
        """Works the expression out once and lets the expressions' table `name` be the result."""

    def answer(self, expression: Any) -> list[dict[str, Any]]:
        """The expression's rows."""

    def column(self, expression: Any) -> Any:
        """The expression's only column, as an Arrow array: for more rows than are worth a dictionary each."""

    def batches(self, expression: Any) -> Iterable[Any]:
        """The expression's rows as Arrow record batches, one after the other; Spark alone gathers them first."""


class Engine(Protocol):
    def asking(
        self, lake: Reading, question: Question, tables: Mapping[str, Any], *, gather: Sequence[str] = ()
    ) -> AbstractContextManager[Answering]:
        """Binds `asked` to the question's moments and each of the Arrow tables to its name.

        `gather` names the only columns of the moments that will be needed, where they are few enough to be read
        once and kept until all is answered.
        """
