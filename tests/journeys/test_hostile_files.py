"""Files made to do harm, offered through the page: each refused in words, none kept, none served."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from momentum.journeys.models import ImportBatch
from momentum.methods.sheets import write_csv, write_ods, write_xlsx

pytestmark = pytest.mark.django_db
HEADER = ["code", "van", "tot"]
ROWS = [["a1", "1-2-2016", "1-3-2016"]]


def sheet(write) -> bytes:
    out = io.BytesIO()
    write(out, HEADER, ROWS)
    return out.getvalue()


def packed(*members: tuple[str, bytes], after: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return after + out.getvalue()


def with_member(workbook: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(workbook)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


CSV, XLSX, ODS = sheet(write_csv), sheet(write_xlsx), sheet(write_ods)
SCRIPT = b"<script>alert(1)</script>"
REFUSED = {
    "empty": ("stays.csv", b""),
    "wrong magic: a picture as CSV": ("stays.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 100),
    "wrong magic: CSV as XLSX": ("stays.xlsx", CSV),
    "wrong magic: ODS as XLSX": ("stays.xlsx", ODS),
    "wrong magic: XLSX as CSV": ("stays.csv", XLSX),
    "a program": ("stays.csv", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 100),
    "a program that runs on Linux": ("stays.csv", b"\x7fELF\x02\x01\x01" + b"\x00" * 100),
    "a page as CSV": ("stays.csv", b"<!doctype HTML><title>x</title>" + SCRIPT),
    "a page after blanks as CSV": ("stays.csv", b"\xef\xbb\xbf \r\n\t<HtMl>" + SCRIPT),
    "a drawing as CSV": ("stays.csv", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
    "XML as CSV": ("stays.csv", b'<?xml version="1.0"?><a/>'),
    "a drawing": ("stays.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a double ending": ("stays.csv.exe", CSV),
    "a double ending, as a page": ("stays.xlsx.html", CSV),
    "no ending": ("stays", CSV),
    "a zip bomb": ("stays.xlsx", packed(*[(f"xl/{n}.xml", b"0" * 60_000_000) for n in range(20)], ("xl/workbook.xml", b""))),
    "a zip in a zip": ("stays.xlsx", packed(("inner.xlsx", packed(("xl/workbook.xml", b"x"))))),
    "two kinds in one: a PDF that is a zip too": ("stays.xlsx", packed(("xl/workbook.xml", b"x"), after=b"%PDF-1.7\n")),
    "two kinds in one: a page that is a zip too": ("stays.csv", b"<html>" + SCRIPT + XLSX),
    "a picture that is a workbook too": ("stays.xlsx", b"GIF89a" + XLSX),
    "a zip cut short": ("stays.xlsx", XLSX[:200]),
}  # fmt: skip


@pytest.fixture
def noor(city):
    client = Client()
    client.force_login(city.noor.user)
    client.raise_request_exception = False
    return client


def kept() -> set[Path]:
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return {path for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def offer(client, name, content):
    # The client would take away a path in the name, as browsers do; whoever attacks writes the request by hand.
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n--b--\r\n"
    )
    return client.post(reverse("journeys:import"), body, content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_file_is_refused_in_words_and_not_kept(noor, what):
    name, content = REFUSED[what]
    before = kept()
    answer = offer(noor, name, content)
    assert answer.status_code in (200, 422), what
    assert "error-summary" in answer.content.decode()
    assert "alert(1)" not in answer.content.decode()
    assert not ImportBatch.objects.exists()
    assert kept() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("stays.csv", CSV),
        ("STAYS.XLSX", XLSX),
        ("../../../../etc/cron.d/stays.csv", CSV),
        ("..\\..\\stays.ods", ODS),
        ("/etc/passwd.csv", CSV),
        ("stays.exe.csv", CSV),
        ("\u202evsc.stays.csv", CSV),
        ("stays.xlsx", with_member(XLSX, "xl/inner.zip", packed(("again.zip", packed(("x", b"0" * 1000)))))),
    ],
)
def test_what_is_taken_in_lies_under_a_name_that_nobody_chose_and_only_the_server_reads_it(
    noor, name, content
):
    before = kept()
    assert offer(noor, name, content).status_code == 302
    batch = ImportBatch.objects.get()
    (file,) = kept() - before
    assert file.name == str(batch.pk)
    assert file.read_bytes() == content
    assert file.stat().st_mode & 0o777 == 0o600
    assert not {"/", "\\"} & set(batch.file_name)


def test_a_header_of_a_hundred_thousand_columns_is_refused_before_any_page_offers_them(noor):
    answer = offer(noor, "stays.csv", ",".join(f"k{n}" for n in range(100_000)).encode() + b"\n1\n")
    assert "100000" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_line_of_ten_megabytes_is_answered(noor):
    assert offer(noor, "stays.csv", b"x" * 10_000_000).status_code in (200, 302, 422)


def test_what_is_far_too_large_is_not_even_read(noor, settings):
    settings.UPLOAD_LIMIT_MB = 1
    before = kept()
    answer = offer(noor, "stays.csv", b"x" * 3_100_000)
    assert answer.status_code == 400
    assert kept() == before
    answer = offer(noor, "stays.csv", b"code,van,tot\n" + b"x" * 1_100_000)
    assert "1 MB" in answer.content.decode(), "what is a little too large is told in words"


def test_nothing_that_was_offered_has_an_address(noor):
    offer(noor, "stays.csv", CSV)
    batch = ImportBatch.objects.get()
    for path in (
        f"/static/{batch.file.name}",
        f"/files/{batch.file.name}",
        f"/media/{batch.file.name}",
        f"/{batch.file.name}",
    ):
        assert noor.get(path).status_code in (404, 302)
