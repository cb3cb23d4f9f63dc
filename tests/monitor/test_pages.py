"""The monitor as a visitor reads it, and the workshop as an analyst uses it."""

import re

import pytest
from django.urls import reverse

from momentum.accounts.models import AccessEntry
from momentum.monitor import actions, queries
from momentum.monitor.models import BuildProgress, Edition, EditionState


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def visit(as_client):
    def get(address, actor=None, **asked):
        return as_client(actor).get(address, **asked)

    return get


def test_without_an_edition_the_monitor_says_so(db, visit):
    assert "No edition has been published yet" in text_of(visit("/en/monitor/"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_edition_page_says_its_finding_and_shows_its_figures(published, visit, language):
    response = visit(f"/{language}/monitor/2016/")
    html, text = response.content.decode(), text_of(response)
    figure = queries.headline().stock
    assert html.count("<h1") == 1
    assert str(figure) in text
    assert html.count("<svg xmlns") >= 6
    assert html.count('role="img"') >= 6
    assert ("withheld" if language == "en" else "weggelaten") in text
    assert published.facts_hash in text
    assert f"report-{language}.pdf" in html
    assert ' style="' not in html
    assert re.findall(r"<script(?! src=)", html) == []


def test_every_chart_has_its_table_source_and_description(published, visit):
    html = visit("/en/monitor/2016/").content.decode()
    figures = re.findall(r'<figure class="chart">.*?</figure>', html, re.S)
    assert len(figures) >= 6
    for figure in figures:
        assert "<details>" in figure
        assert "<table" in figure
        assert "Source: Monitor 2016" in figure
        assert re.search(r"<desc[^>]*>[^<]{20,}", figure)


def test_ids_on_the_page_are_there_once(published, visit):
    ids = re.findall(r'\sid="([^"]+)"', visit("/en/monitor/2016/").content.decode())
    assert len(ids) == len(set(ids))


def test_the_page_is_light(published, visit):
    packed = visit("/en/monitor/2016/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < 45_000


def test_a_withdrawn_edition_keeps_its_address_and_gives_no_figures(city, published, visit):
    visit("/en/monitor/2016/")
    stock = queries.headline().stock
    actions.withdraw(
        city.anna, published, reason_nl="Een fout in de bron.", reason_en="A mistake in the source."
    )
    response = visit("/en/monitor/2016/")
    assert response.status_code == 200
    assert "A mistake in the source." in text_of(response)
    assert str(stock) not in text_of(response)
    assert visit("/en/monitor/2016/files/edition.xlsx").status_code == 404
    assert visit("/en/monitor/2016/tables/by_year/").status_code == 404
    assert queries.headline() is None


def test_a_replaced_edition_says_by_which(city, published, new, visit):
    later = new()
    actions.submit(city.anna, later)
    actions.approve(city.bo, later, content_hash=later.content_hash)
    actions.publish(city.anna, later)
    actions.supersede(city.anna, published, by=later, reason_nl="Late gegevens.", reason_en="Late records.")
    response = visit("/en/monitor/2016/")
    assert "Late records." in text_of(response)
    assert reverse("monitor:edition", args=[later.slug]) in response.content.decode()
    assert queries.headline().slug == later.slug


def test_an_edition_that_is_not_public_does_not_exist_for_visitors(city, draft, visit):
    for address in ("", "verify/", "files/edition.xlsx", "tables/by_year/"):
        assert visit(f"/en/monitor/2016/{address}").status_code == 404
    actions.submit(city.anna, draft)
    actions.approve(city.bo, draft, content_hash=draft.content_hash)
    assert visit("/en/monitor/2016/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["../facts/person.parquet", "../internal/cells.json", "edition.json", "charts/by_age.en.svg", "nothing.csv", "%2e%2e/manifest.json"],
)  # fmt: skip
def test_only_listed_downloads_are_served(published, visit, path):
    assert visit(f"/en/monitor/2016/files/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["edition.xlsx", "edition-csv.zip", "edition-parquet.zip", "report-nl.pdf", "report-en.pdf", "tables/by_year.csv", "tables/by_year.xlsx", "tables/by_year.parquet"],
)  # fmt: skip
def test_downloads_are_there_and_named(published, visit, path):
    response = visit(f"/en/monitor/2016/files/{path}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert len(b"".join(response.streaming_content)) > 100


def test_a_table_is_sorted_searched_and_paged_by_its_address(published, visit):
    address = "/en/monitor/2016/tables/stock_by_organisation/"
    found = text_of(visit(f"{address}?q=werkplaats+1"))
    assert "1 row" in found
    assert "Werkplaats 1" in found
    assert "No row has “zzz”" in text_of(visit(f"{address}?q=zzz"))
    names = re.findall(r'<th scope="row">([^<]+)</th>', visit(f"{address}?sort=-name").content.decode())
    assert names[0] == "Total"
    assert names[1:] == sorted(names[1:], key=str.casefold, reverse=True)
    for nonsense in ("?page=99", "?page=x", "?sort=nothing", "?page=-1", "?sort=-*&q=%00"):
        assert visit(f"{address}{nonsense}").status_code == 200
    assert visit("/en/monitor/2016/tables/nothing/").status_code == 404


def test_the_verify_page_lists_the_fingerprints(published, visit):
    text = text_of(visit("/en/monitor/2016/verify/"))
    assert published.content_hash in text
    assert "edition.xlsx" in text
    assert "facts/" not in text


WORKSHOP = ("workshop/", "workshop/new/", "workshop/token/", "workshop/2016/", "workshop/2016/preview/",
            "workshop/2016/cells/?table=stock/2016", "workshop/2016/behind/?table=stock/2016&at=")  # fmt: skip


@pytest.mark.parametrize("address", WORKSHOP)
def test_the_workshop_is_for_analysts_and_absent_for_everybody_else(city, draft, visit, address):
    assert visit(f"/en/monitor/{address}", city.bo).status_code == 200
    for actor in (None, city.visitor_role):
        assert visit(f"/en/monitor/{address}", actor).status_code == 404
    assert AccessEntry.objects.filter(refused=True).count() == 2


def test_an_analyst_starts_an_edition_watches_it_and_comes_back(
    city, as_client, few_charts, django_capture_on_commit_callbacks
):
    client = as_client(city.anna)
    form = {
        "title_nl": "Monitor 2016", "title_en": "Monitor 2016", "period_from": "01-01-2016",
        "period_last": "31-12-2016", "freeze": "01-01-2017", "n": "5",
    }  # fmt: skip
    wrong = client.post("/en/monitor/workshop/new/", {**form, "freeze": "01-01-2019"})
    assert "Choose today or a day before" in text_of(wrong)
    assert 'value="01-01-2019"' in wrong.content.decode()
    assert not Edition.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        begun = client.post("/en/monitor/workshop/new/", form)
    edition = Edition.objects.get()
    assert begun["Location"] == f"/en/monitor/workshop/{edition.slug}/progress/"
    BuildProgress.objects.update(step="measure", done=4, total=18, attempts=1)
    watched = client.get(begun["Location"])
    assert "Measuring: 4 of 18 tables" in text_of(watched)
    assert watched["Refresh"] == "2"
    assert "Refresh" not in client.get(f"{begun['Location']}?still")
    actions.run_build(edition.pk)
    assert client.get(begun["Location"])["Location"] == f"/en/monitor/workshop/{edition.slug}/"


def test_two_analysts_bring_an_edition_from_draft_to_public_in_the_browser(city, draft, as_client):
    anna, bo = as_client(city.anna), as_client(city.bo)
    base = "/en/monitor/workshop/2016/"
    version = str(draft.version)
    assert "Submitted" in text_of(anna.post(f"{base}submit/", {"version": version}, follow=True))
    draft.refresh_from_db()
    asked = {"version": str(draft.version), "content_hash": draft.content_hash}
    own = anna.get(base)
    assert "another analyst checks it" in text_of(own)
    assert "Approve exactly this" not in text_of(own)
    assert anna.post(f"{base}approve/", asked).status_code == 404
    assert AccessEntry.objects.filter(refused=True, record="edition_approval", user=city.anna.user).exists()
    assert "Approve exactly this" in text_of(bo.get(base))
    bo.post(f"{base}approve/", asked)
    draft.refresh_from_db()
    assert draft.state == EditionState.APPROVED
    anna.post(f"{base}publish/", {"version": str(draft.version)})
    draft.refresh_from_db()
    assert draft.state == EditionState.PUBLISHED
    assert anna.get("/en/monitor/2016/").status_code == 200


def test_sending_back_without_a_reason_keeps_what_is_open(city, draft, as_client):
    actions.submit(city.anna, draft)
    bo = as_client(city.bo)
    response = bo.post(
        "/en/monitor/workshop/2016/send_back/", {"version": str(draft.version + 1), "reason": ""}
    )
    assert "What must change?" in text_of(response)
    draft.refresh_from_db()
    assert draft.state == EditionState.SUBMITTED


def test_titles_changed_by_somebody_else_are_told_and_what_was_typed_is_kept(city, draft, as_client):
    seen = draft.version
    actions.edit(city.bo, draft, title_nl="Van Bo", title_en="By Bo")
    response = as_client(city.anna).post(
        "/en/monitor/workshop/2016/titles/", {"title_nl": "Van Anna", "title_en": "By Anna", "version": seen}
    )
    assert "its titles are now “Van Bo” and “By Bo”" in text_of(response)
    assert 'value="By Anna"' in response.content.decode()


def test_a_pin_keeps_a_number_visible_or_says_that_it_cannot(city, draft, as_client, few_charts):
    from momentum.monitor.queries.cells import internal

    cells = internal(draft, "cells.json")
    table, at = next(
        (name, told_at)
        for name, told in cells.items()
        for told_at, _value, reason in told["cells"]
        if reason == "complement"
    )
    anna = as_client(city.anna)
    anna.post("/en/monitor/workshop/2016/pin/", {"table": table, "at": "|".join(at)})
    assert draft.pins.count() == 1
    assert "Build again, then submit" in text_of(anna.get("/en/monitor/workshop/2016/"))
    actions.rebuild(city.anna, draft, enqueue=False)
    again = actions.run_build(draft.pk)
    now = next(
        reason for told_at, _v, reason in internal(again, "cells.json")[table]["cells"] if told_at == at
    )
    assert now == "" or internal(again, "plan.json")["notes"]
    anna.post("/en/monitor/workshop/2016/unpin/", {"pin": str(draft.pins.get().pk)})
    assert draft.pins.count() == 0
    missing = anna.post("/en/monitor/workshop/2016/pin/", {"table": table, "at": "nowhere"}, follow=True)
    assert "no such cell" in text_of(missing)


def test_looking_behind_a_number_asks_why_and_stays_in_no_cache(city, draft, as_client):
    client = as_client(city.anna)
    address = "/en/monitor/workshop/2016/behind/"
    before = AccessEntry.objects.filter(record="facts").count()
    form = client.get(f"{address}?table=stock/2016&at=")
    assert "Why do you look?" in text_of(form)
    client.post(address, {"table": "stock/2016", "at": ""})
    assert AccessEntry.objects.filter(record="facts").count() == before
    shown = client.post(address, {"table": "stock/2016", "at": "", "purpose": "explain_change"})
    assert f"{queries_stock(draft)} persons" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert AccessEntry.objects.filter(record="facts", purpose="explain_change").count() == 1
    assert client.get(f"{address}?table=nothing&at=").status_code == 404


def queries_stock(edition):
    return queries.headline(edition).stock


def test_a_token_is_shown_once(city, as_client):
    client = as_client(city.anna)
    token = re.search(r"mom_[\w-]+", client.post("/en/monitor/workshop/token/").content.decode())[0]
    assert token not in client.get("/en/monitor/workshop/token/").content.decode()


def test_the_desk_tells_each_analyst_what_waits_for_them(city, draft):
    assert [item.action for item in queries.waiting_for(city.anna)] == ["Look at it"]
    assert queries.waiting_for(city.bo) == []
    actions.submit(city.anna, draft)
    assert queries.waiting_for(city.anna) == []
    assert [item.action for item in queries.waiting_for(city.bo)] == ["Check"]
    assert queries.waiting_for(city.visitor_role) == []
    workshop = reverse("monitor:workshop")
    assert not [door for door in queries.doors(city.visitor_role) if door.url.startswith(workshop)]
    assert [door for door in queries.doors(city.bo) if door.url == workshop]


def test_a_step_that_does_not_exist_is_no_page(city, draft, as_client):
    client = as_client(city.anna)
    assert client.post("/en/monitor/workshop/2016/finish/").status_code == 404
    assert client.get("/en/monitor/workshop/2016/submit/").status_code == 405
