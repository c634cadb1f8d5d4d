"""A million cases with their words, made in the database: English, Korean and Chinese, each case of two of 4,000 texts.

Words have ranks, as in any language: few are in nearly all texts, most in few. Facts have ranks, too, and are independent of
each other and of the words, so that no condition makes another one easier. One word, 'recall', is in twenty thousand cases
of a month long ago and in none since.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime.now(UTC).replace(microsecond=0)
EVERY = timedelta(seconds=40)
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

    from wellserved.cases.models.cases import FACTS  # noqa: PLC0415  as above

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
        cursor.execute("DROP INDEX case_found")
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        cursor.execute(
            _CASES,
            {
                "now": NOW,
                "every": EVERY,
                "cases": cases,
                "texts": TEXTS,
                "places": LOCATIONS,
                "causes": CAUSES,
            },
        )
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER USER")
        cursor.execute(_WORDS.format(facts=FACTS.replace("NEW.", "c.")), {"texts": TEXTS})
        cursor.execute(_MESSAGES, {"texts": TEXTS, "now": NOW})
        cursor.execute(
            "INSERT INTO cases_contact (case_id, name, email, phone, handle)"
            " SELECT id, 'Kim Mina', 'c' || id || '@bench.test', '', '' FROM cases_case WHERE id <= 20000"
        )
        cursor.execute(
            "CREATE INDEX case_found ON cases_casetext USING gin (words, facts) WITH (fastupdate = off)"
        )
        cursor.execute("VACUUM ANALYZE")


# Each fact is drawn by a hash of its own; the squares give few causes and places most of the cases.
_CASES = """
INSERT INTO cases_case (source, source_id, kind, channel, link, language, title, location_id, owner_id, team, state,
  urgency, cause_id, subject_kind, subject_id, value, currency, did, cost_currency, made_at, recorded_at, touched_at,
  answered_at, done_at, first_due_at, resolve_due_at, reopened, unread, quarantine, quarantined_at)
SELECT 'bench', n::text, CASE WHEN u1 < 0.6 THEN 'complaint' WHEN u1 < 0.9 THEN 'question' ELSE 'praise' END,
  (ARRAY['email', 'portal', 'phone', 'mention'])[1 + floor(u2 * u2 * 4)], '', t.language, left(t.body, 100),
  CASE WHEN u3 > 0.2 THEN 1 + floor((u3 - 0.2) * (u3 - 0.2) / 0.64 * %(places)s) END,
  CASE WHEN state <> 'new' THEN (SELECT min(id) FROM people_staff) + floor(u4 * 40) END, '', state,
  CASE WHEN u5 < 0.02 THEN 'urgent' ELSE 'normal' END,
  CASE WHEN state IN ('done', 'waiting') THEN 1 + floor(u6 * u6 * %(causes)s) END, '', '', round((u2 * 900)::numeric, 2),
  'KRW', '', '', at, at, at + took, CASE WHEN state IN ('done', 'waiting') THEN at + took * 0.6 END,
  CASE WHEN state = 'done' THEN at + took END, at + interval '8 hours', at + interval '48 hours', 0,
  state = 'new', CASE WHEN u7 < 0.002 THEN 'links' ELSE '' END, CASE WHEN u7 < 0.002 THEN at END
