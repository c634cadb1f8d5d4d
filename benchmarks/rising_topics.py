"""How often a look at texts in which nothing is new raises a topic, and how often one that was planted is found.

`python -m benchmarks.rising_topics` prints the tables of docs/reference/triage.md. The texts are real; which of them fall
into the last week and which into the eight before is shuffled, always by the same chance, so whatever is raised is false.
Then so many texts of one matter, which the others don't speak of, are put into the last week. All by `raised`, which
is what `rising` does before it groups and names.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.measuring import real_data
from wellserved.analytics.tests.triage_texts import bank_questions, movie_reviews
from wellserved.analytics.triage.rising import CHANCE, Heap, Said, raised, read_heap

WEEKS, LOOKS, PLANTS = 9, 400, 30


def main() -> None:
    folder = real_data()
    questions, matters = bank_questions(folder)
    streams = {
        "English questions (banking77)": questions,
        "Korean reviews (ko_movie_reviews)": movie_reviews(folder)[0],
        "Korean talk (ko_chatbot)": talk(folder),
        "Chinese questions (zh_hant_drcd)": chinese(folder),
    }
    print(
        "| texts | a week | looks | looks that raised something | terms raised a look |\n| --- | --- | --- | --- | --- |"
    )
    for name, texts in streams.items():
        heap = read_heap([Said(text, str(place), 0) for place, text in enumerate(texts)])
        for weekly in (100, len(texts) // WEEKS):
            found = [len(raised(shuffled(heap, weekly, seed), chance=CHANCE)) for seed in range(LOOKS)]
            print(
                f"| {name} | {weekly:,} | {LOOKS} | {np.mean(np.array(found) > 0):.2%} | {np.mean(found):.4f} |",
                flush=True,
            )
    print("\n| planted in a week of | 5 | 8 | 10 | 15 | 20 |\n| --- | --- | --- | --- | --- | --- |")
    for weekly in (100, 200, 800):
        shares = [power(questions, matters, weekly=weekly, planted=planted) for planted in (5, 8, 10, 15, 20)]
        print(f"| {weekly} | " + " | ".join(f"{share:.0%}" for share in shares) + " |", flush=True)


def shuffled(heap: Heap, weekly: int, seed: int) -> Heap:
    rows = np.random.default_rng(seed).permutation(len(heap.stretch))[: WEEKS * weekly]
    return replace(heap, uses=heap.uses[rows], stretch=np.repeat(np.arange(WEEKS), weekly))


def power(questions: Sequence[str], matters: Sequence[str], *, weekly: int, planted: int) -> float:
    """The share of plants that raise anything; each plants another matter, of which the other weeks hold nothing."""
    found = 0
    names = sorted(set(matters))
    for seed in range(PLANTS):
        chance = np.random.default_rng(seed)
        matter = names[seed * len(names) // PLANTS]
        about = [text for text, one in zip(questions, matters, strict=True) if one == matter]
        others = [text for text, one in zip(questions, matters, strict=True) if one != matter]
        texts = [others[place] for place in chance.permutation(len(others))[: WEEKS * weekly - planted]]
        texts = [*(about[place] for place in chance.permutation(len(about))[:planted]), *texts]
        heap = read_heap([Said(text, str(place), place // weekly) for place, text in enumerate(texts)])
        found += bool(len(raised(heap, chance=CHANCE)))
    return found / PLANTS


def talk(folder: Path) -> list[str]:
    with (folder / "ko_chatbot" / "ChatbotData.csv").open(encoding="utf-8", newline="") as file:
        return [row["Q"] for row in csv.DictReader(file)]


def chinese(folder: Path) -> list[str]:
    articles = json.loads((folder / "zh_hant_drcd" / "DRCD_dev.json").read_text(encoding="utf-8"))["data"]
    return [each["question"] for one in articles for part in one["paragraphs"] for each in part["qas"]]


if __name__ == "__main__":
    main()
