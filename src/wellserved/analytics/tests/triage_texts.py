"""Real texts with what somebody said of them, from the folder of real data."""

import csv
from pathlib import Path


def movie_reviews(folder: Path) -> tuple[list[str], list[str]]:
    """Korean reviews and whether they praise or complain."""
    with (folder / "ko_movie_reviews" / "nsmc_raw_sample.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] and row["review"]]
    return [row["review"] for row in rows], [
        {"0": "negative", "1": "positive"}[row["label"][0]] for row in rows
    ]


def bank_questions(folder: Path) -> tuple[list[str], list[str]]:
    """English questions to a bank and which of 77 matters each is about."""
    with (folder / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["category"] for row in rows]
