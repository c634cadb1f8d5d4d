"""How urgent: rules that we wrote, whose worth the staff's corrections decide, and what was learnt from them.

A rule speaks from the first day, for danger can't wait until forty cases have been corrected. What its word is worth is
figured like any share: it begins as if it had been right in 17 of 20 cases, and each case that staff decided counts one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .classifier import SILENT_BELOW, Classifier, Suggestion
from .letters import SIMPLIFIED, TRADITIONAL
from .reading import Reading, plain

LEVELS = ("low", "normal", "high", "urgent")
BEGINS_RIGHT, BEGINS_OF = 17, 20


@dataclass(frozen=True, slots=True)
class Rule:
    """Where its words stand in a text, the matter is at least of that level."""

    name: str
    level: str
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Held:
    """How often a rule spoke of a case that staff then decided, and how often they said at least its level."""

    right: int = 0
    of: int = 0

    @property
    def confidence(self) -> float:
        return (self.right + BEGINS_RIGHT) / (self.of + BEGINS_OF)


@dataclass(frozen=True, slots=True)
class UrgencySuggestion(Suggestion):
    """rule: the name of the rule that spoke; None where it was learnt, or nothing spoke."""

    rule: str | None = None


def _rule(name: str, level: str, *, english: str, korean: str, chinese: str) -> Rule:
    """`chinese` in Simplified characters, which Traditional ones are folded into before the words are looked for."""
    spaced = rf"\b(?:{english})\b"
    return Rule(name, level, re.compile(f"{spaced}|{korean}|{chinese}"))


RULES = (
    _rule(
        "danger",
        "urgent",
        english=(
            "caught fire|on fire|smoke came|burnt my|burned my|(?:got|was|been|were) (?:burnt|burned|injured|hurt|poisoned)|"
            "injur(?:y|ies)|electric shock|electrocuted|explod(?:ed|es|ing)|allergic reaction|anaphyla\\w+|choked|"
            "food poisoning|(?:emergency room|ambulance|in hospital|to the hospital)|gas leak|smells? of gas|bleeding|"
            "glass in (?:my|the|it)|made (?:me|us|him|her|them) (?:ill|sick)"
        ),
        korean=(
            "화상(?:을|입)|불이 ?(?:났|붙)|연기가 ?(?:나|났)|감전|폭발(?:했|해서|하였)|다쳤|다쳐|부상|응급실|구급차|병원에 ?(?:갔|실려|입원)|"
            "알레르기 ?반응|식중독|두드러기|피가 ?(?:나|났)|유리 ?조각|가스 ?(?:냄새|누출)"
        ),
        chinese=(
            "着火|起火|冒烟|烫伤|烧伤|触电|漏电|爆炸|受伤|流血|送医|急诊|救护车|过敏反应|食物中毒|上吐下泻|玻璃碎片|瓦斯外泄|煤气泄漏|"
            "住院"
        ),
    ),
    _rule(
        "theft",
        "urgent",
        english=(
            "hacked|stolen|stole my|unauthori[sz]ed|fraud\\w*|identity theft|someone (?:else )?(?:is using|used|has used) my|"
            "did(?:n't| not) (?:make|authori[sz]e) (?:this|that|these|it|the)|personal data (?:leaked|was leaked)"
        ),
        korean="해킹|도용|도난|사기를? ?당|결제한 ?적이? ?없|무단 ?(?:결제|인출)|개인 ?정보(?:가)? ?유출|명의 ?도용",
        chinese="被盗|盗刷|盗用|被骗|诈骗|不是我(?:刷|付|买)的|未经授权|个资外泄|个人信息泄露|账号被黑|帐号被黑",
    ),
    _rule(
        "law",
        "high",
        english=(
            "lawyer|solicitor|attorney|sue you|legal action|small claims|in court|ombudsman|consumer (?:protection|agency|council)|"
            "the police|the press|journalist"
        ),
        korean="소송|고소|변호사|법적 ?(?:조치|대응)|소비자원|소비자 ?보호원|공정위|경찰|언론에|방송국|금감원",
        chinese="律师|起诉|提告|告你们|法院|法律途径|消保官|消费者保护|消费者协会|消基会|报警|报案|媒体曝光|记者|消费者热线",
    ),
    _rule(
        "deadline",
        "high",
        english=(
            "(?:need|needed|must have|have to have) (?:it|this|them|these|that) (?:by )?(?:today|tonight|tomorrow)|"
            "by (?:today|tonight|tomorrow)|urgent\\w*|asap|as soon as possible|emergency|(?:wedding|funeral|flight|surgery|exam) "
            "(?:is )?(?:today|tonight|tomorrow)|medicine|medication|insulin"
        ),
        korean=(
            "급합니다|급해요|급히|긴급|시급(?:합|한|히|해)|(?:오늘|내일)(?:까지| ?안에| 당장)|오늘 ?중으로|당장 (?:필요|써야)|내일 (?:결혼|장례|수술|시험|출국)|"
            "약이 ?(?:없|떨어)|인슐린"
        ),
        chinese="很急|紧急|急需|急用|尽快|(?:今天|今晚|明天)(?:之前|以前|内|就要|要用|必须)|马上要用|婚礼|葬礼|赶飞机|手术前|救命",
    ),
    _rule(
        "again",
        "high",
        english=(
            "(?:second|third|fourth|fifth|\\dth|\\drd|\\dnd) time (?:i|this|that|now|i'm|i've|in)|again and again|"
            "(?:nobody|no one|no-one) (?:answers|answered|replies|replied|responds|responded|called)|still no (?:answer|reply|response)|"
            "(?:two|three|four|five|six|several|0+) (?:weeks|months) (?:and|now|already)|keep(?:s)? (?:ignoring|happening)"
        ),
        korean=(
            "(?:두|세|네|다섯|몇|여러|0+) ?번째|벌써 (?:몇|두|세|0)|(?:연락|답변|답장|회신)(?:이|도)? ?(?:없|안 ?(?:와|옴|주|되))|"
            "전화(?:를|도)? ?안 ?받|또 (?:이런|고장|잘못)|계속 (?:무시|반복)"
        ),
        chinese="第[二三四五几0]次|又[坏错迟]了?|没人(?:接|回|理|处理)|(?:一直|都|还是?)没(?:有)?(?:回复|回应|人|消息|处理)|打了(?:好几|很多|无数)",
    ),
)
_FOLD = str.maketrans(TRADITIONAL, SIMPLIFIED)
_HOTLINE = re.compile(r"(?<!\d)12315(?!\d)")
"""China's line for consumers; as a number it would be any number, for digits are all read as one."""
NAMES = tuple(rule.name for rule in RULES)


