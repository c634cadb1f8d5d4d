"""What a text asks for, where words tell it from the first day: one matter so far, 'where is my order'.

It is the question that any sender is asked most, so it can't wait until forty cases have been decided. What the rule's word
is worth is figured as that of the rules of urgency.
"""

import re

from .letters import SIMPLIFIED, TRADITIONAL
from .reading import plain

_THING = r"(?:orders?|parcels?|packages?|deliver(?:y|ies)|shipments?|items?|box(?:es)?|goods|purchase|things|stuff|card)"
_NOT = r"(?:n['’]?t|\bnot|\bnever)"
_ENGLISH = (
    rf"\bwhere(?:['’]?s| is| are|abouts)? (?:is |are )?(?:my|our|the|this) (?:\w+ ){{0,2}}{_THING}\b",
    rf"\bwhere (?:my|our|the|this) (?:\w+ ){{0,2}}{_THING} (?:is|are|has)\b",
    rf"\bwhen (?:will|is|does|can|should|are) (?:\w+ ){{0,5}}(?:arriv\w+|get here|be here|be delivered|be (?:dispatched|shipped|sent)|come|expect (?:my|our|the) (?:\w+ ){{0,2}}{_THING})\b",
    rf"\bwhen (?:will|can|do|should) (?:i|we) (?:\w+ )?(?:receive|recieve|get|have) (?:my|our|the) (?:\w+ ){{0,2}}{_THING}\b",
    rf"{_NOT} (?:yet |even |still )?(?:here\b|arrived|turned up|shown up|come yet|been delivered|get here)\b",
    rf"{_NOT} (?:yet |even |still )?(?:received?|gotten|got|had) (?:(?:my|our|the|this|any) (?:\w+ ){{0,2}}{_THING}|it|anything)\b",
    rf"\bstill (?:waiting (?:for|on) (?:my|our|the)(?: \w+){{0,2}} {_THING}|no (?:sign|trace) of)\b",
    rf"\b(?:any|no) (?:news|update|sign|trace) (?:of|on|about|for) (?:my|our|the) (?:\w+ ){{0,2}}{_THING}\b",
    r"\b(?:lost|stuck) in (?:delivery|transit|the (?:mail|post))\b|\bexpected (?:delivery|arrival) (?:date|day|time)\b",
    rf"\b(?:sent|shipped|dispatched|posted)(?: out)? (?:my|our|the) (?:\w+ ){{0,2}}{_THING} yet\b",
    r"\bnothing (?:has |have )?(?:arrived|come|turned up)\b",
    rf"\b(?:status of (?:my|our|the) (?:\w+ ){{0,2}}{_THING}|tracking (?:\w+ ){{0,4}}{_NOT} (?:\w+ )?(?:moved|updated?|changed?|change|move))\b",
    rf"\btrack (?:my|our|the) (?:\w+ ){{0,2}}{_THING}\b",
)
_KOREAN = (
    r"(?:택배|상품|주문|물건|물품|배송|소포|제품|카드)[^.?!]{0,20}(?:언제|어디(?!서))",
    r"언제 ?(?:쯤 ?)?(?:오|도착|배송|발송|받을|받아|출발|와)",
    # What has not come may be an answer or money.
    r"(?<!답변이 )(?<!답변도 )(?<!답장이 )(?<!회신이 )(?<!연락이 )(?<!연락도 )(?<!환불이 )(?:아직|여전히)(?:도|까지)? ?[^.?!]{0,12}(?:안 ?(?:왔|와|오|옴)|못 ?(?:받|왔)|도착(?:하지|을)? ?(?:않|안|못)|배송 ?(?:중|전)|오지 ?않)",
    r"도착하지 ?(?:않|못)",
    r"(?:택배|상품|주문|물건|물품|소포|제품)[^.?!]{0,15}(?:안 ?(?:왔|와요|옵니다|오네|오고)|못 ?받)",
    r"배송 ?(?:조회|상태|현황)",
)
_CHINESE = (
    r"(?:包裹|订单|快递|宅配|货物|商品|东西|货|物流|卡)[^。?!,]{0,12}(?:在哪|到哪|去哪|哪里|哪儿|什么时候|何时|几时|几号)",
    r"(?:什么时候|何时|几时|几号|哪天)[^。?!,]{0,8}(?:到货|送到|送达|送来|收到|寄到|寄出|出货|发货|配送|才到|会到|能到)",
    r"(?:还|尚|一直|都|仍|迟迟)(?:是)?(?:没有?|未)(?:有)?(?:收到|送到|送达|送来|到货|出货|发货|到达|抵达|拿到)(?!(?:你们的?)?(?:回[复覆]|答复|退款))",
    r"没有?收到(?:货|包裹|快递|商品|东西|订单)",
    r"物流(?:信息)?(?:一直)?(?:没有?|不)(?:更新|动)",
)
_WORDS = re.compile("|".join((*_ENGLISH, *_KOREAN, *_CHINESE)))
_FOLD = str.maketrans(TRADITIONAL, SIMPLIFIED)


def asks_where(text: str) -> bool:
    """Does it ask where an order is, when it comes, or say that it has not come? English, Korean or Chinese."""
    return _WORDS.search(plain(text).translate(_FOLD)) is not None