FROM (
  SELECT n, at, u[1] AS u1, u[2] AS u2, u[3] AS u3, u[4] AS u4, u[5] AS u5, u[6] AS u6, u[7] AS u7,
    -- Most are settled within hours, some take weeks: by their last touch they lie in another order than they came in.
    least(interval '1 hour' / (1.002 - u[8]), %(now)s - at) AS took,
    CASE WHEN u[9] < (CASE WHEN n < 30000 THEN 0.6 ELSE 0.01 END)
      THEN (ARRAY['new', 'open', 'waiting'])[1 + floor(u[10] * 3)] ELSE 'done' END AS state
  FROM (
    SELECT n, %(now)s - n * %(every)s AS at,
      ARRAY(SELECT (hashint8extended(n, salt) & 1048575) / 1048576.0::float8 FROM generate_series(1, 10) salt) AS u
    FROM generate_series(1::bigint, %(cases)s) n
  ) drawn
) one JOIN bench_text t ON t.id = 1 + (hashint8extended(n, 11) & 1048575) %% %(texts)s
ORDER BY n DESC
"""
# The other text is of the same language, as every fourth is. Each case has a word of its own besides, as an order's number is.
_WORDS = """
INSERT INTO cases_casetext (case_id, words, facts)
SELECT c.id, t.words || other.words || array_to_tsvector(ARRAY['order' || c.id] || CASE
    WHEN n BETWEEN 600000 AND 650000 AND n %% 5 < 2 THEN ARRAY['recal'] ELSE '{{}}' END), ARRAY[{facts}]
FROM cases_case c CROSS JOIN LATERAL (SELECT c.source_id::bigint) AS made(n)
JOIN bench_text t ON t.id = 1 + (hashint8extended(n, 11) & 1048575) %% %(texts)s
JOIN bench_text other ON other.id = 1 + (t.id - 1) %% 4 + (hashint8extended(n, 12) & 1048575) %% (%(texts)s / 4) * 4
ORDER BY c.id
"""
_MESSAGES = """
INSERT INTO cases_message (case_id, direction, channel, source, source_id, sender_name, sender_address, title, text, quoted,
  language, at, recorded_at, mail_id, "references", sending, sent_at, attempts, last_answer, quarantine)
SELECT c.id, CASE WHEN k %% 2 = 1 THEN 'in' ELSE 'out' END, 'email', '', '', '', '', '', t.body, '', t.language,
  c.made_at + k * interval '1 hour', c.made_at, '', '{}', CASE WHEN k %% 2 = 1 THEN '' ELSE 'sent' END,
  CASE WHEN k %% 2 = 0 THEN c.made_at END, 0, '', ''
FROM cases_case c JOIN bench_text t ON t.id = 1 + (hashint8extended(c.source_id::bigint, 11) & 1048575) %% %(texts)s
CROSS JOIN generate_series(1, 4) k WHERE c.id <= 20000
"""


def _texts(cursor: Any) -> None:
    from wellserved.cases.domain.searching import cut  # noqa: PLC0415  as above

    drawn = random.Random(7)  # noqa: S311  a benchmark's text
    ranked = {
        "en": [*ENGLISH, *_made(drawn, "bdfgklmnprstv", "aeiou")],
        "ko": [*KOREAN, *_made(drawn, "가나다라마바사아자차카타파하고노도로모보", "은는이가을를도에")],
        "zh-hant": [*CHINESE, *_made(drawn, "天地人東西南北水火木金土日月山川", "車店家門路書電話紙布")],
    }
    cursor.execute("CREATE TABLE bench_text (id int PRIMARY KEY, language text, body text, words tsvector)")
    for number in range(1, TEXTS + 1):
        language = ("en", "en", "ko", "zh-hant")[number % 4]
        words = ranked[language]
        chances = [1 / (rank + 1) for rank in range(len(words))]
        body = ("，" if language == "zh-hant" else " ").join(
            drawn.choices(words, chances, k=drawn.randint(8, 40))
        )
        whole = cut(body)
        cursor.execute(
            "INSERT INTO bench_text VALUES (%s, %s, %s, strip(to_tsvector('english', %s)) || array_to_tsvector(%s))",
            [number, language, body, whole.plain, list(whole.pairs)],
        )


def _made(drawn: random.Random, firsts: str, seconds: str) -> list[str]:
    """Further words, which only some texts have."""
    made = (
        "".join(drawn.choice(firsts) + drawn.choice(seconds) for _ in range(drawn.randint(1, 3)))
        for _ in range(3_000)
    )
    return list(dict.fromkeys(made))
