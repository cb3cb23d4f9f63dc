"""The demo sector's identity: what the measures find in its answers, and that they find it under any seed."""

import numpy as np
import pytest
from django.conf import settings as django_settings
from django.db import transaction

from momentum.accounts.actor import Actor
from momentum.accounts.policy import Role
from momentum.accounts.queries import demo_mandates
from momentum.demo.building import identity_field
from momentum.demo.management.commands.build_demo import DEFAULT_SEED
from momentum.identity.content import compose, hash_of
from momentum.identity.models import (
    CounterMeasure,
    Pole,
    PoleText,
    Response,
    ResponseState,
    Round,
    Statement,
    StatementState,
    Wording,
)
from momentum.identity.queries.answers import is_open, own, sheet
from momentum.identity.queries.filling import filled
from momentum.identity.queries.kept import forget
from momentum.identity.queries.measured import measured
from momentum.identity.queries.waves import agreed, waves
from momentum.identity.queries.wordings import speech
from momentum.methods.isomorphism.language import Corpus, Text
from momentum.sector.form_times import FORMS
from momentum.sector.models import Party, Requirement, RequirementState
from momentum.sector.queries.burden import burden
from tests.demo.conftest import TODAY
from tests.demo.sector import write_sector

pytestmark = pytest.mark.xdist_group("demo city")
AGENCY, FIRM = 0, 1


class _Undo(Exception):
    pass


@pytest.fixture(scope="module", params=[DEFAULT_SEED, 7])
def _sector(request, django_db_setup, django_db_blocker):
    """The organisations and their identity without anybody who works there; undone after the module."""
    before, django_settings.TODAY = django_settings.TODAY, TODAY
    forget()
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                yield write_sector(request.param)
                raise _Undo
        except _Undo:
            pass
        finally:
            django_settings.TODAY = before
            forget()


@pytest.fixture
def sector(_sector, db):
    return _sector


@pytest.fixture
def field(sector):
    return measured(2016)


def _those(field, sector, names):
    return np.array([sector[key].name in names for key in field.profiles.organisations])


def _told(name):
    return set(identity_field.field()[name])


def _drifting():
    return _told("tender") - _told("hold")


# --- What the measures find ---------------------------------------------------------------------------------
def test_the_field_is_seen_to_move_towards_the_agency_and_not_before_it_could(field):
    assert field.field.status(4, AGENCY) == "drift"
    first = next(t for t in range(1, 5) if field.field.status(t, AGENCY) == "drift")
    assert field.field.years[first] in (2014, 2015)
    assert field.field.mean[4, AGENCY] == field.field.mean[4].max()


def test_those_whom_the_tender_binds_drift_and_the_others_hold(field, sector):
    towards = np.array(field.organisations.status, dtype=object) == "drift"
    towards &= field.organisations.pole == AGENCY
    assert towards[_those(field, sector, _drifting())].sum() >= 10
    held = _those(field, sector, _told("hold") | (_told("others") - _told("mimics")))
    assert towards[held].sum() <= 2
    moved = field.movement.value[:, 4, AGENCY]
    assert (
        np.nanmean(moved[_those(field, sector, _drifting())])
        > 0.3
        > 0.1
        > abs(float(np.nanmean(moved[held])))
    )


def test_those_who_copy_a_competitor_go_another_way(field, sector):
    copied = _those(field, sector, _told("mimics"))
    moved = np.nanmean(field.movement.value[copied, 4], axis=0)
    assert moved[FIRM] > 0.08
    assert moved[FIRM] > moved[AGENCY]
    found = field.associations["ordinary_firm", "mimetic"]
    assert found.low > 0


def test_movement_goes_with_hours_that_outside_parties_demand(field):
    found = field.associations["public_agency", "coercive"]
    assert found.low > 0
    assert found.organisations >= 40


def test_the_tender_costs_ever_more_hours(sector):
    tender = Requirement.objects.filter(party_name="Stadsdienst Zorg en Wijken", state="confirmed")
    hours = {}
    for year in (2012, 2013, 2016):
        costs = [
            sum(line.hours for line in burden(record, year).lines if line.requirement in tender)
            for record in sector.values()
            if record.name in _told("tender")
        ]
        hours[year] = float(np.median(costs))
    assert hours[2012] == 0
    assert 75 < hours[2013] < 105
    assert 180 < hours[2016] < 240


def test_where_the_time_sheets_went_hours_fell_and_the_drift_stopped(field, sector):
    freed = _those(field, sector, _told("timesheets"))
    hours = field.hours[freed].sum(axis=2)
    assert (hours[:, 4] < hours[:, 3] - 60).all()
    moved = np.nanmean(field.movement.value[freed, :, AGENCY], axis=0)
    assert moved[2] > 0.1
    assert moved[4] - moved[3] < 0.03
    bound = np.nanmean(
        field.movement.value[_those(field, sector, _drifting()), :, AGENCY],
        axis=0,
    )
    assert bound[4] - bound[3] > 0.06
    measure = CounterMeasure.objects.get(state=CounterMeasure.State.DONE)
    assert (measure.done_on.year, measure.hours_after) == (2015, 0)
    assert measure.requirement.until == measure.done_on
    assert 70 < measure.hours_before < 100
    shown = Round.objects.get(year=2014)
    assert measure.proposed_on > shown.closes, "it was shown first"


# --- The rounds ---------------------------------------------------------------------------------------------
def test_some_come_later_and_some_stop(field):
    present = field.profiles.present.sum(axis=0)
    assert list(field.profiles.years) == [2012, 2013, 2014, 2015, 2016]
    assert (present >= 36).all()
    assert (present <= 45).all()
    assert field.spread.came >= 2
    assert field.spread.gone >= 2


