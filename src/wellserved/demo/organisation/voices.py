"""What invited customers say about home delivery, in their own languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Something said at a touchpoint; `alike` names the cluster that a facilitator puts it into."""

    touchpoint: str
    text: str
    alike: str = ""
    missing_step: bool = False


TRAFFIC, WRAPPING, EVENING = (
    "The time on the map is not true",
    "Too much wrapping",
    "No window on the same evening",
)
VOICES = (
    Voice(
        touchpoint="tracking",
        text="The van stood still for twenty minutes, the clock did not.",
        alike=TRAFFIC,
    ),
    Voice(touchpoint="tracking", text="10분 뒤 도착이라더니 40분 걸렸어요.", alike=TRAFFIC),
    Voice(touchpoint="tracking", text="Does the map know that the bridge is jammed at six?", alike=TRAFFIC),
    Voice(touchpoint="tracking", text="地圖上的時間每次都太樂觀。", alike=TRAFFIC),
    Voice(touchpoint="packaging", text="I carry more cardboard down than food up.", alike=WRAPPING),
    Voice(touchpoint="packaging", text="포장이 너무 많아서 버리기 미안해요.", alike=WRAPPING),
    Voice(touchpoint="packaging", text="Three bags for three apples.", alike=WRAPPING),
    Voice(touchpoint="checkout", text="Friday evening is always gone by Thursday.", alike=EVENING),
    Voice(touchpoint="checkout", text="我七點才到家，晚上的時段早就沒了。", alike=EVENING),
    Voice(touchpoint="checkout", text="I would pay a little more for a window at eight.", alike=EVENING),
    Voice(touchpoint="handover", text="Our driver carries the water upstairs for my mother. Thank him."),
    Voice(touchpoint="handover", text="The bell wakes the baby. A knock would do."),
    Voice(touchpoint="eta-notice", text="I need half an hour to get downstairs."),
    Voice(touchpoint="eta-notice", text="문자가 벨보다 늦게 왔어요."),
    Voice(touchpoint="substitution", text="I was in a meeting when you asked me about the fish."),
    Voice(touchpoint="freshness", text="The salad was better than what I pick myself."),
    Voice(touchpoint="product-page", text="Four days fresh on the page, two in the fridge."),
    Voice(touchpoint="chat-help", text="Quick since the summer. Before, I gave up."),
    Voice(touchpoint="phone-help", text="She believed me at once."),
    Voice(
        touchpoint="find-products",
        text="Say what should replace it, when I put it into the basket",
        missing_step=True,
    ),
    Voice(touchpoint="handover", text="Take the empty boxes back", missing_step=True),
    Voice(touchpoint="confirmation", text="Change the order until it is picked", missing_step=True),
)
FELT = {
    "find-products": 1,
    "checkout": -1,
    "tracking": -2,
    "handover": 2,
    "packaging": -1,
    "freshness": 1,
}
"""How each of these touchpoints feels on the whole."""
PEOPLE = 9
