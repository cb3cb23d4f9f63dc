import io
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from python_calamine import CalamineWorkbook

from momentum.accounts.models import AccessEntry, Mandate, Organisation
from momentum.sector.actions import requirement_steps as steps
from momentum.sector.models import Requirement
from tests.sector.conftest import somebody
from tests.sector.test_management import opened
from tests.sector.test_requirements import confirmed, enterprises, reported, with_reports

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Kwartaalrapportage uren per cliënt",
    "party": "funder",
    "party_name": "Gemeente",
    "mechanism": "coercive",
    "hours": "12,5",
    "since": "1-1-2014",
    "binds": "us",
}
REPORT = "/en/requirements/report/"


def text(response):
    return unescape(response.content.decode())


def told(response):
    """What the page itself says, without what stands around it."""
    html = text(response)
    return html[html.index("<main") : html.index("</main>")]


@pytest.fixture
def as_broker(client, broker):
    Mandate.objects.create(
        user=broker.user, organisation=broker.organisation, role="broker", starts=date(2015, 1, 1)
    )
    client.force_login(broker.user)
    return client


def test_a_demand_is_reported_on_one_page(as_manager, manager):
    assert "Only you and the broker" in text(as_manager.get(REPORT))
    response = as_manager.post(REPORT, TYPED)
    record = Requirement.objects.get()
    assert response.url == f"/en/requirements/{record.pk}/"
    assert record.reports.get().hours == Decimal("12.5")
    html = text(as_manager.get(response.url))
    assert "You reported this." in html
    assert 'value="12.50"' in html
    assert "We count how long this form takes" in html


def test_mistakes_stand_at_their_field_and_what_was_typed_is_kept(as_manager):
    response = as_manager.post(
        REPORT, TYPED | {"hours": "9000", "until": "1-1-2013", "binds": "others", "others": "Nobody Ltd"}
    )
    html = text(response)
    assert response.status_code == 422
    assert "A year has 8760 hours" in html
    assert "A demand cannot end before it begins." in html
    assert "We know no enterprise “Nobody Ltd”" in html
    assert 'value="9000"' in html
    response = as_manager.post(REPORT, TYPED | {"hours": "twaalf"})
    assert "Write hours as a number with at most two decimals" in text(response)
    assert as_manager.post(REPORT, {}).status_code == 422
    assert not Requirement.objects.exists()


def test_similar_demands_are_offered_before_a_new_one_is_made(as_manager, other):
    known = reported(other, hours=Decimal(20))
    typed = TYPED | {"title": "Rapportage uren per kwartaal", "hours": "12"}
    html = text(as_manager.post(REPORT, typed))
    assert "Is it one of these?" in html
    assert "It costs us too: 12 hours a year" in html
    assert 'value="Rapportage uren per kwartaal"' in html
    assert "reported by fewer than 3 enterprises" in html
    assert Requirement.objects.count() == 1
    response = as_manager.post(f"/en/requirements/{known.pk}/", {"hours": "12", "remark": ""})
    assert response.status_code == 302
    assert sorted(known.reports.values_list("hours", flat=True)) == [12, 20]
    as_manager.post(REPORT, typed | {"new": "1"})
    assert Requirement.objects.count() == 2


def test_known_demands_are_searched_with_words(as_manager, other):
    reported(other)
    assert "Kwartaalrapportage" in text(as_manager.get("/en/requirements/known/?q=kwartaalraportage"))
    html = text(as_manager.get("/en/requirements/known/?q=brandveiligheid"))
    assert "No known demand is like this." in html
    assert "report/?title=brandveiligheid" in html


