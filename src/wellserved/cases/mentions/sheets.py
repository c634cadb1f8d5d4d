"""Reviews and mentions from a CSV file: columns by their header, in any order, whatever the delimiter."""

import csv
import hashlib
from collections.abc import Iterator
from io import StringIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from wellserved.platform.html_text import text_of

from .adapter import MOST_TEXT, Fault, Mention, SourceUnreadable, language_of, link_of, moment_of

__all__ = ["COLUMNS", "LARGEST", "mentions_of_csv"]

COLUMNS = {
    "text": "text, review, content, comment, body, 내용, 리뷰, 후기, 內容, 评论, 評論, 内容",
    "title": "title, subject, 제목, 標題, 标题",
    "author": "author, name, user, reviewer, 작성자, 이름, 作者, 姓名",
    "link": "link, url, 링크, 連結, 链接",
    "at": "at, date, time, created_at, published, 날짜, 작성일, 日期, 時間, 时间",
    "rating": "rating, stars, score, 별점, 평점, 評分, 评分, 星等",
    "scale": "scale, out of, 만점, 滿分, 满分",
    "language": "language, lang, 언어, 語言, 语言",
    "id": "id, external_id, review id, 번호, 編號, 编号",
}
"""Each column and the headers that it goes by; capitals, blanks and underscores do not matter."""
LARGEST = 8 * 1024 * 1024
MOST = 20_000


def _plain(header: str) -> str:
    return "".join(c for c in header.casefold() if c.isalnum())


_BY_HEADER = {_plain(header): column for column, headers in COLUMNS.items() for header in headers.split(",")}


def mentions_of_csv(content: bytes) -> Iterator[tuple[int, Mention | Fault]]:
    """Each mention with the number of its line, or the fault that keeps it out. Raises SourceUnreadable."""
    text = _text(content)
    header = text.partition("\n")[0]
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t|", key=header.count))
    try:
        names = [_BY_HEADER.get(_plain(name), "") for name in _next(rows) or []]
    except csv.Error:
        names = []
    if not {"text", "rating"} & set(names):
        raise SourceUnreadable(
            _(
                "The first line names neither a column for the text nor one for the rating. Name them: text, rating."
            )
        )
    for _nth in range(MOST):
        begins = rows.line_num + 1
        try:
            cells = _next(rows)
        except csv.Error as error:
            mend = _("Close the quotes and send it again.")
            yield begins, Fault(place=_("line %(n)s") % {"n": begins}, why=f"{error}.", mend=mend)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield begins, _read(dict(zip(names, cells, strict=False)), begins)
    if _next(rows) is not None:
        mend = _("Send the rest in a file of its own.")
        why = _("A file has at most %(n)s lines.") % {"n": f"{MOST:,}"}
        yield rows.line_num, Fault(place=_("line %(n)s") % {"n": rows.line_num}, why=why, mend=mend)


def _next(rows: Iterator[list[str]]) -> list[str] | None:
    return next(rows, None)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        best = from_bytes(content[:200_000]).best()
        if best is None:
            raise SourceUnreadable(
                _("This is no text. Save the file as 'CSV UTF-8' and send it again.")
            ) from None
        return content.decode(best.encoding, errors="replace").replace("\0", "")


def _read(row: dict[str, str], line: int) -> Mention | Fault:
    given = {name: cell.strip() for name, cell in row.items() if name}

    def fault(why: str, mend: str) -> Fault:
        return Fault(place=_("line %(n)s") % {"n": line}, why=why, mend=mend)

    text, title = _words(given.get("text", ""))[:MOST_TEXT], _words(given.get("title", ""))[:200]
    scale, rating = _number(given.get("scale", "") or "5"), None
    if given.get("rating"):
        rating = _number(given["rating"])
        if rating is None or scale is None or not 0 <= rating <= scale or scale <= 1:
            return fault(
                _("“%(text)s” is no rating up to %(most)s.")
                % {"text": given["rating"][:40], "most": given.get("scale") or "5"},
                _("Write it as a number, and how many there are at most into a column 'scale'."),
            )
    if not (text or title or rating is not None):
        return fault(_("There are neither words nor a rating."), _("Fill in the text."))
    at = moment_of(given["at"]) if given.get("at") else None
    if given.get("at") and at is None:
        return fault(
            _("“%(text)s” is no time.") % {"text": given["at"][:40]},
            _("Write it as 2026-03-01 or 2026-03-01T09:30+09:00."),
        )
    if given.get("link") and not link_of(given["link"]):
        return fault(_("The link is no web address."), _("Begin it with https://, or leave it out."))
    author, link = _words(given.get("author", ""))[:120], link_of(given.get("link"))
    name = given.get("id") or link
    if not name:
        who = f"{author}\0{given.get('at', '')}\0{'' if author and at else text + title}"
        name = hashlib.sha256(who.encode()).hexdigest()
    return Mention(
        external_id=name,
        text=text or title,
        title=title,
        author=author,
        link=link,
        at=at,
        rating=rating,
        scale=scale or 5,
        language=language_of(given.get("language")),
    )


def _words(text: str) -> str:
    return text_of(text) if "<" in text else text


def _number(text: str) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < 1e6 else None
