"""The HTTP API, put together from the rooms' parts."""

from wellserved.cases.api import router as cases
from wellserved.cases.services import AnsweredMeanwhile, CaseRefused, CauseRefused
from wellserved.insight.alerts_api import router as alerts
from wellserved.insight.api import router as insight
from wellserved.insight.measurement_api import router as measurement
from wellserved.journey.api import router as journey
from wellserved.journey.contracts import DeedRefused, NothingToUndo
from wellserved.journey.queries import NotRevealed
from wellserved.journey.services import (
    JourneyContradicts,
    LettersMissing,
    OutsideTheScale,
    OverlapsAnother,
    RoundRefused,
)
from wellserved.people.contracts import NotFound
from wellserved.platform.api import Api
from wellserved.platform.cursors import CursorUnreadable
from wellserved.portal.api import router as portal
from wellserved.tracking.api import router as tracking
from wellserved.voice.answers_api import router as voice_answers
from wellserved.voice.api import router as voice
from wellserved.voice.exchange_api import router as voice_exchange
from wellserved.voice.services import DraftMoved, SlugTaken
from wellserved.voice.services.exporting import SheetTooLarge

api = Api(
    title="Wellserved",
    version="1",
    urls_namespace="api",
    description=(
        "Times are RFC 3339 with a zone, levels are numbers in their measure's unit. Send a token as "
        "'Authorization: Bearer ws_...'; every call names the scope that it needs. Errors are problem details "
        "(RFC 9457) whose detail says what to do."
    ),
    refusals={
        NotFound: 404,
        JourneyContradicts: 409,
        OverlapsAnother: 409,
        NothingToUndo: 409,
        AnsweredMeanwhile: 409,
        NotRevealed: 409,
        RoundRefused: 409,
        CauseRefused: 409,
        DraftMoved: 409,
        SlugTaken: 409,
        CaseRefused: 422,
        CursorUnreadable: 422,
        DeedRefused: 422,
        LettersMissing: 422,
        OutsideTheScale: 422,
        SheetTooLarge: 422,
    },
)
api.add_router("", journey)
api.add_router("", insight)
api.add_router("", alerts)
api.add_router("", measurement)
api.add_router("", tracking)
api.add_router("", portal)
api.add_router("", voice)
api.add_router("", voice_answers)
api.add_router("", voice_exchange)
api.add_router("", cases)
