"""Writing sheets: equal bytes for equal rows, nothing that runs when it is opened, and back unharmed."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from momentum.methods.sheets import SheetError, neutral, read_sheet, write_csv, write_ods, write_xlsx

WRITERS = [write_csv, write_xlsx, write_ods]
ROWS = [("Zoë", 1, 36.5, True, date(2016, 12, 31)), (None, -3, 0.1, False, date(1999, 1, 1))]


def written(write, header, rows) -> bytes:
    out = io.BytesIO()
    write(out, header, rows)
    return out.getvalue()


@pytest.mark.parametrize("write", WRITERS)
def test_equal_rows_are_equal_bytes(write):
    assert written(write, "abcde", ROWS) == written(write, "abcde", ROWS)


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_types_come_back(write):
    assert read_sheet(written(write, "abcde", ROWS)).rows == ROWS


def test_csv_is_utf_8_that_spreadsheets_recognise():
    assert written(write_csv, ["naam"], [("Zoë",)]) == "\ufeffnaam\r\nZoë\r\n".encode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_text_that_starts_a_formula_is_made_harmless(start):
    assert neutral(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_numbers_stay_numbers():
    assert [neutral(cell) for cell in (-5, -0.5, None, date(2016, 1, 1), "a=b")] == [
        -5, -0.5, None, date(2016, 1, 1), "a=b",
    ]  # fmt: skip
    assert read_sheet(written(write_csv, ["n", "m"], [(-5, "x")])).rows == [("-5", "x")]


@pytest.mark.parametrize("write", WRITERS)
def test_no_writer_writes_a_formula(write):
    content = written(write, ["=A1", "b"], [("=1+1", '=HYPERLINK("http://x")'), ("@SUM(A1)", "-2+3")])
    sheet = read_sheet(content)
    assert sheet.header == ("'=A1", "b")
    assert all(str(cell).startswith("'") for row in sheet.rows for cell in row)
    if write is not write_csv:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = b"".join(archive.read(name) for name in archive.namelist())
        assert b"<f>" not in parts
        assert b"table:formula" not in parts


def test_a_moment_is_written_with_its_time():
    moment = datetime(2016, 1, 2, 3, 4, 5)
    for write in (write_xlsx, write_ods):
        assert read_sheet(written(write, ["a"], [(moment,)])).rows == [(moment,)]


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20
).filter(
    lambda text: (
        neutral(text) == text and text.strip() == text and "\ufffe" not in text and "\uffff" not in text
    )
)
NUMBERS = st.floats(-1e300, 1e300).map(lambda x: int(x) if x.is_integer() and abs(x) < 2**53 else x)
TYPED = st.tuples(
    TEXTS,
    NUMBERS,
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2199, 12, 31)),
    st.none() | TEXTS,
    st.just("end"),
)


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(TYPED, min_size=1, max_size=8))
def test_whatever_is_written_to_a_workbook_is_read_back(write, rows):
    back = read_sheet(written(write, "abcdef", rows)).rows
    assert [row[:1] + row[2:] for row in back] == [row[:1] + row[2:] for row in rows]
    assert [row[1] for row in back] == pytest.approx([row[1] for row in rows], rel=1e-14)


@settings(max_examples=100, deadline=None)
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS, st.just("end")), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
)
def test_whatever_is_written_to_csv_is_read_back(rows, delimiter):
    out = io.BytesIO()
    write_csv(out, "abc", rows, delimiter=delimiter)
    assert read_sheet(out.getvalue(), delimiter=delimiter).rows == rows


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=400))
def test_random_bytes_raise_nothing_but_a_sheet_error(content):
    with suppress(SheetError):
        read_sheet(content)


@settings(max_examples=25, deadline=None)
@given(data=st.data(), write=st.sampled_from([write_xlsx, write_ods]))
def test_damaged_workbooks_raise_nothing_but_a_sheet_error(data, write):
    content = bytearray(written(write, "ab", [("x", 1), ("y", 2)]))
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(SheetError):
        read_sheet(bytes(content))


@settings(max_examples=15, deadline=None)
@given(
    parts=st.dictionaries(
        st.sampled_from(["[Content_Types].xml", "content.xml", "xl/workbook.xml"]), st.binary(max_size=200)
    )
)
def test_random_archives_raise_nothing_but_a_sheet_error(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(SheetError):
        read_sheet(out.getvalue())
