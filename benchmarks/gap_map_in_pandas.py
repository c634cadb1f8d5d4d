"""The rival of gap_map: the same two tables with pandas, every step vectorised."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

KEYS = ["touchpoint_id", "measure_id"]
SUBJECT = ["touchpoint_id", "subject_kind", "subject_id"]
LEVELS = ["expected", "believed", "standard", "delivered", "told", "perceived"]
LINKS = ["knowledge", "standard", "delivery", "communication", "perception"]
Z = 1.959963984540054


def tables(folder: Path, measures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cells and the guilt of all moments in the folder."""
    frame = pd.read_parquet(
        folder / "moments",
        columns=[*KEYS, *LEVELS, "segment_id", *SUBJECT[1:]],
        partitioning=None,
    )
    _hold_against(frame, measures)
    return _cells(frame), _guilt(frame)


def _hold_against(frame: pd.DataFrame, measures: pd.DataFrame) -> None:
    by_measure = measures.set_index("measure_id")
    at = by_measure.index.get_indexer(pd.Index(frame["measure_id"]))
    frame["side"] = np.where(by_measure["better"] == "lower", -1.0, 1.0)[at]
    frame["satisfied"] = by_measure["satisfied"].to_numpy()[at]
    groups = frame.groupby([*KEYS, "segment_id"], dropna=False, sort=False)
    answers = groups["expected"].agg(["count", "median"])
    medians = answers["median"].where(answers["count"] >= 30).to_numpy()
    borrowed = medians[groups.ngroup().to_numpy()]
    frame["is_borrowed"] = frame["expected"].isna() & ~np.isnan(borrowed)
    frame["expectation"] = frame["expected"].fillna(pd.Series(borrowed))


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    e, side = frame["expectation"], frame["side"]
    knowledge = (e - frame["believed"]) * side
    standard = (e - frame["standard"]) * side
    standard = standard.where(knowledge.notna())
    gaps = [
        (knowledge, knowledge > 0, True),
        (standard, (standard > 0) & (knowledge <= 0), True),
        ((frame["standard"] - frame["delivered"]) * side, None, False),
        ((frame["told"] - frame["delivered"]) * side, None, False),
        ((e.fillna(frame["satisfied"]) - frame["perceived"]) * side, None, True),
    ]
    found = []
    for gap, (distance, special, borrows) in enumerate(gaps, start=1):
        known = distance.notna()
        short = distance > 0 if special is None else special
        columns = {
            "n": known,
            "short": short,
            "distance": distance.where(short, 0.0),
            "borrowed": known & frame["is_borrowed"] & borrows,
        }
        sums = pd.DataFrame(columns).groupby([frame[key] for key in KEYS]).sum()
        found.append(sums[sums["n"] > 0].assign(gap=gap).reset_index())
    return _with_intervals(pd.concat(found))


def _with_intervals(cells: pd.DataFrame) -> pd.DataFrame:
    n, short = cells["n"], cells["short"]
    spread = Z * np.sqrt(short * (n - short) / n + Z * Z / 4)
    middle, whole = short + Z * Z / 2, n + Z * Z
    return cells.assign(
        share=short / n,
        low=(middle - spread) / whole,
        high=(middle + spread) / whole,
        mean_shortfall=cells["distance"] / short.where(short > 0),
    ).drop(columns="distance")


def _guilt(frame: pd.DataFrame) -> pd.DataFrame:
    done = frame["delivered"].notna()
    reference = frame["expectation"].fillna(frame["told"]).fillna(frame["standard"])
    outcome = frame["delivered"].fillna(frame["perceived"])
    reference = reference.where(done, reference.fillna(frame["satisfied"]))
    short = (reference - outcome) * frame["side"] > 0
    late = frame[short & done]
    felt = frame[short & ~done]
    own = _first_broken(felt)
    wanted = felt[SUBJECT].dropna().drop_duplicates()
    others = frame[done & frame["subject_id"].isin(wanted["subject_id"])].merge(wanted, on=SUBJECT)
    links = others[SUBJECT].assign(found=_first_broken(others)).groupby(SUBJECT, as_index=False).min()
    found = felt[SUBJECT].merge(links, on=SUBJECT, how="left")["found"].fillna(5).to_numpy()
    laid = pd.concat(
        [
            late[KEYS].assign(link=_first_broken(late)),
            felt[KEYS].assign(link=np.minimum(own, found).astype(int)),
        ]
    )
    by_link = pd.get_dummies(laid["link"]).reindex(columns=range(1, len(LINKS) + 1), fill_value=False)
    counts = by_link.groupby([laid[key] for key in KEYS]).sum()
    counts.columns = pd.Index(LINKS)
    return counts.reset_index()


def _first_broken(frame: pd.DataFrame) -> Any:
    """1 knowledge to 4 communication; 5 where none is broken."""
    e, side = frame["expectation"], frame["side"]
    return np.select(
        [
            (e - frame["believed"]) * side > 0,
            (e - frame["standard"]) * side > 0,
            (frame["standard"] - frame["delivered"]) * side > 0,
            (frame["told"] - frame["delivered"]) * side > 0,
        ],
        [1, 2, 3, 4],
        default=5,
    )
