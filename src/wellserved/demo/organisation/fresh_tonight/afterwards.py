"""Using, and getting help."""

from wellserved.demo.organisation.catalogue import Answered, Level, Operated, Stage, Touchpoint

CHAT_PROMISE_REVISED = 380

USE = Stage(
    slug="use",
    title="Use",
    goal="Eat well tonight and tomorrow",
    touchpoints=(
        Touchpoint(
            slug="packaging",
            title="Unpack",
            owner_team="Depots",
            channel="home",
            after=4,
            measures=(Answered(slug="sensible", title="Packed sensibly", happens=0.16),),
        ),
        Touchpoint(
            slug="freshness",
            title="Open the fridge",
            owner_team="Buying",
            channel="home",
            after=26,
            measures=(
                Operated(
                    slug="days-left",
                    title="Days of freshness left",
                    unit="days",
                    better="higher",
                    low=0,
                    high=30,
                    step=1,
                    believed=(Level(value=5),),
                    standard=(
                        Level(
                            value=4,
                            told="Fresh for four days more.",
                            why="One day more than the page says, to be safe.",
                        ),
                    ),
                    margin=1.5,
                    excess=1,
                    slack=0.8,
                    strict=1,
                    happens=0.3,
                    told=0.5,
                ),
                Answered(slug="fresh", title="As fresh as I choose it myself", happens=0.15),
            ),
        ),
    ),
)
HELP = Stage(
    slug="get-help",
    title="Get help",
    goal="Have it sorted out at once",
    touchpoints=(
        Touchpoint(
            slug="chat-help",
            title="Help by chat",
            owner_team="Customer care",
            channel="chat",
            after=5,
            served=True,
            measures=(
                Operated(
                    slug="first-answer",
                    title="Minutes to the first answer",
                    unit="minutes",
                    better="lower",
                    low=0,
                    high=1440,
                    step=1,
                    believed=(Level(value=8),),
                    standard=(
                        Level(
                            value=30,
                            told="An answer within half an hour.",
                            why="Two at the desk can do that.",
                        ),
                        Level(
                            value=8,
                            from_day=CHAT_PROMISE_REVISED,
                            told="An answer within eight minutes.",
                            why="Customers leave the chat after eight minutes; a third seat was added.",
                        ),
                    ),
                    margin=4,
                    excess=15,
                    slack=5,
                    strict=2,
                    happens=0.14,
                    asked=0.3,
                ),
                Answered(slug="helpful", title="The answer helped", happens=0.08),
            ),
        ),
        Touchpoint(
            slug="phone-help",
            title="Help by telephone",
            owner_team="Customer care",
            channel="telephone",
            after=5,
            served=True,
            measures=(
                Operated(
                    slug="wait",
                    title="Minutes on hold",
                    unit="minutes",
                    better="lower",
                    low=0,
                    high=120,
                    step=0.5,
                    believed=(Level(value=3),),
                    standard=(Level(value=4), Level(value=3.5, from_day=270)),
                    margin=1.2,
                    excess=3,
                    slack=2,
                    strict=1,
                    happens=0.09,
                    asked=0.25,
                ),
                Answered(slug="helpful", title="The call helped", happens=0.05),
            ),
        ),
    ),
)
