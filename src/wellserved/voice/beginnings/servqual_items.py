"""Twenty-two statements in five dimensions, after the structure of SERVQUAL as refined in 1991, in words of our own.

Parasuraman, Berry and Zeithaml (1991), 'Refinement and reassessment of the SERVQUAL scale': tangibles 4, reliability 5,
responsiveness 4, assurance 4, empathy 5.
"""

from dataclasses import dataclass

from wellserved.voice.domain.definition import Words

from .writing import words

__all__ = ["STATEMENTS", "Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    key: str
    dimension: str
    text: Words
    expected: Words
    perceived: Words


STATEMENTS = (
    Statement(
        "equipment",
        "tangibles",
        words("Up-to-date equipment", "최신 설비", "現代化的設備", "现代化的设备"),
        words(
            "An excellent provider works with up-to-date equipment.",
            "훌륭한 곳이라면 최신 설비를 갖추고 있을 것이다.",
            "優秀的業者會使用現代化的設備。",
            "优秀的企业会使用现代化的设备。",
        ),
        words(
            "They work with up-to-date equipment.",
            "이곳은 최신 설비를 갖추고 있다.",
            "這家業者使用現代化的設備。",
            "这家企业使用现代化的设备。",
        ),
    ),
    Statement(
        "premises",
        "tangibles",
        words("Inviting premises", "쾌적한 공간", "舒適的環境", "舒适的环境"),
        words(
            "The premises of an excellent provider are pleasant to be in.",
            "훌륭한 곳이라면 머물기 좋은 쾌적한 공간일 것이다.",
            "優秀業者的場所會讓人樂於停留。",
            "优秀企业的场所会让人乐于停留。",
        ),
        words(
            "Their premises are pleasant to be in.",
            "이곳은 머물기 좋은 쾌적한 공간이다.",
            "這家業者的場所讓人樂於停留。",
            "这家企业的场所让人乐于停留。",
        ),
    ),
    Statement(
        "appearance",
        "tangibles",
        words("Well-kept staff", "단정한 직원", "儀容整潔的員工", "仪容整洁的员工"),
        words(
            "The staff of an excellent provider look neat.",
            "훌륭한 곳이라면 직원의 차림새가 단정할 것이다.",
            "優秀業者的員工儀容整潔。",
            "优秀企业的员工仪容整洁。",
        ),
        words(
            "Their staff look neat.",
            "이곳 직원은 차림새가 단정하다.",
            "這家業者的員工儀容整潔。",
            "这家企业的员工仪容整洁。",
        ),
    ),
    Statement(
        "material",
        "tangibles",
        words("Clear printed matter and screens", "보기 좋은 안내물", "清楚的說明資料", "清楚的说明资料"),
        words(
            "At an excellent provider, leaflets, letters and screens are clear and good to look at.",
            "훌륭한 곳이라면 안내문과 서류, 화면이 보기 좋고 알기 쉬울 것이다.",
            "優秀業者的文宣、信件與畫面都清楚美觀。",
            "优秀企业的宣传品、信件与页面都清楚美观。",
        ),
        words(
            "Their leaflets, letters and screens are clear and good to look at.",
            "이곳의 안내문과 서류, 화면은 보기 좋고 알기 쉽다.",
            "這家業者的文宣、信件與畫面都清楚美觀。",
            "这家企业的宣传品、信件与页面都清楚美观。",
        ),
    ),
    Statement(
        "promise",
        "reliability",
        words("Keeping promised times", "약속 시간 준수", "遵守約定的時間", "遵守约定的时间"),
        words(
            "When an excellent provider promises something by a certain time, it is done by then.",
            "훌륭한 곳이라면 언제까지 하겠다고 약속한 일을 그때까지 해낼 것이다.",
            "優秀的業者答應何時完成，就會準時完成。",
            "优秀的企业答应何时完成，就会准时完成。",
        ),
        words(
            "When they promise something by a certain time, it is done by then.",
            "이곳은 언제까지 하겠다고 약속한 일을 그때까지 해낸다.",
            "這家業者答應何時完成，就會準時完成。",
            "这家企业答应何时完成，就会准时完成。",
        ),
    ),
    Statement(
        "solving",
        "reliability",
        words("Caring about problems", "문제를 풀려는 성의", "真心解決問題", "真心解决问题"),
        words(
            "When something goes wrong, an excellent provider really wants to put it right.",
            "훌륭한 곳이라면 문제가 생겼을 때 진심으로 해결하려 할 것이다.",
            "出問題時，優秀的業者會真心想解決。",
            "出问题时，优秀的企业会真心想解决。",
        ),
        words(
            "When something goes wrong, they really want to put it right.",
            "이곳은 문제가 생겼을 때 진심으로 해결하려 한다.",
            "出問題時，這家業者真心想解決。",
            "出问题时，这家企业真心想解决。",
        ),
    ),
    Statement(
        "first-time",
        "reliability",
        words("Right the first time", "처음부터 제대로", "第一次就做對", "第一次就做对"),
        words(
            "An excellent provider gets it right the first time.",
            "훌륭한 곳이라면 처음부터 제대로 해낼 것이다.",
            "優秀的業者第一次就會做對。",
            "优秀的企业第一次就会做对。",
        ),
        words(
            "They get it right the first time.",
            "이곳은 처음부터 제대로 해낸다.",
            "這家業者第一次就做對。",
            "这家企业第一次就做对。",
        ),
    ),
    Statement(
        "on-time",
        "reliability",
        words("Service when it is due", "제때 제공되는 서비스", "按時提供服務", "按时提供服务"),
        words(
            "An excellent provider serves at the time that was agreed.",
            "훌륭한 곳이라면 정해진 시각에 서비스를 제공할 것이다.",
            "優秀的業者會在約定的時刻提供服務。",
            "优秀的企业会在约定的时刻提供服务。",
        ),
        words(
            "They serve at the time that was agreed.",
            "이곳은 정해진 시각에 서비스를 제공한다.",
            "這家業者在約定的時刻提供服務。",
            "这家企业在约定的时刻提供服务。",
        ),
    ),
    Statement(
        "records",
        "reliability",
        words("Faultless records", "틀림없는 기록", "正確無誤的紀錄", "正确无误的记录"),
        words(
            "The bills and records of an excellent provider are free of mistakes.",
            "훌륭한 곳이라면 청구서와 기록에 틀린 데가 없을 것이다.",
            "優秀業者的帳單與紀錄不會有錯。",
            "优秀企业的账单与记录不会有错。",
        ),
        words(
            "Their bills and records are free of mistakes.",
            "이곳의 청구서와 기록에는 틀린 데가 없다.",
            "這家業者的帳單與紀錄沒有錯誤。",
            "这家企业的账单与记录没有错误。",
        ),
    ),
    Statement(
        "telling-when",
        "responsiveness",
        words("Saying when", "시점 안내", "告知時程", "告知完成时间"),
        words(
            "The staff of an excellent provider say exactly when something will be done.",
            "훌륭한 곳이라면 직원이 언제 처리되는지 정확히 알려 줄 것이다.",
            "優秀業者的員工會明確告知何時完成。",
            "优秀企业的员工会明确告知何时完成。",
        ),
        words(
            "Their staff say exactly when something will be done.",
            "이곳 직원은 언제 처리되는지 정확히 알려 준다.",
            "這家業者的員工會明確告知何時完成。",
            "这家企业的员工会明确告知何时完成。",
        ),
    ),
    Statement(
        "prompt",
        "responsiveness",
        words("Prompt service", "신속한 응대", "迅速的服務", "迅速的服务"),
        words(
            "The staff of an excellent provider serve without delay.",
            "훌륭한 곳이라면 직원이 지체 없이 응대할 것이다.",
            "優秀業者的員工服務不拖延。",
            "优秀企业的员工服务不拖延。",
        ),
        words(
            "Their staff serve without delay.",
            "이곳 직원은 지체 없이 응대한다.",
            "這家業者的員工服務不拖延。",
            "这家企业的员工服务不拖延。",
        ),
    ),
    Statement(
        "willing",
        "responsiveness",
        words("Willingness to help", "기꺼이 돕는 태도", "樂於協助", "乐于协助"),
        words(
            "The staff of an excellent provider are glad to help.",
            "훌륭한 곳이라면 직원이 기꺼이 도와줄 것이다.",
            "優秀業者的員工樂於協助。",
            "优秀企业的员工乐于协助。",
        ),
        words(
            "Their staff are glad to help.",
            "이곳 직원은 기꺼이 도와준다.",
            "這家業者的員工樂於協助。",
            "这家企业的员工乐于协助。",
        ),
    ),
    Statement(
        "never-too-busy",
        "responsiveness",
        words("Time for requests", "요청을 들어 줄 여유", "不因忙碌而怠慢", "不因忙碌而怠慢"),
        words(
            "However busy it is, the staff of an excellent provider make time for a request.",
            "훌륭한 곳이라면 아무리 바빠도 직원이 요청에 시간을 내 줄 것이다.",
            "再忙，優秀業者的員工也會抽空回應需求。",
            "再忙，优秀企业的员工也会抽空回应需求。",
        ),
        words(
            "However busy it is, their staff make time for a request.",
            "이곳 직원은 아무리 바빠도 요청에 시간을 내 준다.",
            "再忙，這家業者的員工也會抽空回應需求。",
            "再忙，这家企业的员工也会抽空回应需求。",
        ),
    ),
    Statement(
        "confidence",
        "assurance",
        words("Staff one can trust", "믿음이 가는 직원", "令人信任的員工", "令人信任的员工"),
        words(
            "The way the staff of an excellent provider act makes one trust them.",
            "훌륭한 곳이라면 직원의 행동에 믿음이 갈 것이다.",
            "優秀業者員工的舉止讓人信任。",
            "优秀企业员工的举止让人信任。",
        ),
        words(
            "The way their staff act makes one trust them.",
            "이곳 직원의 행동에는 믿음이 간다.",
            "這家業者員工的舉止讓人信任。",
            "这家企业员工的举止让人信任。",
        ),
    ),
    Statement(
        "safe",
        "assurance",
        words("Feeling safe", "안심하고 이용", "安心往來", "安心往来"),
        words(
            "With an excellent provider one feels safe, in money matters too.",
            "훌륭한 곳이라면 돈 문제까지 안심하고 맡길 수 있을 것이다.",
            "與優秀的業者往來，連金錢方面都能安心。",
            "与优秀的企业往来，连金钱方面都能安心。",
        ),
        words(
            "With them I feel safe, in money matters too.",
            "이곳은 돈 문제까지 안심하고 맡길 수 있다.",
            "與這家業者往來，連金錢方面我都能安心。",
            "与这家企业往来，连金钱方面我都能安心。",
        ),
    ),
    Statement(
        "courtesy",
        "assurance",
        words("Courtesy", "예의", "有禮貌", "有礼貌"),
        words(
            "The staff of an excellent provider are polite, every time.",
            "훌륭한 곳이라면 직원이 언제나 예의 바를 것이다.",
            "優秀業者的員工始終有禮。",
            "优秀企业的员工始终有礼。",
        ),
        words(
            "Their staff are polite, every time.",
            "이곳 직원은 언제나 예의 바르다.",
            "這家業者的員工始終有禮。",
            "这家企业的员工始终有礼。",
        ),
    ),
    Statement(
        "knowledge",
        "assurance",
        words("Knowing the answers", "전문 지식", "專業知識", "专业知识"),
        words(
            "The staff of an excellent provider know enough to answer one's questions.",
            "훌륭한 곳이라면 직원이 질문에 답할 만큼 잘 알고 있을 것이다.",
            "優秀業者的員工懂得夠多，能回答問題。",
            "优秀企业的员工懂得够多，能回答问题。",
        ),
        words(
            "Their staff know enough to answer my questions.",
            "이곳 직원은 내 질문에 답할 만큼 잘 알고 있다.",
            "這家業者的員工懂得夠多，能回答我的問題。",
            "这家企业的员工懂得够多，能回答我的问题。",
        ),
    ),
    Statement(
        "individual",
        "empathy",
        words("Individual attention", "개별적인 관심", "個別關注", "个别关注"),
        words(
            "An excellent provider treats everyone as a person, not as a number.",
            "훌륭한 곳이라면 고객 한 사람 한 사람에게 관심을 기울일 것이다.",
            "優秀的業者會把每位顧客當作獨特的個人看待。",
            "优秀的企业会把每位顾客当作独特的个人看待。",
        ),
        words(
            "They treat me as a person, not as a number.",
            "이곳은 나 한 사람에게 관심을 기울인다.",
            "這家業者把我當作獨特的個人看待。",
            "这家企业把我当作独特的个人看待。",
        ),
    ),
    Statement(
        "hours",
        "empathy",
        words("Convenient hours", "편리한 이용 시간", "方便的服務時間", "方便的服务时间"),
        words(
            "An excellent provider is open when its customers have time.",
            "훌륭한 곳이라면 고객이 편한 시간에 문을 열어 둘 것이다.",
            "優秀的業者會在顧客方便的時間提供服務。",
            "优秀的企业会在顾客方便的时间提供服务。",
        ),
        words(
            "They are open when I have time.",
            "이곳은 내가 편한 시간에 이용할 수 있다.",
            "這家業者在我方便的時間提供服務。",
            "这家企业在我方便的时间提供服务。",
        ),
    ),
    Statement(
        "personal",
        "empathy",
        words("Staff who take an interest", "세심한 직원", "體貼的員工", "体贴的员工"),
        words(
            "The staff of an excellent provider take an interest in the person before them.",
            "훌륭한 곳이라면 직원이 눈앞의 고객을 세심하게 살필 것이다.",
            "優秀業者的員工會用心對待眼前的顧客。",
            "优秀企业的员工会用心对待眼前的顾客。",
        ),
        words(
            "Their staff take an interest in me.",
            "이곳 직원은 나를 세심하게 살핀다.",
            "這家業者的員工用心對待我。",
            "这家企业的员工用心对待我。",
        ),
    ),
    Statement(
        "interest",
        "empathy",
        words("The customer's interest first", "고객의 이익 우선", "以顧客利益為先", "以顾客利益为先"),
        words(
            "An excellent provider has its customers' best interest at heart.",
            "훌륭한 곳이라면 고객에게 무엇이 가장 좋은지를 먼저 생각할 것이다.",
            "優秀的業者會把顧客的最大利益放在心上。",
            "优秀的企业会把顾客的最大利益放在心上。",
        ),
        words(
            "They have my best interest at heart.",
            "이곳은 나에게 무엇이 가장 좋은지를 먼저 생각한다.",
            "這家業者把我的最大利益放在心上。",
            "这家企业把我的最大利益放在心上。",
        ),
    ),
    Statement(
        "needs",
        "empathy",
        words("Understanding needs", "필요에 대한 이해", "理解需求", "理解需求"),
        words(
            "The staff of an excellent provider understand what each customer needs.",
            "훌륭한 곳이라면 직원이 고객마다 무엇이 필요한지 이해할 것이다.",
            "優秀業者的員工了解每位顧客的需要。",
            "优秀企业的员工了解每位顾客的需要。",
        ),
        words(
            "Their staff understand what I need.",
            "이곳 직원은 내게 무엇이 필요한지 이해한다.",
            "這家業者的員工了解我的需要。",
            "这家企业的员工了解我的需要。",
        ),
    ),
)
