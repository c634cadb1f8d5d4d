"""Whom the grocer serves, and who works there. Every name says that it is made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A segment; `share` of all customers, and how much more often than others they come."""

    slug: str
    name: str
    share: float
    often: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    name: str
    email: str
    role: str
    location: str | None = None
    language: str = ""


SEGMENTS = (
    Kind(slug="families", name="Families", share=0.42, often=1.2),
    Kind(slug="seniors", name="Seniors", share=0.21, often=0.9),
    Kind(slug="singles", name="Single professionals", share=0.30, often=0.8),
    Kind(slug="restaurants", name="Small restaurants", share=0.07, often=1.6),
)

CUSTOMER = "customer@example.org"
STAFF = (
    Member(name="Ada Madeup", email="administrator@example.org", role="administrator"),
    Member(name="Max Madeup", email="manager@example.org", role="manager"),
    Member(name="Tess Madeup", email="team.lead@example.org", role="team_lead", location="sandpiper"),
    Member(name="Amy Madeup", email="agent@example.org", role="agent", location="sandpiper"),
    Member(name="김가상", email="agent.seoul@example.org", role="agent", location="seoul", language="ko"),
    Member(name="이가상", email="agent.busan@example.org", role="agent", location="busan", language="ko"),
    Member(
        name="陳虛構", email="agent.taipei@example.org", role="agent", location="taipei", language="zh-hant"
    ),
    Member(
        name="林虛構",
        email="agent.kaohsiung@example.org",
        role="agent",
        location="kaohsiung",
        language="zh-hant",
    ),
    Member(name="Finn Invented", email="agent.dublin@example.org", role="agent", location="dublin"),
    Member(name="Orla Invented", email="agent.cork@example.org", role="agent", location="cork"),
    Member(name="박가상", email="manager.seoul@example.org", role="manager", language="ko"),
    Member(name="黃虛構", email="manager.taipei@example.org", role="manager", language="zh-hant"),
    Member(name="Rory Invented", email="manager.dublin@example.org", role="manager"),
)
MANAGER = "manager@example.org"
SERVING = tuple(index for index, member in enumerate(STAFF) if member.role == "agent")
WAYS_IN = (("customer", CUSTOMER), ("agent", "agent@example.org"), ("manager", MANAGER))
