"""The map as a table in the terminal."""

from collections import defaultdict
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table

GAPS = {1: "knowledge", 2: "standard", 3: "delivery", 4: "communication", 5: "customer"}


def print_gaps(answer: Any) -> None:
    """A table per journey, the worst cells in words first, and the links at fault."""
    console = Console()
    if not answer.cells:
        console.print("No moments are recorded yet: bring some in with [bold]wellserved import[/bold].")
        return
    for line in worst_in_words(answer.cells):
        console.print(line)
    guilt = _guilt(answer.guilt)
    for journey, cells in groupby(answer.cells, key=lambda c: c["journey"]):
        console.print(_table(journey, list(cells), guilt))
    console.print(
        "Share of cases that fell short, 95% Wilson interval, n. ~: fewer than 30 cases.", style="dim"
    )


def worst_in_words(cells: tuple[dict[str, Any], ...], *, most: int = 3) -> list[str]:
    """Sentences that name where customers were left short most, surely so."""
    sure = sorted((c for c in cells if c["enough"] and c["short"]), key=lambda c: -c["low"])[:most]
    return [
        f"{c['touchpoint']}, {c['measure']}: {c['share']:.1%} of {c['n']:,} cases fell short "
        f"(gap {c['gap']}, {GAPS[c['gap']]}; {c['low']:.1%} to {c['high']:.1%})."
        for c in sure
    ]


def _table(journey: str, cells: list[dict[str, Any]], guilt: dict[tuple[str, str, str], str]) -> Table:
    """Only the gaps that have cases; names are never cut off."""
    gaps = sorted({c["gap"] for c in cells})
    table = Table(title=journey, title_justify="left", show_lines=True)
    table.add_column("touchpoint: measure", overflow="fold", min_width=24)
    for gap in gaps:
        table.add_column(f"gap {gap}\n{GAPS[gap]}", justify="right", no_wrap=True)
    table.add_column("guilty link", overflow="fold")
    rows: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for c in cells:
        rows[c["touchpoint"], c["measure"]][c["gap"]] = _cell(c)
    for (touchpoint, measure), by_gap in rows.items():
        shares = [by_gap.get(gap, "") for gap in gaps]
        table.add_row(f"{touchpoint}:\n{measure}", *shares, guilt.get((journey, touchpoint, measure), ""))
    return table


def _cell(c: dict[str, Any]) -> str:
    unsure = "" if c["enough"] else "~"
    return f"{unsure}{c['share']:.1%} [dim]{c['low']:.0%}-{c['high']:.0%}[/dim]\n{c['short']:,} of {c['n']:,}"


def _guilt(laid: tuple[dict[str, Any], ...]) -> dict[tuple[str, str, str], str]:
    parts: dict[tuple[str, str, str], list[tuple[float, str]]] = defaultdict(list)
    for g in laid:
        if g["n"]:
            parts[g["journey"], g["touchpoint"], g["measure"]].append((g["share"], g["link"]))
    return {
        key: ", ".join(f"{link} {share:.0%}" for share, link in sorted(shares, reverse=True))
        for key, shares in parts.items()
    }
