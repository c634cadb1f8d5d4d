"""Eight dimensions in the manner of the Korean service quality index: what the service does, and how it is done.

The division (main and additional service, credibility, friendliness, willingness to help, accessibility, physical
surroundings, social worth) follows the public descriptions of the index; the statements are our own.
"""

from wellserved.voice.domain.definition import Becomes, Csat, Definition, Dimension, Page, Performance, Scaled

from .writing import AGREE_SEVEN, words

__all__ = ["EIGHT_DIMENSIONS"]

_DIMENSIONS = (
    ("main-service", words("Main service", "본원적 서비스", "核心服務", "核心服务")),
    ("added-service", words("Added service", "부가 서비스", "附加服務", "附加服务")),
    ("credibility", words("Credibility", "신뢰성", "可信度", "可信度")),
    ("friendliness", words("Friendliness", "친절성", "親切度", "亲切度")),
    ("helpfulness", words("Active help", "적극 지원성", "主動協助", "主动协助")),
    ("accessibility", words("Accessibility", "접근 용이성", "便利性", "便利性")),
    ("surroundings", words("Surroundings", "물리적 환경", "實體環境", "实体环境")),
    ("social-worth", words("Social worth", "사회적 가치", "社會價值", "社会价值")),
)
_STATEMENTS = (
    (
        "gets-done",
        "main-service",
        words(
            "I got what I came for.",
            "이용한 목적을 제대로 이루었다.",
            "我得到了我要的服務。",
            "我得到了我要的服务。",
        ),
    ),
    (
        "quality",
        "main-service",
        words(
            "What they provide is of high quality.",
            "제공하는 서비스의 수준이 높다.",
            "他們提供的服務品質很高。",
            "他们提供的服务品质很高。",
        ),
    ),
    (
        "benefits",
        "added-service",
        words(
            "They offer useful extras beyond the service itself.",
            "기본 서비스 말고도 쓸모 있는 혜택이 있다.",
            "除了基本服務，還有實用的附加好處。",
            "除了基本服务，还有实用的附加好处。",
        ),
    ),
    (
        "different",
        "added-service",
        words(
            "They offer something that others do not.",
            "다른 곳에 없는 서비스를 제공한다.",
            "他們提供別家沒有的服務。",
            "他们提供别家没有的服务。",
        ),
    ),
    (
        "keeps-word",
        "credibility",
        words("They do what they say.", "말한 대로 지킨다.", "他們說到做到。", "他们说到做到。"),
    ),
    (
        "expert",
        "credibility",
        words(
            "Their staff know their trade.",
            "직원이 업무를 잘 안다.",
            "員工熟悉自己的業務。",
            "员工熟悉自己的业务。",
        ),
    ),
    (
        "polite",
        "friendliness",
        words(
            "Their staff are polite and kind.",
            "직원이 예의 바르고 친절하다.",
            "員工有禮又親切。",
            "员工有礼又亲切。",
        ),
    ),
    (
        "listens",
        "friendliness",
        words(
            "Their staff listen to what I say.",
            "직원이 내 말을 귀 기울여 듣는다.",
            "員工會用心聽我說話。",
            "员工会用心听我说话。",
        ),
    ),
    (
        "quick",
        "helpfulness",
        words(
            "They respond to a request at once.",
            "요청하면 바로 응해 준다.",
            "提出要求後會立即回應。",
            "提出要求后会立即回应。",
        ),
    ),
    (
        "goes-further",
        "helpfulness",
        words(
            "They help before I have to ask.",
            "부탁하기 전에 먼저 도와준다.",
            "不必開口，他們就主動協助。",
            "不必开口，他们就主动协助。",
        ),
    ),
    (
        "easy-to-reach",
        "accessibility",
        words(
            "They are easy to reach, on site, by phone and online.",
            "방문, 전화, 온라인 어느 쪽으로든 이용하기 쉽다.",
            "不論到場、電話或網路，都很容易聯繫。",
            "不论到场、电话或网络，都很容易联系。",
        ),
    ),
    (
        "easy-to-use",
        "accessibility",
        words(
            "Using the service is simple.",
            "이용 절차가 간단하다.",
            "使用服務的手續很簡單。",
            "使用服务的手续很简单。",
        ),
    ),
    (
        "clean",
        "surroundings",
        words(
            "Rooms and screens are clean and clear.",
            "공간과 화면이 깨끗하고 보기 쉽다.",
            "場所與畫面整潔清楚。",
            "场所与页面整洁清楚。",
        ),
    ),
    (
        "comfortable",
        "surroundings",
        words(
            "I feel comfortable and safe there.",
            "편안하고 안전하게 느껴진다.",
            "讓人感到舒適又安全。",
            "让人感到舒适又安全。",
        ),
    ),
    (
        "honest",
        "social-worth",
        words(
            "They deal honestly with customers and staff.",
            "고객과 직원을 정직하게 대한다.",
            "他們誠實對待顧客與員工。",
            "他们诚实对待顾客与员工。",
        ),
    ),
    (
        "gives-back",
        "social-worth",
        words(
            "They do good for their surroundings and the environment.",
            "지역 사회와 환경에 도움이 된다.",
            "他們對社會與環境有所貢獻。",
            "他们对社会与环境有所贡献。",
        ),
    ),
)

EIGHT_DIMENSIONS = Definition(
    title=words(
        "Our service in eight dimensions",
        "여덟 가지로 본 저희 서비스",
        "從八個面向看我們的服務",
        "从八个方面看我们的服务",
    ),
    welcome=words(
        "Please say of each statement how far you agree. It takes about three minutes.",
        "문장마다 얼마나 그런지 골라 주세요. 3분쯤 걸립니다.",
        "請就每句話選擇您同意的程度，大約需要三分鐘。",
        "请就每句话选择您同意的程度，大约需要三分钟。",
    ),
    dimensions=tuple(
        Dimension(key=key, title=title, becomes=Becomes(measure=key)) for key, title in _DIMENSIONS
    ),
    pages=(
        Page(
            key="statements",
            at_once=4,
            items=tuple(
                Performance(
                    key=key,
                    text=text,
                    dimension=dimension,
                    scale=AGREE_SEVEN,
                    required=True,
                    unsure=True,
                    becomes=Becomes(measure=key),
                )
                for key, dimension, text in _STATEMENTS
            ),
        ),
        Page(
            key="overall",
            items=(
                Csat(
                    key="overall",
                    text=words(
                        "All in all, how satisfied are you with us?",
                        "전반적으로 저희 서비스에 얼마나 만족하시나요?",
                        "整體而言，您對我們的服務滿意嗎？",
                        "总体而言，您对我们的服务满意吗？",
                    ),
                    required=True,
                    scale=Scaled(
                        high=5,
                        low_words=words("Not at all", "전혀 만족하지 않는다", "非常不滿意", "非常不满意"),
                        high_words=words("Very", "매우 만족한다", "非常滿意", "非常满意"),
                    ),
                    becomes=Becomes(measure="csat"),
                ),
            ),
        ),
    ),
)
