"""Where the grocer serves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    code: str
    name: str
    language: str
    hours_ahead: int
    currency: str
    basket: float
    """The median basket, in `currency`."""
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """`depot` sends the home deliveries; `weight` is the region's share of all customers."""

    code: str
    name: str
    country: Country
    weight: float
    shops: tuple[tuple[str, str], ...]
    depot: str


KOREA = Country(
    code="korea", name="한국 Korea", language="ko", hours_ahead=9, currency="KRW", basket=58_000, decimals=0
)
TAIWAN = Country(
    code="taiwan",
    name="台灣 Taiwan",
    language="zh-hant",
    hours_ahead=8,
    currency="TWD",
    basket=1_150,
    decimals=0,
)
IRELAND = Country(
    code="ireland", name="Ireland", language="en", hours_ahead=0, currency="EUR", basket=64, decimals=2
)
COUNTRIES = (KOREA, TAIWAN, IRELAND)

ROOT = ("sandpiper", "Sandpiper Grocers (demo)")
DEPOTS = {
    "gangseo-depot": "강서 배송센터 Gangseo depot",
    "sasang-depot": "사상 배송센터 Sasang depot",
    "neihu-depot": "內湖配送站 Neihu depot",
    "qianzhen-depot": "前鎮配送站 Qianzhen depot",
    "ballymount-depot": "Ballymount depot",
}
REGIONS = (
    Region(
        code="seoul",
        name="서울 Seoul",
        country=KOREA,
        weight=0.30,
        shops=(("mapo-shop", "마포점 Mapo"), ("seongsu-shop", "성수점 Seongsu")),
        depot="gangseo-depot",
    ),
    Region(
        code="busan",
        name="부산 Busan",
        country=KOREA,
        weight=0.15,
        shops=(("haeundae-shop", "해운대점 Haeundae"),),
        depot="sasang-depot",
    ),
    Region(
        code="taipei",
        name="台北 Taipei",
        country=TAIWAN,
        weight=0.22,
        shops=(("daan-shop", "大安店 Da'an"),),
        depot="neihu-depot",
    ),
    Region(
        code="kaohsiung",
        name="高雄 Kaohsiung",
        country=TAIWAN,
        weight=0.14,
        shops=(("zuoying-shop", "左營店 Zuoying"),),
        depot="qianzhen-depot",
    ),
    Region(
        code="dublin",
        name="Dublin",
        country=IRELAND,
        weight=0.13,
        shops=(("rathmines-shop", "Rathmines"),),
        depot="ballymount-depot",
    ),
    Region(
        code="cork",
        name="Cork",
        country=IRELAND,
        weight=0.06,
        shops=(("douglas-shop", "Douglas"),),
        depot="ballymount-depot",
    ),
)
SITES = (*[code for region in REGIONS for code, _ in region.shops], *DEPOTS)
