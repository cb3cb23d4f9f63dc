"""Reading XLSX and ODS: cell types, several sheets, and workbooks that are damaged or mean harm."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter

from momentum.methods.sheets import Limits, SheetError, read_sheet, write_ods, write_xlsx


def workbook(fill, **options) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, options)
    fill(book)
    book.close()
    return out.getvalue()


def refused(content, **how) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_sheet(content, **how)
    return caught.value


def written(write, rows) -> bytes:
    out = io.BytesIO()
    write(out, [f"c{place}" for place in range(len(rows[0]))], rows)
    return out.getvalue()


def changed(content: bytes, part: str, change) -> bytes:
    """The workbook with one part's bytes changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_cell_types_of_a_workbook():
    def fill(book):
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        page.write_row(0, 0, ["date", "moment", "yes", "number", "whole", "text", "formula"])
        page.write_datetime(1, 0, datetime(2016, 12, 31), day)
        page.write_datetime(1, 1, datetime(2016, 12, 31, 13, 5), day)
        page.write_boolean(1, 2, True)
        page.write_number(1, 3, 36.5)
        page.write_number(1, 4, 42370)
        page.write_string(1, 5, "0123")
        page.write_formula(1, 6, "=E2+1", None, 42371)

    row = read_sheet(workbook(fill)).rows[0]
    assert row == (date(2016, 12, 31), datetime(2016, 12, 31, 13, 5), True, 36.5, 42370, "0123", 42371)
    assert [type(cell) for cell in row[2:5]] == [bool, float, int]


def test_rows_are_numbered_as_the_spreadsheet_numbers_them():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(2, 1, ["a", "b"])
        page.write_row(5, 1, [1, 2])

    sheet = read_sheet(workbook(fill))
    assert (sheet.header, sheet.lines, sheet.rows) == (("a", "b"), [6], [(1, 2)])


def test_cells_right_of_the_header_are_told():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_row(1, 0, [1, 2, 3])
        page.write_row(2, 0, [1])

    assert read_sheet(workbook(fill)).wrong_width == {2: 3}


def test_the_first_visible_sheet_or_the_named_one():
    def fill(book):
        for name in ("hidden", "first", "second"):
            book.add_worksheet(name).write_row(0, 0, [name])
        book.get_worksheet_by_name("first").activate()
        book.get_worksheet_by_name("hidden").hide()

    content = workbook(fill)
    assert read_sheet(content).name == "first"
    assert read_sheet(content, sheet="second").header == ("second",)
    error = refused(content, sheet="third")
    assert (error.code, error.params["sheets"]) == ("sheet_not_found", "hidden, first, second")


def test_cells_with_an_error_are_not_taken_for_empty():
    def fill(book):
        page = book.add_worksheet()
        page.write_row(2, 2, ["a", "b"])
        page.write_string(3, 2, "x")
        page.write_formula(3, 3, "=1/0", None, "#DIV/0!")

    assert read_sheet(workbook(fill)).rows == [("x", "#DIV/0!")]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ('office:value-type="string" office:string-value=""', "#DIV/0!"),
        ('office:value-type="float" office:value="0"', "Err:502"),
    ],
)
def test_ods_cells_with_an_error_are_not_taken_for_empty(value, shown):
    cell = f'<table:table-cell table:formula="of:=1/0" {value} calcext:value-type="error"><text:p>{shown}</text:p>'
    broken = changed(
        written(write_ods, [("x", "ERROR")]),
        "content.xml",
        lambda xml: xml.replace(
            b'<table:table-cell office:value-type="string"><text:p>ERROR</text:p>', cell.encode()
        ).replace(b" xmlns:text", b' xmlns:calcext="urn:x" xmlns:text'),
    )
    assert read_sheet(broken).rows == [("x", shown)]


def test_serial_dates_since_1904():
    def fill(book):
        book.add_worksheet().write_row(0, 0, ["a"])

    assert read_sheet(workbook(fill)).epoch == date(1899, 12, 30)
    assert read_sheet(workbook(fill, date_1904=True)).epoch == date(1904, 1, 1)


def test_the_first_bytes_decide_not_the_name(tmp_path):
    path = tmp_path / "really_a_workbook.csv"
    path.write_bytes(written(write_xlsx, [("x",)]))
    assert read_sheet(path).format == "xlsx"
    text = tmp_path / "really_text.xlsx"
    text.write_bytes(b"a,b\n1,2\n")
    assert read_sheet(text).format == "csv"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    zeros = b"\0" * 2**20
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(110):
                part.write(zeros)
    error = refused(out.getvalue(), limits=Limits(unpacked_bytes=100 * 2**20))
    assert error.code == "workbook_expands"
    assert "unpacks to 110.0 MB; at most 100.0 MB is read" in str(error)
    assert Limits().unpacked_bytes == 2**30


def test_a_bomb_that_lies_about_its_size_meets_the_limits_of_the_process():
    small = written(write_xlsx, [("x",)])
    bomb = bytearray(changed(small, "xl/worksheets/sheet1.xml", lambda _: b" " * (300 * 2**20)))
    with zipfile.ZipFile(io.BytesIO(bytes(bomb))) as archive:
        honest = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    lying = bytes(bomb).replace(honest, (1000).to_bytes(4, "little"))
    assert refused(lying, limits=Limits(memory_bytes=2**28)).code in ("workbook_broken", "workbook_too_heavy")


def test_a_sheet_that_claims_a_cell_in_the_last_corner_is_refused():
    far = changed(
        written(write_xlsx, [("x",)]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"'),
    )
    assert refused(far).code == "workbook_too_heavy"


def test_too_slow_is_refused():
    rows = [(f"text {number}", number) for number in range(5000)]
    assert refused(written(write_xlsx, rows), limits=Limits(seconds=0)).code == "workbook_too_slow"


def test_too_many_cells_are_refused():
    rows = [("x", number) for number in range(100)]
    for write in (write_xlsx, write_ods):
        assert refused(written(write, rows), limits=Limits(cells=50)).code == "too_many_cells"


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_truncated_workbook_is_refused(write):
    content = written(write, [(f"name {number}", number) for number in range(200)])
    for length in range(4, len(content), max(1, len(content) // 12)):
        assert refused(content[:length]).code in ("workbook_broken", "not_text")


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_workbook_with_broken_xml_is_refused(write):
    content = written(write, [("x", 1)])
    part = "xl/worksheets/sheet1.xml" if write is write_xlsx else "content.xml"
    assert refused(changed(content, part, lambda xml: xml[: len(xml) // 2])).code in (
        "workbook_broken",
        "file_empty",
    )


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert refused(out.getvalue()).code == "format_unknown"


def test_an_empty_workbook_is_refused():
    assert refused(workbook(lambda book: book.add_worksheet())).code == "file_empty"
