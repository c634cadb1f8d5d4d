"""The questionnaires that stand on the twenty-two statements: SERVQUAL, SERVPERF and three columns."""

from wellserved.voice.domain.definition import (
    Becomes,
    Definition,
    Dimension,
    LongText,
    Page,
    Pair,
    Performance,
    ThreeColumn,
)

from .servqual_items import STATEMENTS
from .writing import AGREE_NINE, AGREE_SEVEN, words

__all__ = ["SERVPERF", "SERVQUAL", "THREE_COLUMN"]

DIMENSIONS = tuple(
    Dimension(key=key, title=title, becomes=Becomes(measure=key))
    for key, title in (
        ("tangibles", words("Tangibles", "유형성", "有形性", "有形性")),
        ("reliability", words("Reliability", "신뢰성", "可靠性", "可靠性")),
        ("responsiveness", words("Responsiveness", "응답성", "反應性", "响应性")),
        ("assurance", words("Assurance", "확신성", "保證性", "保证性")),
        ("empathy", words("Empathy", "공감성", "關懷性", "移情性")),
    )
)

_LAST = Page(
    key="last",
    items=(
        LongText(
            key="comment",
            text=words(
                "Is there anything else you would like to tell us?",
                "더 하고 싶은 말씀이 있으신가요?",
                "還有什麼想告訴我們的嗎？",
                "还有什么想告诉我们的吗？",
            ),
        ),
    ),
)
_THANKS = words(
    "Thank you. Every answer is read, and where we fall short we want to know it first.",
    "감사합니다. 모든 답변을 읽습니다. 부족한 점이 있다면 저희가 가장 먼저 알고 싶습니다.",
    "謝謝您。每份回覆我們都會閱讀；哪裡不足，我們希望最先知道。",
    "谢谢您。每份回复我们都会阅读；哪里不足，我们希望最先知道。",
)

SERVQUAL = Definition(
    title=words(
        "What you expect and what you get",
        "기대하신 서비스와 받으신 서비스",
        "您的期望與實際感受",
        "您的期望与实际感受",
    ),
    welcome=words(
        "Each statement comes twice: first as it should be at an excellent provider, then as it was with us. It takes about eight minutes.",
        "문장마다 두 번 여쭙니다. 먼저 훌륭한 곳이라면 어때야 하는지, 다음으로 저희는 어땠는지 골라 주세요. 8분쯤 걸립니다.",
        "每個項目會問兩次：先是優秀業者應有的水準，再是我們的實際表現。大約需要八分鐘。",
        "每个项目会问两次：先是优秀企业应有的水平，再是我们的实际表现。大约需要八分钟。",
    ),
    thanks=_THANKS,
    dimensions=DIMENSIONS,
    pages=(
        *(
            Page(
                key=dimension.key,
                title=dimension.title,
                at_once=2,
                shuffle=True,
                items=tuple(
                    Pair(
                        key=one.key,
                        text=one.text,
                        expected=one.expected,
                        perceived=one.perceived,
                        dimension=one.dimension,
                        scale=AGREE_SEVEN,
                        required=True,
                        unsure=True,
                        becomes=Becomes(measure=one.key),
                    )
                    for one in STATEMENTS
                    if one.dimension == dimension.key
                ),
            )
            for dimension in DIMENSIONS
        ),
        _LAST,
    ),
)

SERVPERF = Definition(
    title=words("How we served you", "저희 서비스는 어땠나요", "我們的服務表現", "我们的服务表现"),
    welcome=words(
        "Please say of each statement how far you agree. It takes about four minutes.",
        "문장마다 얼마나 그런지 골라 주세요. 4분쯤 걸립니다.",
        "請就每句話選擇您同意的程度，大約需要四分鐘。",
        "请就每句话选择您同意的程度，大约需要四分钟。",
    ),
    thanks=_THANKS,
    dimensions=DIMENSIONS,
    pages=(
        Page(
            key="statements",
            at_once=4,
            shuffle=True,
            items=tuple(
                Performance(
                    key=one.key,
                    text=one.perceived,
                    dimension=one.dimension,
                    scale=AGREE_SEVEN,
                    required=True,
                    unsure=True,
                    becomes=Becomes(measure=one.key),
                )
                for one in STATEMENTS
            ),
        ),
        _LAST,
    ),
)

THREE_COLUMN = Definition(
    title=words(
        "What you need, what you would like, what you get",
        "최소한의 수준, 바라는 수준, 실제 수준",
        "最低可接受、理想與實際的服務水準",
        "最低可接受、理想与实际的服务水平",
    ),
    welcome=words(
        "Of each point we ask three things: the least you would accept, what you would like, and what you get from us.",
        "항목마다 세 가지를 여쭙니다. 받아들일 수 있는 최소한, 바라는 수준, 그리고 저희가 실제로 드리는 수준입니다.",
        "每個項目會問三件事：您能接受的最低程度、您希望的程度，以及我們實際做到的程度。",
        "每个项目会问三件事：您能接受的最低程度、您希望的程度，以及我们实际做到的程度。",
    ),
    thanks=_THANKS,
    dimensions=DIMENSIONS,
    pages=(
        *(
            Page(
                key=dimension.key,
                title=dimension.title,
                at_once=1,
                items=tuple(
                    ThreeColumn(
                        key=one.key,
                        text=one.text,
                        dimension=one.dimension,
                        scale=AGREE_NINE,
                        required=True,
                        unsure=True,
                        becomes=Becomes(measure=one.key),
                    )
                    for one in STATEMENTS
                    if one.dimension == dimension.key
                ),
            )
            for dimension in DIMENSIONS
        ),
        _LAST,
    ),
)
