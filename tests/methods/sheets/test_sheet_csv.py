"""Reading CSV: encodings, delimiters, quoting, widths."""

import pytest

from momentum.methods.sheets import Limits, SheetError, read_sheet

TEXT = "naam;woonplaats\nZoë;Curaçao\nJosé;Łódź\n"
WESTERN = "naam;woonplaats\nZoë;Curaçao €\n"


def refused(content: bytes, **how) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_sheet(content, **how)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(encoding):
    sheet = read_sheet(TEXT.encode(encoding))
    assert sheet.header == ("naam", "woonplaats")
    assert sheet.rows == [("Zoë", "Curaçao"), ("José", "Łódź")]


def test_windows_encoding():
    sheet = read_sheet(WESTERN.encode("cp1252"))
    assert (sheet.encoding, sheet.rows) == ("cp1252", [("Zoë", "Curaçao €")])


def test_latin_1_where_the_mapping_says_so():
    assert read_sheet("a\n¤\n".encode("latin-1"), encoding="latin-1").rows == [("¤",)]


def test_wrong_or_unknown_encoding_is_refused():
    assert refused(WESTERN.encode("cp1252"), encoding="utf-8").code == "encoding_wrong"
    assert refused(b"a\n1\n", encoding="klingon").code == "encoding_unknown"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    text = f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n"
    sheet = read_sheet(text.encode())
    assert (sheet.delimiter, sheet.rows) == (delimiter, [("1", "2", "3")])


def test_decimal_commas_do_not_look_like_delimiters():
    sheet = read_sheet(b"naam;uren;loon\nx;36,5;12,1\ny;8,0;9,9\n")
    assert (sheet.delimiter, sheet.rows[0]) == (";", ("x", "36,5", "12,1"))


def test_excels_own_delimiter_line_counts_as_a_line():
    sheet = read_sheet(b"sep=|\r\na|b\r\n1|2\r\n")
    assert (sheet.header, sheet.rows, sheet.lines) == (("a", "b"), [("1", "2")], [3])


def test_rows_are_numbered_by_their_line_in_the_file():
    sheet = read_sheet(b'a,b\r\n"two\r\nlines",1\r\n\r\nx,2\r\n')
    assert sheet.lines == [2, 5]
    assert sheet.rows[0][0] == "two\r\nlines"


def test_empty_rows_are_no_rows():
    assert read_sheet(b"a,b\n,\n1,2\n,\n").lines == [3]


def test_rows_of_another_width_are_named():
    sheet = read_sheet(b"a,b\n1\n1,2,3\n1,2\n")
    assert sheet.wrong_width == {2: 1, 3: 3}


def test_duplicate_headers_are_told():
    assert read_sheet(b"a,b,a,,\n1,2,3,,\n").duplicates == ("a",)


def test_header_names_are_trimmed():
    assert read_sheet(b'" a ","b\n c"\n1,2\n').header == ("a", "b c")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b'a,b\n"open,1\n2,3\n', "csv_broken"),
        (b'a,b\n"x"y,1\n', "csv_broken"),
        (b"a,b\n1,\x00\n", "not_text"),
        (b"%PDF-1.7 ...", "format_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "format_unknown"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "csv_broken"),
    ],
)
def test_what_cannot_be_read_is_refused(content, code):
    assert refused(content).code == code


def test_an_unclosed_quote_names_its_line():
    assert refused(b'a,b\n1,2\n"open,1\n2,3\n').params["line"] == 3


def test_a_missing_file_is_refused(tmp_path):
    assert refused(tmp_path / "none.csv").code == "file_not_found"
    assert refused(tmp_path).code == "file_unreadable"


def test_a_file_of_a_gigabyte_is_refused_by_its_size(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(2**30)
    error = refused(path)
    assert error.code == "file_too_big"
    assert str(error) == "The file is 1.0 GB; at most 200.0 MB is read. Split it into smaller files."


def test_the_size_limit_is_a_parameter():
    assert refused(b"a,b\n1,2\n", limits=Limits(file_bytes=5)).code == "file_too_big"


def test_too_many_cells_are_refused():
    assert refused(b"a,b\n1,2\n1,2\n", limits=Limits(cells=5)).code == "too_many_cells"
