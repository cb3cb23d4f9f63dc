"""What is kept, why and how long, told to everybody from the register."""

import pytest
from django.utils.translation import override

from momentum.accounts.activities import ACTIVITIES
from momentum.accounts.register import by_activity

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everybody_reads_every_activity_with_its_terms(client, language):
    answer = client.get(f"/{language}/what-we-keep/")
    assert answer.status_code == 200
    page = answer.content.decode()
    with override(language):
        for line in by_activity():
            assert str(line.activity.purpose) in page
            assert all(f"<strong>{term.title}</strong>" in page for term in line.terms)
        assert [each.activity.code for each in by_activity()] == list(ACTIVITIES)


def test_a_citys_own_term_is_the_one_that_is_told(client, settings):
    settings.KEEP = "journeys=3 years"
    assert "3 years after the last stay" in client.get("/en/what-we-keep/").content.decode()
    settings.KEEP = ""
    assert "2 years after the last stay" in client.get("/en/what-we-keep/").content.decode()


def test_the_page_is_in_the_footer_of_every_page(client):
    assert 'href="/nl/what-we-keep/"' in client.get("/nl/about/").content.decode()


def test_who_makes_policy_is_named_where_figures_are_and_nowhere_else(client):
    page = client.get("/en/what-we-keep/").content.decode()
    sections = {part.split('"')[0]: part for part in page.split('<section class="section" id="')[1:]}
    assert ">policy officer</li>" in sections["counting"]
    assert ">work coach</li>" in sections["guidance"]
    for people in ("guidance", "rights", "accountability", "accounts"):
        assert "policy officer" not in sections[people]
