"""The short ones: satisfaction, effort, recommendation, Kano pairs, and one open question."""

from wellserved.voice.domain.definition import (
    Becomes,
    Ces,
    Csat,
    Definition,
    Kano,
    LongText,
    Nps,
    Page,
    Scaled,
    When,
)

from .writing import words

__all__ = ["CES", "CSAT", "KANO", "NPS", "OPEN"]

_WHY_LOW = words(
    "What should have been better?",
    "어떤 점이 아쉬우셨나요?",
    "哪些地方可以做得更好？",
    "哪些地方可以做得更好？",
)
_WHY_HIGH = words("What did you like?", "어떤 점이 좋으셨나요?", "您喜歡哪些地方？", "您喜欢哪些地方？")

CSAT = Definition(
    title=words("How satisfied are you?", "얼마나 만족하셨나요?", "您滿意嗎？", "您满意吗？"),
    pages=(
        Page(
            key="satisfaction",
            items=(
                Csat(
                    key="csat",
                    text=words(
                        "How satisfied are you with {fact:touchpoint_title|our service}?",
                        "{fact:touchpoint_title|저희 서비스}에 얼마나 만족하셨나요?",
                        "您對{fact:touchpoint_title|我們的服務}滿意嗎？",
                        "您对{fact:touchpoint_title|我们的服务}满意吗？",
                    ),
                    required=True,
                    scale=Scaled(
                        high=5,
                        low_words=words("Not at all", "전혀 만족하지 않음", "非常不滿意", "非常不满意"),
                        high_words=words("Very", "매우 만족", "非常滿意", "非常满意"),
                    ),
                    becomes=Becomes(measure="csat"),
                ),
                LongText(key="better", text=_WHY_LOW, show_if=When(item="csat", is_="<=", value=3)),
                LongText(key="liked", text=_WHY_HIGH, show_if=When(item="csat", is_=">", value=3)),
            ),
        ),
    ),
)

CES = Definition(
    title=words("How easy was it?", "얼마나 쉬우셨나요?", "過程容易嗎？", "过程容易吗？"),
    pages=(
        Page(
            key="effort",
            items=(
                Ces(
                    key="ces",
                    text=words(
                        "It was easy to get done what I wanted.",
                        "원하는 일을 쉽게 마칠 수 있었다.",
                        "我輕鬆就辦好了想辦的事。",
                        "我轻松就办好了想办的事。",
                    ),
                    required=True,
                    scale=Scaled(
                        low_words=words("Disagree strongly", "전혀 그렇지 않다", "非常不同意", "非常不同意"),
                        high_words=words("Agree strongly", "매우 그렇다", "非常同意", "非常同意"),
                    ),
                    becomes=Becomes(measure="ces"),
                ),
                LongText(
                    key="hard",
                    text=words(
                        "What made it hard?",
                        "무엇이 어려우셨나요?",
                        "哪裡讓您覺得費力？",
                        "哪里让您觉得费力？",
                    ),
                    show_if=When(item="ces", is_="<=", value=4),
                ),
            ),
        ),
    ),
)

NPS = Definition(
    title=words("Would you recommend us?", "저희를 추천하시겠어요?", "您會推薦我們嗎？", "您会推荐我们吗？"),
    pages=(
        Page(
            key="recommendation",
            items=(
                Nps(
                    key="nps",
                    text=words(
                        "How likely are you to recommend us to a friend or colleague?",
                        "친구나 동료에게 저희를 추천할 가능성은 얼마나 되나요?",
                        "您向朋友或同事推薦我們的可能性有多大？",
                        "您向朋友或同事推荐我们的可能性有多大？",
                    ),
                    required=True,
                    scale=Scaled(
                        low=0,
                        high=10,
                        low_words=words("Not at all likely", "전혀 없다", "完全不可能", "完全不可能"),
                        high_words=words("Very likely", "매우 높다", "非常可能", "非常可能"),
                    ),
                    becomes=Becomes(measure="nps"),
                ),
                LongText(
                    key="why",
                    text=words(
                        "You chose {answer:nps}. What is the main reason?",
                        "{answer:nps}점을 주셨네요. 가장 큰 이유는 무엇인가요?",
                        "您選了 {answer:nps} 分，主要原因是什麼？",
                        "您选了 {answer:nps} 分，主要原因是什么？",
                    ),
                    show_if=When(item="nps", is_="answered"),
                ),
            ),
        ),
    ),
)

