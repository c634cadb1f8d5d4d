"""Returns and complaints: 'Put right what went wrong'."""

from .catalogue import Answered, Journey, Level, Operated, Stage, Touchpoint

_REPORT = Stage(
    slug="report",
    title="Report",
    goal="Be heard the first time",
    touchpoints=(
        Touchpoint(
            slug="complain",
            title="Report the problem",
            owner_team="Customer care",
            after=0.2,
            served=True,
            measures=(
                Operated(
                    slug="first-answer",
                    title="Hours to the first answer",
                    unit="hours",
                    better="lower",
                    low=0,
                    high=240,
                    step=0.5,
                    believed=(Level(value=4),),
                    standard=(
                        Level(
                            value=5,
                            told="An answer within five hours.",
                            why="Nobody should go to bed without having heard from us.",
                        ),
                    ),
                    margin=2,
                    excess=4,
                    slack=3,
                    strict=1,
                    happens=1,
                    asked=0.3,
                    told=0.8,
                ),
                Answered(slug="understood", title="They understood what was wrong", happens=0.4),
            ),
        ),
    ),
)
_DECIDE = Stage(
    slug="decide",
    title="Decide",
    goal="Be treated fairly",
    touchpoints=(
        Touchpoint(
            slug="decision",
            title="The decision",
            owner_team="Customer care",
            channel="e-mail",
            after=30,
            served=True,
            measures=(
                Operated(
                    slug="hours",
                    title="Hours to the decision",
                    unit="hours",
                    better="lower",
                    low=0,
                    high=480,
                    step=1,
                    believed=(Level(value=48),),
                    standard=(
                        Level(
                            value=72,
                            told="A decision within a day.",
                            why="Three days are what the team needs to ask the depots.",
                        ),
                    ),
                    margin=20,
                    excess=24,
                    slack=8,
                    strict=8,
                    happens=0.9,
                    asked=0,
                    told=0.9,
                ),
                Answered(slug="fair", title="The decision was fair", happens=0.35),
            ),
        ),
    ),
)
_REPAIR = Stage(
    slug="repair",
    title="Make good",
    goal="Have my money or my goods",
    touchpoints=(
        Touchpoint(
            slug="refund",
            title="The refund",
            owner_team="Finance",
            channel="bank",
            side="backstage",
            after=100,
            measures=(
                Operated(
                    slug="days",
                    title="Days to the refund",
                    unit="days",
                    better="lower",
                    low=0,
                    high=90,
                    step=1,
                    believed=(Level(value=3),),
                    standard=(
                        Level(
                            value=10,
                            told="Your money within ten days.",
                            why="Finance pays every second week.",
                        ),
                    ),
                    margin=1.5,
                    excess=5,
                    slack=3,
                    strict=1,
                    happens=0.7,
                    asked=0.3,
                ),
            ),
        ),
    ),
)
_AFTER = Stage(
    slug="after",
    title="Afterwards",
    goal="See that it won't happen again",
    touchpoints=(
        Touchpoint(
            slug="follow-up",
            title="Told what has changed",
            owner_team="Customer care",
            channel="e-mail",
            after=200,
            measures=(
                Operated(
                    slug="days",
                    title="Days until told what has changed",
                    unit="days",
                    better="lower",
                    low=0,
                    high=180,
                    step=1,
                    believed=(Level(value=30),),
                    standard=(Level(value=28),),
                    margin=6,
                    excess=10,
                    slack=6,
                    strict=14,
                    happens=0.55,
                    asked=0.4,
                ),
                Answered(slug="trust", title="I trust them again", happens=0.3),
            ),
        ),
    ),
)

PUT_RIGHT = Journey(
    slug="put-right",
    title="Put right what went wrong",
    goal="Get what I paid for after all, without a fight",
    subject="complaint",
    episodes=4_500,
    places="any",
    stages=(_REPORT, _DECIDE, _REPAIR, _AFTER),
)
