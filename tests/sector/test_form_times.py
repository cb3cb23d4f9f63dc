import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from momentum.accounts import daily
from momentum.accounts.models import Organisation, User
from momentum.sector import actions, form_times
from momentum.sector.actions import own_demands
from momentum.sector.actions.form_times import digest, done, forget_old_sittings, saved, take
from momentum.sector.form_times import Form
from momentum.sector.models import FormSitting, FormTime, Requirement
from momentum.sector.queries import requirements as queries
from momentum.sector.queries.form_times import own_forms
from tests.sector.test_figures import FIGURES
from tests.sector.test_management import opened

pytestmark = pytest.mark.django_db

OWN = "/en/enterprises/brouwerij-de-brug/manage/"


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still until it is told how many seconds to go on."""
    moment = [timezone.now()]
    monkeypatch.setattr("momentum.sector.actions.form_times.timezone.now", lambda: moment[0])

    def go_on(seconds: int) -> datetime:
        moment[0] += timedelta(seconds=seconds)
        return moment[0]

    return go_on


def test_time_between_two_saves_counts_up_to_five_minutes(clock):
    assert saved("figures", "x:2015") == 0
    clock(120)
    assert saved("figures", "x:2015") == 120
    clock(300)
    assert saved("figures", "x:2015") == 420
    clock(301)
    assert saved("figures", "x:2015") == 420
    clock(30)
    done("figures", "x:2015")
    assert list(FormTime.objects.values_list("form", "year", "filled", "seconds")) == [
        ("figures", 2016, 1, 450)
    ]
    assert not FormSitting.objects.exists()


def test_a_clock_set_back_takes_nothing_off(clock):
    saved("figures", "x")
    clock(-60)
    assert saved("figures", "x") == 0


def test_records_are_counted_apart_and_forms_together(clock):
    saved("figures", "x")
    saved("figures", "y")
    saved("place", "x")
    clock(60)
    for form, key in (("figures", "x"), ("figures", "y"), ("place", "x")):
        done(form, key)
    assert dict(FormTime.objects.values_list("form", "seconds")) == {"figures": 120, "place": 60}
    assert dict(FormTime.objects.values_list("form", "filled")) == {"figures": 2, "place": 1}


def test_without_a_counted_second_nothing_is_counted(clock):
    done("figures", "x")
    saved("figures", "x")
    clock(900)
    done("figures", "x")
    assert not FormTime.objects.exists()
    assert not FormSitting.objects.exists()


def test_sittings_are_forgotten_after_a_day(clock):
    saved("figures", "old")
    clock(2 * 24 * 3600)
    saved("figures", "new")
    assert forget_old_sittings() == 1
    assert FormSitting.objects.get().key == digest("figures", "new")


def test_a_form_that_is_not_registered_is_not_counted():
    for count in (
        lambda: saved("secret", "x"),
        lambda: done("secret", "x"),
        lambda: take("secret", 2016, filled=1, seconds=1),
    ):
        with pytest.raises(ValueError, match="no form is registered"):
            count()
    with pytest.raises(ValueError, match="two forms"):
        form_times.register(Form("figures", "Other", times=12))


def test_nothing_in_the_database_tells_who_took_how_long(as_manager, manager, clock):
    as_manager.get(OWN + "figures/2015/")
    clock(60)
    as_manager.get(OWN + "figures/2015/")
    (sitting,) = FormSitting.objects.values()
    assert re.fullmatch(r"[0-9a-f]{64}", sitting["key"])
    told = {str(value) for value in sitting.values()}
    assert not told & {
        str(manager.user.pk),
        manager.user.name,
        manager.organisation.slug,
        str(manager.organisation.pk),
    }
    for model in (FormSitting, FormTime):
        related = [field.related_model for field in model._meta.get_fields() if field.is_relation]
        assert related == [], "a row that leads to a person or an enterprise"
    assert {field.name for field in FormTime._meta.get_fields()} == {
        "id",
        "form",
        "year",
        "filled",
        "seconds",
    }


@pytest.mark.parametrize(
    ("page", "form", "typed"),
    [
        ("figures/2015/", "figures", {name: str(value) for name, value in FIGURES.items()}),
        ("profile/", "profile", {}),
        ("offers/", "offer", {"name_nl": "brood"}),
        ("numbers/", "identifier", {"scheme": "kvk", "value": "12345678"}),
        ("places/add/", "place", {"title_nl": "Bakken", "kind": "day-activity"}),
    ],
)
def test_a_form_says_that_its_time_is_counted_and_is(as_manager, clock, page, form, typed):
    html = as_manager.get(OWN + page).content.decode()
    assert "We count how long this form takes: by form, never by person." in html
    data = opened(as_manager, OWN + page) | typed
    clock(75)
    assert as_manager.post(OWN + page, data).status_code == 302
    assert list(FormTime.objects.values_list("form", "filled", "seconds")) == [(form, 1, 75)]


def test_the_platforms_own_people_are_not_counted(client, broker, city):
    from momentum.accounts.models import Mandate

    Mandate.objects.create(
        user=broker.user, organisation=broker.organisation, role="broker", starts=date(2015, 1, 1)
    )
    client.force_login(broker.user)
    assert "We count how long" not in client.get(OWN + "profile/").content.decode()
    assert not FormSitting.objects.exists()


def test_time_is_taken_back_with_what_was_not_saved(manager, city, clock):
    saved("figures", "brouwerij-de-brug:2015")
    clock(60)
    with pytest.raises(Exception, match="risk|board|begun|more"):
        actions.record_year_figures(
            manager, manager.organisation, 2015, **(FIGURES | {"board_from_target_group": 9})
        )
    assert FormSitting.objects.count() == 1
    assert not FormTime.objects.exists()


# filed as the platform's own demands


@pytest.fixture
def five(city):
    for n in range(2):
        Organisation.objects.create(name=f"More {n}", slug=f"more-{n}", kind="social_enterprise")


def test_each_form_is_filed_with_the_time_it_really_took(five):
    take("figures", 2015, filled=4, seconds=4 * 1800)
    take("figures", 2016, filled=4, seconds=4 * 900)
    take("offer", 2015, filled=12, seconds=12 * 120)
    take("profile", 2016, filled=4, seconds=900)
    assert own_demands.file_own_forms(date(2016, 12, 31)) == len(form_times.FORMS)
    filed = {each.filed_as: each for each in Requirement.objects.filter(party="platform")}
    assert set(filed) == {f"form:{code}" for code in form_times.FORMS}
    figures = filed["form:figures"]
    assert (figures.title_nl, figures.title_en) != ("", "")
    # 22.5 minutes, once a year
    assert (figures.hours, figures.since, figures.state) == (Decimal("0.38"), date(2015, 1, 1), "confirmed")
    # 12 times two minutes in a year among 6 enterprises
    assert filed["form:offer"].hours == Decimal("0.07")
    # four times are too few to tell of
    assert filed["form:profile"].hours is None
    (own,) = queries.burden_of_sources(2016)
    assert (own.party, own.middle) == ("platform", Decimal("0.45"))
    assert own.unknown == len(filed) - 2


def test_filing_again_renews_and_never_doubles(five):
    take("figures", 2016, filled=5, seconds=5 * 3600)
    sentence = own_demands.file_daily(date(2016, 12, 31))
    assert f"{len(form_times.FORMS)} forms" in sentence
    first = Requirement.objects.get(filed_as="form:figures")
    own_demands.file_daily(date(2016, 12, 31))
    take("figures", 2016, filled=5, seconds=5 * 7200)
    own_demands.file_daily(date(2016, 12, 31))
    again = Requirement.objects.get(filed_as="form:figures")
    assert (first.hours, again.hours, first.version, again.version) == (1, Decimal("1.5"), 1, 2)


def test_a_form_that_is_no_longer_asked_ends(five, monkeypatch):
    own_demands.file_own_forms(date(2016, 1, 1))
    monkeypatch.delitem(form_times.FORMS, "offer")
    own_demands.file_own_forms(date(2016, 6, 1))
    assert Requirement.objects.get(filed_as="form:offer").until == date(2016, 6, 1)


def test_the_daily_clock_files_them(db):
    assert "own forms as demands" in {job.name for job in daily.jobs()}


def test_too_few_forms_are_not_told_of(five):
    take("figures", 2016, filled=4, seconds=4000)
    line = next(each for each in own_forms(2016) if each.form.code == "figures")
    assert (line.few, line.minutes, line.hours) == (True, None, None)


def test_nobody_is_needed_to_count(db):
    assert not User.objects.exists()
    take("figures", 2016, filled=1, seconds=5)
    assert FormTime.objects.get().seconds == 5
