"""Scores of answers about a parcel, beside whether that parcel kept the day that its customer was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from wellserved.analytics.contracts import Question
from wellserved.analytics.lake import Reading
from wellserved.analytics.measurement.asking import AskedFor
from wellserved.analytics.measurement.beside import judged
from wellserved.insight.contracts import Patience
from wellserved.insight.contracts.measurement import KeptSplit
from wellserved.journey.queries import measure_keys
from wellserved.people.contracts import Person
from wellserved.tracking.contracts import DELIVERY, PARCEL
from wellserved.voice.queries import answers_about_for

from .asking import engine, freshly, is_cold, is_small, memory, place_of, touched
from .measurement_voice import Asking
from .remembering import Asked


def kept_split(
    person: Person,
    lake: Reading,
    question: Question,
    asking: Sequence[Asking],
    asked: AskedFor,
    *,
    as_of: datetime,
    patience: Patience | None,
) -> KeptSplit | None:
    """None where no answer is about a parcel that is over and that a day was told for. Raises StillCounting."""
    key = next(
        (
            one
            for one in measure_keys(journey=PARCEL, removed=True)
            if (one.touchpoint, one.measure) == DELIVERY
        ),
        None,
    )
    if key is None or not asking:
        return None
    slugs = [one.version.slug for one in asking]
    # The parcel came before the answer, and wherever it was: whose answers are asked about is decided by the answers.
    parcels = Question(touchpoint_ids=(key.touchpoint_id,))
    both = replace(question, touchpoint_ids=(*(question.touchpoint_ids or ()), key.touchpoint_id))

    def work() -> KeptSplit | None:
        import pyarrow as pa  # noqa: PLC0415  a page that asks nothing of the lake stays small

        about = pa.concat_tables(
            answers_about_for(
                person, questionnaire=slug, kind=PARCEL, since=question.since, until=question.until
            )
            for slug in slugs
        )
        if not about.num_rows:
            return None
        found = judged(
            engine(),
            lake,
            question=question,
            asked=asked,
            delivered=parcels,
            measure_id=key.measure_id,
            about=about,
        )
        if not (found[True].answered and found[False].answered):
            return None
        return KeptSplit(kept=found[True], missed=found[False])

    def forward(known: KeptSplit | None, since: int) -> KeptSplit | None:
        return work() if touched(lake, both, since=since) else known

    place = place_of("kept", question, tuple(slugs), replace(asked, frame=()))
    return freshly(
        memory.ask(
            Asked(
                key=place,
                lake=lake,
                anew=work,
                forward=forward,
                as_of=as_of,
                is_small=is_small(lake, question),
                is_cold=is_cold(),
            ),
            patience=patience,
        )
    )