def test_the_own_page_adds_up_what_is_demanded_of_one_enterprise(as_manager, manager, broker):
    confirmed(broker, manager, hours=Decimal(40))
    reported(manager, title="Keurmerk", party="profession")
    url = "/en/enterprises/brouwerij-de-brug/requirements/"
    html = text(as_manager.get(url))
    assert "In 2016, what others demand took you 40 hours" in html
    assert "Of 1 demand nobody has said how many hours it takes" in html
    assert "waits for the broker" in html
    assert "Nothing is known yet" in text(as_manager.get(url + "?year=2013"))
    for wrong in ("2017", "x", "99999999999999"):
        assert as_manager.get(f"{url}?year={wrong}").status_code == 404
    sheet = as_manager.get(url + "download.csv?year=2016").content.decode("utf-8-sig")
    assert "Kwartaalrapportage uren per cliënt" in sheet
    assert manager.user.name not in sheet
    assert as_manager.get(url + "download.exe").status_code == 404


def test_another_enterprise_has_no_way_to_it(as_manager, other, client):
    refused = AccessEntry.objects.filter(refused=True).count()
    for path in ("", "download.csv"):
        assert as_manager.get(f"/en/enterprises/fietsatelier-noord/requirements/{path}").status_code == 404
    assert AccessEntry.objects.filter(refused=True).count() == refused + 2
    assert as_manager.get("/en/enterprises/zorg-dichtbij/requirements/").status_code == 404


def test_the_reporters_name_stands_on_no_page_but_theirs_and_the_brokers(
    client, city, broker, coach, manager, other
):
    record = confirmed(broker, coach, hours=Decimal(7), remark="The new officer asks it.")
    platform, authority = (
        broker.organisation,
        Organisation.objects.create(name="Stad", slug="stad", kind="authority"),
    )
    people = [
        manager,
        other,
        somebody(authority, "policy_officer", "Pol"),
        somebody(authority, "buyer", "Bea"),
        somebody(authority, "grant_officer", "Gea"),
        somebody(authority, "case_manager", "Cas"),
        somebody(platform, "board_member", "Bart"),
        somebody(platform, "analyst", "Ans"),
        somebody(platform, "privacy_officer", "Pia"),
        somebody(platform, "operator", "Oop"),
        None,
    ]
    pages = [
        "/en/requirements/",
        "/en/requirements/download.csv",
        "/en/requirements/known/",
        f"/en/requirements/{record.pk}/",
        "/en/enterprises/brouwerij-de-brug/requirements/",
        "/en/enterprises/brouwerij-de-brug/requirements/download.csv",
        "/en/enterprises/brouwerij-de-brug/",
        "/en/access-log/",
        "/en/desk/",
    ]
    for actor in people:
        client.logout()
        if actor:
            client.force_login(actor.user)
        for page in pages:
            html = text(client.get(page, follow=True))
            assert coach.user.name not in html, (actor and actor.role, page)
            assert "The new officer asks it." not in html, (actor and actor.role, page)
    client.force_login(somebody(platform, "broker", "Bob").user)
    assert coach.user.name in text(client.get(f"/en/requirements/{record.pk}/"))


def test_roles_without_business_there_find_nothing(client, city, broker, manager):
    record = reported(manager)
    for role, where in (("policy_officer", "authority"), ("board_member", "platform")):
        organisation = Organisation.objects.create(name=role, slug=role.replace("_", "-"), kind=where)
        client.force_login(somebody(organisation, role, f"One {role}").user)
        for page in (
            "known/",
            "report/",
            f"{record.pk}/",
            *(f"{record.pk}/{step}/" for step in ("settle", "reject", "merge")),
        ):
            assert client.get(f"/en/requirements/{page}").status_code == 404, (role, page)
            assert client.post(f"/en/requirements/{page}", {"version": 1}).status_code in (404, 405)
    record.refresh_from_db()
    assert record.state == "reported"