KANO = Definition(
    title=words("What matters to you?", "무엇이 중요하신가요?", "您在意什麼？", "您在意什么？"),
    welcome=words(
        "Of each thing we ask how you would feel if it were there, and if it were not.",
        "항목마다 있을 때와 없을 때 각각 어떤 느낌일지 여쭙니다.",
        "每個項目會分別詢問有與沒有時您的感受。",
        "每个项目会分别询问有与没有时您的感受。",
    ),
    pages=(
        Page(
            key="features",
            at_once=1,
            shuffle=True,
            items=(
                Kano(
                    key="day-chosen",
                    text=words("Choosing the day of delivery", "배송일 선택", "選擇送貨日", "选择送货日"),
                    functional=words(
                        "If you can choose the day of delivery, how do you feel?",
                        "배송일을 고를 수 있다면 어떠시겠어요?",
                        "如果可以選擇送貨日，您覺得如何？",
                        "如果可以选择送货日，您觉得如何？",
                    ),
                    dysfunctional=words(
                        "If you cannot choose the day of delivery, how do you feel?",
                        "배송일을 고를 수 없다면 어떠시겠어요?",
                        "如果不能選擇送貨日，您覺得如何？",
                        "如果不能选择送货日，您觉得如何？",
                    ),
                    required=True,
                ),
                Kano(
                    key="late-told",
                    text=words("Hearing of a delay", "지연 안내", "延誤通知", "延误通知"),
                    functional=words(
                        "If we tell you of a delay before you notice it, how do you feel?",
                        "늦어질 때 먼저 알려 드린다면 어떠시겠어요?",
                        "如果延誤時我們主動先通知您，您覺得如何？",
                        "如果延误时我们主动先通知您，您觉得如何？",
                    ),
                    dysfunctional=words(
                        "If nobody tells you of a delay, how do you feel?",
                        "늦어져도 알려 드리지 않는다면 어떠시겠어요?",
                        "如果延誤時沒有人通知您，您覺得如何？",
                        "如果延误时没有人通知您，您觉得如何？",
                    ),
                    required=True,
                ),
                Kano(
                    key="handwritten",
                    text=words("A handwritten note", "손편지", "手寫卡片", "手写卡片"),
                    functional=words(
                        "If there is a handwritten note in the parcel, how do you feel?",
                        "상자 안에 손으로 쓴 쪽지가 있다면 어떠시겠어요?",
                        "如果包裹裡有一張手寫卡片，您覺得如何？",
                        "如果包裹里有一张手写卡片，您觉得如何？",
                    ),
                    dysfunctional=words(
                        "If there is no handwritten note in the parcel, how do you feel?",
                        "상자 안에 손으로 쓴 쪽지가 없다면 어떠시겠어요?",
                        "如果包裹裡沒有手寫卡片，您覺得如何？",
                        "如果包裹里没有手写卡片，您觉得如何？",
                    ),
                    required=True,
                ),
            ),
        ),
    ),
)

OPEN = Definition(
    title=words("Tell us", "말씀해 주세요", "請告訴我們", "请告诉我们"),
    pages=(
        Page(
            key="words",
            items=(
                LongText(
                    key="words",
                    text=words(
                        "What should we know about {fact:touchpoint_title|your visit}?",
                        "{fact:touchpoint_title|이용하신 서비스}에 대해 저희가 알아야 할 것이 있나요?",
                        "關於{fact:touchpoint_title|這次服務}，有什麼想讓我們知道的？",
                        "关于{fact:touchpoint_title|这次服务}，有什么想让我们知道的？",
                    ),
                    required=True,
                ),
            ),
        ),
    ),
)
