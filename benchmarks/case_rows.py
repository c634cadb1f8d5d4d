"""A million cases with their words, made in the database: 4,000 texts in English, Korean and Chinese, each used many times."""

import random
from datetime import UTC, datetime
from typing import Any

NOW = datetime.now(UTC).replace(microsecond=0)
LOCATIONS, STAFF, CAUSES, TEXTS = 50, 40, 40, 4_000
ENGLISH = [
    "parcel",
    "box",
    "driver",
    "refund",
    "invoice",
    "address",
    "delivery",
    "late",
    "damaged",
    "wet",
    "missing",
    "wrong",
    "colour",
    "size",
    "shop",
    "counter",
    "queue",
    "staff",
    "polite",
    "rude",
    "phone",
    "waited",
    "hours",
    "answer",
    "mail",
    "nobody",
    "promised",
    "tomorrow",
    "again",
    "return",
    "label",
    "code",
    "app",
    "password",
    "account",
    "charged",
    "twice",
    "money",
    "card",
    "order",
    "cancel",
    "change",
    "gift",
    "birthday",
    "child",
    "thank",
    "great",
    "quick",
    "friendly",
    "helpful",
]
KOREAN = [
    "배송이",
    "상자가",
    "기사님이",
    "환불은",
    "주소를",
    "늦었어요",
    "젖었어요",
    "없어요",
    "다른",
    "색상이",
    "왔습니다",
    "매장에서",
    "오래",
    "기다렸는데",
    "직원이",
    "친절했습니다",
    "전화를",
    "받지",
    "않아요",
    "약속한",
    "날짜에",
    "오지",
    "않았고",
    "다시",
    "보내",
    "주세요",
    "비밀번호를",
    "바꾸고",
    "싶어요",
    "두",
    "번",
    "결제되었습니다",
    "감사합니다",
]
CHINESE = [
    "包裹太慢了",
    "箱子破損",
    "司機態度很好",
    "退款還沒收到",
    "地址寫錯",
    "尺寸不對",
    "等了很久",
    "電話沒人接",
    "請再寄一次",
    "密碼忘記了",
    "重複扣款",
    "謝謝你們",
    "非常滿意",
]


def fill(cases: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415  needs Django set up

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_location (code, name) SELECT 'place-' || n, 'Place ' || n FROM generate_series(1, %s) n",
            [LOCATIONS],
        )
        cursor.execute(
            "INSERT INTO people_account (password, email, language, is_active, created_at)"
            " SELECT '', 'staff' || n || '@bench.test', '', true, now() FROM generate_series(1, %s) n",
            [STAFF],
        )
        cursor.execute(
            "INSERT INTO people_staff (account_id, name, role, location_id, active)"
            " SELECT id, 'Agent ' || id, 'agent', 1 + id %% %s, true FROM people_account",
            [LOCATIONS],
        )
        cursor.execute(
            "INSERT INTO cases_cause (slug, titles, position, parent_id) SELECT 'cause-' || n,"
            " jsonb_build_object('en', 'Cause ' || n), n, CASE WHEN n > 8 THEN 1 + n %% 8 END"
            " FROM generate_series(1, %s) n",
            [CAUSES],
        )
        with transaction.atomic():
            _texts(cursor)
        cursor.execute("DROP INDEX case_words")
        cursor.execute(
            _CASES, {"now": NOW, "cases": cases, "texts": TEXTS, "places": LOCATIONS, "causes": CAUSES}
        )
        cursor.execute(_WORDS, {"texts": TEXTS})
        cursor.execute(_MESSAGES, {"texts": TEXTS, "now": NOW})
        cursor.execute(
            "INSERT INTO cases_contact (case_id, name, email, phone, handle)"
            " SELECT id, 'Kim Mina', 'c' || id || '@bench.test', '', '' FROM cases_case WHERE id <= 20000"
        )
        cursor.execute("CREATE INDEX case_words ON cases_casetext USING gin (words) WITH (fastupdate = off)")
        cursor.execute("VACUUM ANALYZE")