def rules_in(text: str) -> tuple[str, ...]:
    """The names of the rules whose words stand in a text, the most urgent first."""
    folded = plain(_HOTLINE.sub("消费者热线", text)).translate(_FOLD)
    return tuple(rule.name for rule in RULES if rule.words.search(folded))


def urgency_of(
    texts: Sequence[str],
    *,
    learnt: Classifier | None = None,
    reading: Reading | None = None,
    held: Mapping[str, Held] | None = None,
    silent_below: float = SILENT_BELOW,
) -> list[UrgencySuggestion]:
    """One of LEVELS for each text. Of what is sure enough, rule or learnt, the most urgent is said.

    learnt: a classifier by the staff's own decisions; `reading` is `read(texts)`, where it is at hand already.
    held: what each rule's word was worth so far; a rule that is often corrected falls silent.
    """
    worth = {name: (held or {}).get(name, Held()).confidence for name in NAMES}
    level = {rule.name: rule.level for rule in RULES}
    taught: Sequence[Suggestion] = [Suggestion(None, 0.0)] * len(texts)
    if learnt is not None:
        taught = learnt.suggest_all(texts if reading is None else reading, silent_below=silent_below)
    found = []
    for text, one in zip(texts, taught, strict=True):
        said = [
            UrgencySuggestion(level[name], worth[name], name)
            for name in rules_in(text)
            if worth[name] >= silent_below
        ]
        if one.label in LEVELS:
            said.append(UrgencySuggestion(one.label, one.confidence))
        silent = UrgencySuggestion(None, one.confidence)
        found.append(max(said, key=lambda it: (LEVELS.index(it.label or ""), it.confidence), default=silent))
    return found
