"""Causes that every tree has to begin with: 'where is my order', which is counted beside what self-service saved."""

from datetime import datetime

from wellserved.cases.domain.asking_where import ASKS_WHERE
from wellserved.cases.models import Cause
from wellserved.people.contracts import OPERATOR

from .causes import set_cause

_ROOT = {"en": "Where is my order?", "ko": "주문한 상품이 어디 있나요?", "zh-hant": "我的訂單到哪裡了？"}
_BELOW = {
    "no-news-of-it": {"en": "No news for too long", "ko": "오랫동안 소식 없음", "zh-hant": "太久沒有消息"},
    "later-than-told": {
        "en": "Later than the day told",
        "ko": "안내한 날보다 늦음",
        "zh-hant": "比告知的日期晚",
    },
    "not-where-said": {
        "en": "Said to be delivered, and not there",
        "ko": "배송 완료라고 했지만 받지 못함",
        "zh-hant": "顯示已送達卻沒收到",
    },
}


def ensure_causes(*, now: datetime) -> None:
    """Add them once; staff may title, move and retire them as any other."""
    if Cause.objects.filter(slug=ASKS_WHERE).exists():
        return
    set_cause(by=OPERATOR, slug=ASKS_WHERE, titles=_ROOT, now=now)
    for slug, titles in _BELOW.items():
        if not Cause.objects.filter(slug=slug).exists():
            set_cause(by=OPERATOR, slug=slug, titles=titles, parent=ASKS_WHERE, now=now)