def test_one_enterprise_is_invited_and_its_manager_can_begin(sector):
    last = Round.objects.get(year=2016)
    assert is_open(last)
    assert last.responses.exclude(state=ResponseState.CONFIRMED).count() == 1
    assert not Response.objects.filter(round__year__lt=2016).exclude(state=ResponseState.CONFIRMED).exists()
    mandate = next(each for each in demo_mandates() if each.role == Role.ENTERPRISE_MANAGER)
    manager = Actor(mandate.user, mandate.role, mandate.organisation, mandate)
    waiting = own(manager, 2016)
    assert waiting.state == ResponseState.INVITED
    told = sheet(waiting)
    assert told.done < len(told.lines), "there is something to ask"
    assert told.to_ask <= 27
    assert own(manager, 2015).state == ResponseState.CONFIRMED


def test_nothing_was_confirmed_outside_its_round_or_after_today(sector):
    for response in Response.objects.filter(state=ResponseState.CONFIRMED).select_related("round"):
        day = response.confirmed_at.date()
        assert response.round.opens <= day <= response.round.closes
        assert day < TODAY


def test_most_agree_to_be_drawn_and_no_rest_is_too_small(sector):
    every = waves(2016).organisations
    shown = agreed(2016)
    assert len(shown) > 0.7 * len(every)
    for each in Round.objects.all():
        assert each.responses.filter(may_be_shown=False, state=ResponseState.CONFIRMED).count() >= 5


def test_what_the_registry_knows_stands_in_the_answers(sector):
    response = Response.objects.filter(state=ResponseState.CONFIRMED, round__year=2015).first()
    lines = sheet(response)
    known = filled(response.organisation, 2015, lines.instrument)
    taken = {each.item: each for each in response.answers.filter(from_registry=True)}
    assert taken
    assert {code: each.value for code, each in taken.items()} == {code: known[code].value for code in taken}


# --- Requirements -------------------------------------------------------------------------------------------
def test_the_platforms_own_forms_stand_among_the_demands_with_their_hours(sector):
    own_forms = Requirement.objects.filter(party=Party.PLATFORM)
    assert own_forms.count() == len(FORMS)
    hours = {each.filed_as: each.hours for each in own_forms}
    assert all(0 <= each < 1 for each in hours.values())
    assert hours["form:identity_profile"] > 0.1
    assert {each.title_nl for each in own_forms}.isdisjoint(FORMS), "filed under its name, not its code"


def test_a_demand_waits_for_the_broker_and_another_was_merged(sector):
    waits = Requirement.objects.get(state=RequirementState.REPORTED)
    assert waits.reports.get().organisation in waits.bound.all()
    merged = Requirement.objects.get(state=RequirementState.MERGED)
    assert merged.merged_into.reports.filter(organisation__in=merged.bound.all()).exists()


# --- Texts --------------------------------------------------------------------------------------------------
def test_those_who_drift_come_to_speak_as_the_agency_does(field, sector):
    poles = {
        "public_agency": list(PoleText.objects.filter(pole="public_agency").values_list("words", flat=True))
    }
    texts = [
        Text(str(each.organisation_id), each.year, each.words)
        for each in Wording.objects.filter(kind=Wording.Kind.ANNUAL)
    ]
    near = Corpus(texts, poles, "nl").likeness().value[:, 0]

    def risen(names):
        mean = {
            year: np.mean(
                [
                    value
                    for text, value in zip(texts, near, strict=True)
                    if text.year == year and sector[text.organisation].name in names
                ]
            )
            for year in (2013, 2016)
        }
        return mean[2016] - mean[2013]

    assert risen(_drifting()) > 0.1
    assert abs(risen(_told("others"))) < 0.03


def test_every_text_can_be_measured_and_says_that_it_was_written_for_the_demo(field):
    said = speech(field.profiles.organisations, 2016)
    assert not said.rejected
    assert said.count.min() >= 36
    for text in PoleText.objects.all():
        assert "geschreven voor de demostad" in text.source.lower()
    for file in ("texts.toml", "poles.toml"):
        head = (identity_field.IDENTITY_DATA / file).read_text(encoding="utf-8")[:400]
        assert "written for the demo city" in head
    assert Pole.objects.filter(set_by="").count() == Pole.objects.count(), "where poles stand is assumed"


def test_no_text_is_left_with_a_place_to_fill_in(sector):
    assert not Wording.objects.filter(words__contains="{").exists()


# --- Statements ---------------------------------------------------------------------------------------------
def test_the_statement_of_2015_was_made_checked_and_approved_by_three_people(sector):
    statement = Statement.objects.get(year=2015)
    assert statement.state == StatementState.PUBLISHED
    hands = {each.verb: each for each in statement.events.all()}
    people = {hands[verb].user_name for verb in ("submit", "check", "approve")}
    assert people == {"Ilse Brandsma", "Karim Haddou", "Marijke van Dam"}
    days = [hands[verb].at for verb in ("make", "write", "submit", "check", "approve")]
    assert days == sorted(days)
    assert statement.published_at == days[-1]
    assert sorted(statement.files.values_list("language", flat=True)) == ["en", "nl"]
    assert all(bytes(each.pdf).startswith(b"%PDF") for each in statement.files.all())


def test_the_statement_of_2015_says_what_the_records_say(sector):
    statement = Statement.objects.get(year=2015)
    again = compose(2015, {"nl": statement.remark_nl, "en": statement.remark_en})
    assert hash_of(again) == hash_of(statement.content) == statement.content_hash
    first = statement.content["findings"][0]
    assert (first["code"], first["values"]["pole"]) == ("drifting", "public_agency")


def test_the_statement_of_2016_is_in_draft(sector):
    assert Statement.objects.get(year=2016).state == StatementState.DRAFT