_CASES = """
INSERT INTO cases_case (source, source_id, kind, channel, link, language, title, location_id, owner_id, team, state,
  urgency, cause_id, subject_kind, subject_id, value, currency, did, cost_currency, made_at, recorded_at, touched_at,
  answered_at, done_at, first_due_at, resolve_due_at, reopened, unread, quarantine, quarantined_at)
SELECT 'bench', n::text, CASE WHEN h %% 10 < 6 THEN 'complaint' WHEN h %% 10 < 9 THEN 'question' ELSE 'praise' END,
  (ARRAY['email', 'portal', 'phone', 'mention'])[1 + h %% 4], '', t.language, left(t.body, 100),
  CASE WHEN h %% 5 = 0 THEN NULL ELSE 1 + h %% %(places)s END,
  CASE WHEN state <> 'new' THEN (SELECT min(id) FROM people_staff) + h %% 40 END, '', state,
  CASE WHEN h %% 50 = 0 THEN 'urgent' ELSE 'normal' END,
  CASE WHEN state IN ('done', 'waiting') THEN 1 + h %% %(causes)s END, '', '', round((h %% 9000) / 10.0, 2), 'KRW', '', '',
  at, at, at + interval '3 hours', CASE WHEN state IN ('done', 'waiting') THEN at + interval '2 hours' END,
  CASE WHEN state = 'done' THEN at + interval '3 hours' END, at + interval '8 hours', at + interval '48 hours', 0,
  state = 'new', CASE WHEN h %% 500 = 0 THEN 'links' ELSE '' END, CASE WHEN h %% 500 = 0 THEN at END
FROM (
  SELECT n, abs(hashint8(n)) AS h, %(now)s - n * interval '40 seconds' AS at,
    CASE WHEN abs(hashint8(n + 77)) %% 100 < (CASE WHEN n < 30000 THEN 60 ELSE 1 END)
      THEN (ARRAY['new', 'open', 'waiting'])[1 + abs(hashint8(n + 5)) %% 3] ELSE 'done' END AS state
  FROM generate_series(1::bigint, %(cases)s) n
) one JOIN bench_text t ON t.id = 1 + h %% %(texts)s
ORDER BY n DESC
"""
# Every case has a word of its own besides, as an order's number is.
_WORDS = """
INSERT INTO cases_casetext (case_id, words)
SELECT c.id, t.words || array_to_tsvector(ARRAY['order' || c.id])
FROM cases_case c JOIN bench_text t ON t.id = 1 + abs(hashint8(c.source_id::bigint)) %% %(texts)s
"""
_MESSAGES = """
INSERT INTO cases_message (case_id, direction, channel, source, source_id, sender_name, sender_address, title, text, quoted,
  language, at, recorded_at, mail_id, "references", sending, sent_at, attempts, last_answer, quarantine)
SELECT c.id, CASE WHEN k %% 2 = 1 THEN 'in' ELSE 'out' END, 'email', '', '', '', '', '', t.body, '', t.language,
  c.made_at + k * interval '1 hour', c.made_at, '', '{}', CASE WHEN k %% 2 = 1 THEN '' ELSE 'sent' END,
  CASE WHEN k %% 2 = 0 THEN c.made_at END, 0, '', ''
FROM cases_case c JOIN bench_text t ON t.id = 1 + abs(hashint8(c.source_id::bigint)) %% %(texts)s
CROSS JOIN generate_series(1, 4) k WHERE c.id <= 20000
"""


def _texts(cursor: Any) -> None:
    """Words follow each other as in any language: few are in every text, most in few."""
    from wellserved.cases.domain.searching import cut  # noqa: PLC0415  as above

    drawn = random.Random(7)  # noqa: S311  a benchmark's text
    cursor.execute("CREATE TABLE bench_text (id int PRIMARY KEY, language text, body text, words tsvector)")
    for number in range(1, TEXTS + 1):
        language = ("en", "en", "ko", "zh-hant")[number % 4]
        body = _body(language, drawn)
        whole = cut(body)
        cursor.execute(
            "INSERT INTO bench_text VALUES (%s, %s, %s, strip(to_tsvector('english', %s)) || array_to_tsvector(%s))",
            [number, language, body, whole.plain, list(whole.pairs)],
        )


def _body(language: str, drawn: random.Random) -> str:
    words, between = {"en": (ENGLISH, " "), "ko": (KOREAN, " "), "zh-hant": (CHINESE, "，")}[language]
    chances = [1 / (rank + 1) for rank in range(len(words))]
    # A word that only a few texts have: a street, a product.
    rare = f"{drawn.choice(('lamp', 'vase', 'chair', 'tent'))}{drawn.randrange(2_000)}"
    return between.join([*drawn.choices(words, chances, k=drawn.randint(8, 40)), rare])
