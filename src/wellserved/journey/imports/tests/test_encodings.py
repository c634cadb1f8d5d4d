"""An encoding is named, or UTF-8, or marked by the file itself; never guessed in silence."""

from collections.abc import Callable

import pytest

from wellserved.journey.imports.contracts import Counts
from wellserved.journey.imports.reading import EncodingError, UnreadableFileError
from wellserved.journey.imports.tests.conftest import REPAIRS, Imports

Run = Callable[..., Counts]
NAMES = {
    "cp949": "서비스 품질 측정과 고객의 기대 그리고 직원의 친절한 응대",
    "big5": "服務品質的期望與實際感受，以及門市人員的親切接待",
    "shift_jis": "サービスの品質、お客様の期待、係員の親切な応対について",
    "gb18030": "服务质量的期望与实际感受，以及门店人员的亲切接待",
}


def _text(name: str) -> str:
    rows = "".join(f"r{n},2026-01-01,2026-01-03,{name}\n" for n in range(30))
    return f"id,brought,back,{name[:3]}\n{rows}"


def _mapping(imports: Imports) -> str:
    return imports.mapping(REPAIRS.replace('told = "told"\n', ""))


@pytest.mark.parametrize("encoding", [*NAMES, "utf-16", "utf-16-le", "utf-8-sig", "utf-32"])
def test_a_named_encoding_is_read(imports: Imports, encoding: str) -> None:
    imports.file("repairs.csv", _text(NAMES.get(encoding, "서비스")), encoding=encoding)
    assert imports.run(_mapping(imports), encoding=encoding).recorded == 30


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding(imports: Imports, encoding: str) -> None:
    imports.file("repairs.csv", _text("서비스"), encoding=encoding)
    assert imports.run(_mapping(imports)).recorded == 30


@pytest.mark.parametrize("encoding", list(NAMES))
def test_without_a_name_the_error_says_where_and_what_it_may_be(imports: Imports, encoding: str) -> None:
    plain = b"id,brought,back,x\nr,2026-01-01,2026-01-03,x\n"
    imports.file("repairs.csv", plain + _text(NAMES[encoding]).encode(encoding))
    with pytest.raises(EncodingError) as error:
        imports.run(_mapping(imports))
    sentence = str(error.value)
    assert f"line 3, byte {len(plain) + len('id,brought,back,') + 1} " in sentence
    assert encoding in sentence
    assert not imports.moments()


def test_utf16_without_a_mark_is_named_in_the_error(imports: Imports) -> None:
    imports.file("repairs.csv", "id,brought,back\nr,2026-01-01,2026-01-02\n", encoding="utf-16-le")
    with pytest.raises(UnreadableFileError, match="--encoding utf-16-le"):
        imports.run(_mapping(imports))


def test_with_a_named_encoding_only_the_lines_that_break_it_are_rejected(imports: Imports) -> None:
    lines = _text(NAMES["cp949"]).encode("cp949").split(b"\n")
    lines[4] += b"\xff\xff"
    imports.file("repairs.csv", b"\n".join(lines))
    counts = imports.run(_mapping(imports), encoding="cp949")
    assert (counts.recorded, counts.rejected) == (29, 1)
    (told,) = imports.rejects()
    assert told["line"] == "5"
    assert "not cp949" in told["reason"]


def test_a_mark_against_the_name_is_refused(imports: Imports) -> None:
    imports.file("repairs.csv", _text("서비스"), encoding="utf-8-sig")
    with pytest.raises(EncodingError, match="byte order mark of utf-8"):
        imports.run(_mapping(imports), encoding="cp949")


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13"])
def test_an_encoding_that_is_none_is_refused(imports: Imports, name: str) -> None:
    imports.file("repairs.csv", _text("서비스"))
    with pytest.raises(EncodingError, match="no encoding named") as error:
        imports.run(_mapping(imports), encoding=name)
    assert error.value.exit_code == 2


@pytest.mark.parametrize("content", ["", "\n\n", '"never closed\n1,2\n'])
def test_a_file_without_a_header_is_unreadable(imports: Imports, content: str) -> None:
    imports.file("repairs.csv", content)
    with pytest.raises(UnreadableFileError, match="header"):
        imports.run(_mapping(imports))


def test_columns_are_found_however_their_names_are_spaced_and_composed(imports: Imports) -> None:
    import unicodedata  # noqa: PLC0415  only to write what a Mac writes

    header = unicodedata.normalize("NFD", "번호") + ",  가져온   날 ,back\n"
    imports.file("repairs.csv", header + "r,2026-01-01,2026-01-03\n")
    mapping = REPAIRS.replace('told = "told"\n', "").replace("{id}", "{번호}")
    counts = imports.run(imports.mapping(mapping.replace("brought", "col('가져온 날')")))
    assert counts.recorded == 1
