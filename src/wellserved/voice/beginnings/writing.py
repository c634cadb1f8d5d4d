"""How the built-in questionnaires are written down: every text in English, Korean and both scripts of Chinese."""

from wellserved.voice.domain.definition import Scaled, Words

__all__ = ["AGREE_FIVE", "AGREE_NINE", "AGREE_SEVEN", "words"]


def words(en: str, ko: str, zh_hant: str, zh_hans: str) -> Words:
    return {"en": en, "ko": ko, "zh-hant": zh_hant, "zh-hans": zh_hans}


_DISAGREE = words("Disagree strongly", "전혀 그렇지 않다", "非常不同意", "非常不同意")
_AGREE = words("Agree strongly", "매우 그렇다", "非常同意", "非常同意")
AGREE_FIVE = Scaled(high=5, low_words=_DISAGREE, high_words=_AGREE)
AGREE_SEVEN = Scaled(low_words=_DISAGREE, high_words=_AGREE)
AGREE_NINE = Scaled(
    high=9, low_words=words("Low", "낮다", "低", "低"), high_words=words("High", "높다", "高", "高")
)
