"""Requests about one's own record: asked, answered in time, and done, on the pages of everybody concerned."""

import pytest

from momentum.accounts.policy import Role
from momentum.journeys import receipts
from momentum.journeys.models import Identity, Journey, RightsRequest
from tests.journeys.conftest import actor


@pytest.fixture(autouse=True)
def places_of_their_own(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"


@pytest.fixture
def officer(city):
    return actor(Role.PRIVACY_OFFICER, city.platform, "Pia Privacy")


def test_an_erasure_from_asking_to_the_receipt_in_the_browser(
    city, spell, participant, officer, browse, django_capture_on_commit_callbacks
):
    person, pia = browse(participant), browse(officer)
    ask = "/en/my-journey/rights/ask/erase/"
    person.get(ask)
    checked = person.post(ask, {"text": "I am done"})
    assert "Nobody can undo it" in checked.text
    assert not RightsRequest.objects.exists()
    person.post(ask, {"text": "I am done", "confirmed": "1"})
    request = RightsRequest.objects.get()
    page = person.get("/en/my-journey/rights/").text
    link = f"/en/receipts/{receipts.link_of(request.pk)}/"
    assert link in page
    assert "28 December 2016" in page
    assert person.get(link).status_code == 404

    assert "Request to answer" in pia.get("/en/desk/").text
    listed = pia.get("/en/rights/").text
    assert f"/en/rights/{request.pk}/" in listed
    assert "Sanne" not in listed.split("<main")[1]
    url = f"/en/rights/{request.pk}/"
    closed = pia.get(url).text.split("<main")[1]
    assert "I am done" in closed
    assert "Sanne" not in closed
    opened = pia.get(url + "?reason=request").text
    assert "Sanne de Wit" in opened
    assert "A task in law asks for this record now" in opened
    answer = {"decision": "grant", "answer": "It is done.", "version": "1"}
    assert "not even with a backup" in pia.post(url, answer).text
    with django_capture_on_commit_callbacks(execute=True):
        pia.post(url, answer | {"confirmed": "1"})
    assert not Identity.objects.filter(pk=request.journey_id).exists()
    assert not Journey.objects.exists()

    anybody = browse(city.policy)
    told = anybody.get(link)
    assert told.status_code == 200
    assert "28 December 2016" in told.text
    assert "Sanne" not in told.text
    paper = anybody.get(f"{link}receipt.pdf")
    assert paper.content.startswith(b"%PDF")
    assert person.get("/en/my-journey/").status_code in (302, 404)