def test_the_broker_settles_confirms_and_is_told_of_a_change_meanwhile(as_broker, broker, manager):
    record = reported(manager, hours=Decimal(12))
    url = f"/en/requirements/{record.pk}/"
    html = text(as_broker.get(url))
    assert "Mina" in html
    assert "12 hours a year" in html
    typed = opened(as_broker, url + "settle/") | {"title_en": "Quarterly report", "hours": "16,5"}
    assert typed["bound"] == "Brouwerij De Brug"
    steps.settle_requirement(broker, record, version=1, explanation="Since the new contract.")
    response = as_broker.post(url + "settle/", typed)
    assert response.status_code == 409
    assert "Since the new contract." in text(response)
    assert 'value="16,5"' in text(response)
    typed = opened(as_broker, url + "settle/") | {"hours": "16,5"}
    assert as_broker.post(url + "settle/", typed).status_code == 302
    assert as_broker.post(url + "confirm/", {"version": "1"}, follow=True).status_code == 200
    record.refresh_from_db()
    assert (record.state, record.hours) == ("reported", Decimal("16.5"))
    as_broker.post(url + "confirm/", {"version": str(record.version)})
    record.refresh_from_db()
    assert record.state == "confirmed"


def test_the_broker_rejects_with_a_reason(as_broker, manager):
    record = reported(manager)
    url = f"/en/requirements/{record.pk}/reject/"
    assert as_broker.post(url, {"version": "1", "reason": ""}).status_code == 422
    assert as_broker.post(url, {"version": "7", "reason": "No."}).status_code == 422
    assert as_broker.post(url, {"version": "1", "reason": "Your own choice."}).status_code == 302
    as_broker.force_login(manager.user)
    assert "Your own choice." in text(as_broker.get(f"/en/requirements/{record.pk}/"))


def test_the_address_of_a_merged_demand_leads_to_the_kept_one(as_broker, manager, other):
    kept, twin = reported(manager), reported(other, title="Kwartaalrapportage urenstaten")
    url = f"/en/requirements/{twin.pk}/merge/"
    html = text(as_broker.get(url))
    assert kept.title in html
    assert as_broker.post(url, {"version": "1"}).status_code == 422
    assert as_broker.post(url, {"version": "1", "into": str(twin.pk)}).status_code == 422
    assert as_broker.post(url, {"version": "1", "into": str(kept.pk)}).status_code == 302
    response = as_broker.get(f"/en/requirements/{twin.pk}/")
    assert (response.status_code, response.url) == (301, f"/en/requirements/{kept.pk}/")
    assert kept.reports.count() == 2


def test_the_public_page_says_what_was_found_and_withholds_what_is_small(client, broker, as_broker):
    client.logout()
    html = text(client.get("/en/requirements/"))
    assert "No demand on enterprises is known of 2016" in html
    assert "too few to tell" in html
    among = enterprises(6)
    with_reports(broker, [Decimal(n) for n in (10, 20, 64, 70, 100)], among=among)
    with_reports(broker, [Decimal(77)] * 2, title="Audit", party="buyer", among=among)
    html = told(client.get("/en/requirements/"))
    assert "In 2016, funders took most time: 264 hours at 5 enterprises" in html
    assert "fewer than 3" in html
    assert "77" not in html
    assert "154" not in html
    assert "not shown" in html
    assert "Kwartaalrapportage" not in html
    assert 'width="1000"' in html
    assert client.get("/en/requirements/?year=2031").status_code == 404


@pytest.mark.parametrize("format_", ["csv", "xlsx", "ods"])
def test_the_table_is_a_sheet_in_every_format_and_safe(client, broker, format_):
    among = enterprises(6)
    with_reports(broker, [Decimal(n) for n in (10, 20, 64, 70, 100)], among=among)
    with_reports(broker, [Decimal(77)] * 2, title="Audit", party="buyer", among=among)
    data = client.get(f"/en/requirements/download.{format_}").content
    if format_ == "csv":
        sheet = data.decode("utf-8-sig")
    else:
        sheet = str(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())
    assert "264" in sheet
    assert "fewer than 3" in sheet
    assert "154" not in sheet


def test_taking_a_report_back(as_manager, manager):
    record = reported(manager)
    url = f"/en/requirements/{record.pk}/withdraw/"
    assert as_manager.get(url).status_code == 405
    assert as_manager.post(url).status_code == 302
    assert not Requirement.objects.exists()
    assert as_manager.post(url).status_code == 404


def test_a_demand_that_is_not_there_is_not_there(as_manager):
    assert as_manager.get("/en/requirements/6f2f9d6e-1111-4000-8000-000000000000/").status_code == 404
