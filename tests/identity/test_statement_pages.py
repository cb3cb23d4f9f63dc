"""The statement's pages: the whole way in a browser's requests, and what the public reads at the end."""

import hashlib
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from momentum.identity.actions import statements as actions
from momentum.identity.models import Statement
from momentum.identity.queries.kept import forget
from momentum.identity.report import write_pdf
from tests.identity import stated_field

WORDS = {"remark_nl": "De aanbesteding weegt.\n\nDaarom.", "remark_en": "The tender weighs.\n\nThat is why."}


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = date(2017, 3, 14)
    forget()
    with override("en"):
        yield
    forget()


@pytest.fixture
def field(db):
    return stated_field.build()


def of(actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


@pytest.fixture
def submitted(field):
    statement = actions.make_statement(field.anna, year=2016)
    statement = actions.write_remark(field.anna, statement, **WORDS)
    return actions.submit(field.anna, statement)


@pytest.fixture
def public(field, submitted):
    checked = actions.check(field.bo, submitted, content_hash=submitted.content_hash)
    return actions.approve(field.bea, checked, content_hash=checked.content_hash)


def url(name, *more):
    return reverse(f"identity:{name}", args=more)


def seen(statement):
    return {"content_hash": statement.content_hash, "version": statement.version}


def test_from_the_list_to_the_public_page(field):
    anna, bo, bea, visitor = of(field.anna), of(field.bo), of(field.bea), Client()
    assert visitor.get(url("statement", 2016)).status_code == 404
    answer = anna.post(url("new_statement"), {"year": 2016}, follow=True)
    assert answer.redirect_chain[-1][0] == url("statement_work", 2016)
    assert "enterprises drift towards the state" in answer.content.decode()
    answer = anna.post(url("statement_step", 2016, "submit"), {"version": 1})
    assert "Say in your own words" in answer.content.decode()
    anna.post(url("statement_words", 2016), {**WORDS, "version": 1})
    statement = Statement.objects.get()
    anna.post(url("statement_step", 2016, "submit"), {"version": statement.version})
    statement.refresh_from_db()
    bo.post(url("statement_step", 2016, "check"), seen(statement))
    statement.refresh_from_db()
    page = bea.get(url("statement_work", 2016)).content.decode()
    assert "Approve and publish exactly this" in page
    answer = bea.post(url("statement_step", 2016, "approve"), seen(statement), follow=True)
    assert "Approved and published" in answer.content.decode()
    page = visitor.get(url("statement", 2016)).content.decode()
    for name, role in (("Anna", "analyst"), ("Bo", "analyst"), ("Bea", "board member")):
        assert f"{name}, {role}" in page
    assert "The tender weighs." in page
    assert url("statement", 2016) in visitor.get(url("statements")).content.decode()


def test_the_page_in_dutch_says_who_approved_it(public):
    with override("nl"):
        page = Client().get(url("statement", 2016)).content.decode()
    assert "De aanbesteding weegt." in page
    assert "bestuurslid" in page


def test_others_find_nothing_where_it_is_made(field, submitted):
    for actor in (field.broker, field.manager):
        assert of(actor).get(url("statement_work", 2016)).status_code == 404
        assert of(actor).post(url("new_statement"), {"year": 2015}).status_code == 404
    assert Client().get(url("statement_work", 2016)).status_code == 404
    assert of(field.anna).post(url("statement_step", 2016, "check"), seen(submitted)).status_code == 404
    assert of(field.bea).post(url("statement_step", 2016, "check"), seen(submitted)).status_code == 404


def test_typed_words_stay_where_somebody_was_first(field):
    statement = actions.make_statement(field.anna, year=2016)
    actions.write_remark(field.bo, statement, remark_nl="Van Bo", remark_en="By Bo")
    page = of(field.anna).post(url("statement_words", 2016), {**WORDS, "version": 1}).content.decode()
    assert "By Bo" in page
    assert "The tender weighs." in page
    assert Statement.objects.get().remark_en == "By Bo"


def test_sent_back_by_the_board_its_author_reads_why(field, submitted):
    actions.check(field.bo, submitted, content_hash=submitted.content_hash)
    bea = of(field.bea)
    assert (
        "This field is required"
        in bea.post(url("statement_step", 2016, "hand_back"), {"version": 4, "reason": ""}).content.decode()
    )
    bea.post(url("statement_step", 2016, "hand_back"), {"version": 4, "reason": "Name the tender."})
    assert "Name the tender." in of(field.anna).get(url("statement_work", 2016)).content.decode()


def test_a_step_from_an_old_page_says_that_it_changed(field, submitted):
    page = of(field.bo).post(
        url("statement_step", 2016, "check"), {**seen(submitted), "version": 1}, follow=True
    )
    assert "changed while you looked at it" in page.content.decode()
    assert Statement.objects.get().state == "submitted"


def test_withdrawn_the_page_gives_the_reason_and_no_figures(field, public):
    bo = of(field.bo)
    bo.post(
        url("statement_step", 2016, "withdraw"),
        {"version": public.version, "reason_nl": "Een fout.", "reason_en": "A mistake."},
    )
    visitor = Client()
    page = visitor.get(url("statement", 2016))
    assert page.status_code == 200
    assert "A mistake." in page.content.decode()
    assert "drift towards" not in page.content.decode()
    assert visitor.get(url("statement_pdf", 2016, "en")).status_code == 404
    assert visitor.get(url("statement_content", 2016)).status_code == 404


def test_while_it_is_written_anew_everybody_reads_why_and_beside_the_new_one_too(field, public):
    actions.withdraw(field.bo, public, reason_nl="Een fout.", reason_en="A mistake.")
    anna, visitor = of(field.anna), Client()
    assert "Write this year’s statement anew" in anna.get(url("statement_work", 2016)).content.decode()
    anna.post(url("statement_step", 2016, "write_anew"), {"version": public.version + 1})
    statement = Statement.objects.get()
    assert statement.state == "draft"
    listed = anna.get(url("statements")).content.decode()
    assert "Not public yet" in listed
    assert "A mistake." in listed
    page = visitor.get(url("statement", 2016)).content.decode()
    assert "was withdrawn" in page
    assert "A mistake." in page
    assert "drift towards" not in page
    assert visitor.get(url("statement_pdf", 2016, "en")).status_code == 404
    actions.submit(field.anna, statement)
    statement.refresh_from_db()
    actions.check(field.bo, statement, content_hash=statement.content_hash)
    actions.approve(field.bea, statement, content_hash=statement.content_hash)
    page = visitor.get(url("statement", 2016)).content.decode()
    assert "An earlier statement of this year was withdrawn" in page
    assert "A mistake." in page
    assert "Who approved this" in page


def test_what_was_approved_can_be_checked_by_everybody(public):
    answer = Client().get(url("statement_content", 2016))
    assert hashlib.sha256(answer.content).hexdigest() == public.content_hash


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_paper_is_the_same_bytes_every_time(public, language):
    kept = bytes(public.files.get(language=language).pdf)
    assert kept.startswith(b"%PDF")
    assert write_pdf(public, language) == kept
    answer = Client().get(url("statement_pdf", 2016, language))
    assert answer.content == kept
    assert answer["Content-Type"] == "application/pdf"


def test_the_paper_says_what_the_page_says(public):
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(bytes(public.files.get(language="en").pdf)))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Bea, board member" in text
    assert "The tender weighs." in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
