"""What words ask for from the first day: where is my order."""

from pathlib import Path

import pytest

from wellserved.analytics.triage import asks_where

from .triage_texts import bank_questions


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order?",
        "Do you know where my order is?",
        "My package HASN’T arrived yet",
        "When will my order arrive",
        "When can I expect my parcel?",
        "I still haven't received my new parcel",
        "Still waiting for my delivery.",
        "The tracking has not been updated for days",
        "It has not arrived",
        "택배가 언제 오나요?",
        "주문한 상품이 아직 안 왔어요",
        "내 택배 어디 있나요",
        "도착하지 않음",
        "我的包裹在哪裡？",
        "訂單何時出貨",
        "還沒收到東西",
        "尚未收到",
    ],
)
def test_whoever_asks_where_an_order_is_is_understood(text: str) -> None:
    assert asks_where(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It came two hours after the time I was given.",
        "My parcel came late and the box was wet.",
        "I haven't received a refund",
        "I have not received any reply",
        "Where can I buy the blue one?",
        "Can I change the evening of my delivery?",
        "안내받은 시간보다 두 시간 늦게 왔어요.",
        "답변이 아직 안 왔어요",
        "배송 시간을 다른 저녁으로 바꿀 수 있나요?",
        "還沒收到退款",
        "可以改成別天晚上配送嗎？",
    ],
)
def test_other_matters_are_let_alone(text: str) -> None:
    assert not asks_where(text)


def test_of_real_questions_it_speaks_of_what_has_not_come(test_data: Path) -> None:
    """A bank's customers: what they wait for is a card or money."""
    texts, matters = bank_questions(test_data)
    spoke = [matter for text, matter in zip(texts, matters, strict=True) if asks_where(text)]
    assert spoke.count("card_arrival") / matters.count("card_arrival") > 0.5
    waiting = {"card_arrival", "card_delivery_estimate", "getting_virtual_card", "get_physical_card"}
    waiting |= {one for one in matters if "not_received" in one or "not_updated" in one or "efund" in one}
    assert sum(one in waiting for one in spoke) / len(spoke) > 0.9
