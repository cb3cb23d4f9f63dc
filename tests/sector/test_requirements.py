from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from momentum.accounts.access import Refused, Stale
from momentum.accounts.actor import VISITOR, Actor
from momentum.accounts.models import AccessEntry, Organisation, User
from momentum.sector import queries as sector_queries
from momentum.sector.actions import requirement_steps as steps
from momentum.sector.actions import requirements as actions
from momentum.sector.models import Requirement, RequirementReport
from momentum.sector.models.requirements import HOURS_IN_A_YEAR
from momentum.sector.queries import requirements as queries
from momentum.sector.queries.burden import Known
from tests.sector.conftest import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(english):
    """Sentences are told from each other in English."""


DEMAND = {
    "title": "Kwartaalrapportage uren per cliënt",
    "party": "funder",
    "party_name": "Gemeente",
    "mechanism": "coercive",
    "since": date(2014, 1, 1),
}


def reported(actor, **values):
    return actions.report_requirement(actor, **(DEMAND | values))


def confirmed(broker, actor, **values):
    record = reported(actor, **values)
    return steps.confirm_requirement(broker, record, version=record.version)


def said(error):
    return error.value.message_dict


# reporting


@pytest.mark.parametrize("who", ["manager", "coach"])
def test_anybody_in_an_enterprise_reports_a_demand_on_it(request, who, city):
    actor = request.getfixturevalue(who)
    record = reported(actor, hours=Decimal("12.5"))
    report = record.reports.get()
    assert (record.state, report.hours, report.reporter) == ("reported", Decimal("12.5"), actor.user)
    assert list(record.bound.all()) == [city["brouwerij-de-brug"]]


def test_hours_that_nobody_knows_are_unknown_and_never_zero(manager, city):
    reported(manager)
    found = queries.burden(city["brouwerij-de-brug"], 2016)
    assert (found.lines[0].hours, found.unknown, found.total) == (None, 1, 0)
    assert found.by_party() == [("funder, such as the city", 0, 1)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": date(2013, 1, 1)}, "until"),
        ({"until": date(2014, 1, 1)}, "until"),
        ({"since": date(2017, 1, 1)}, "since"),
        ({"hours": Decimal(HOURS_IN_A_YEAR + 1)}, "hours"),
        ({"hours": Decimal(-1)}, "hours"),
        ({"others": ["Brouwerij De Burg"]}, "others"),
        ({"others": ["Xyzzy"]}, "others"),
        ({"party": "nobody"}, "party"),
        ({"mechanism": "magic"}, "mechanism"),
        ({"title": "  "}, "title"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_written(manager, wrong, field):
    with pytest.raises(ValidationError) as error:
        reported(manager, **wrong)
    assert list(said(error)) == [field]
    assert not Requirement.objects.exists()
    assert not RequirementReport.objects.exists()


def test_an_unknown_enterprise_is_refused_with_the_one_it_is_most_like(manager):
    with pytest.raises(ValidationError) as error:
        reported(manager, others=["Fietsatelje Noord", "Tuinen van West"])
    assert said(error)["others"] == [
        "We know no enterprise “Fietsatelje Noord”. Do you mean “Fietsatelier Noord”?"
    ]


def test_others_are_named_as_they_are_called_or_addressed(manager, city):
    record = reported(manager, others=["tuinen VAN west", "cafe-ijsbreker", ""])
    assert {each.slug for each in record.bound.all()} == {
        "brouwerij-de-brug",
        "tuinen-van-west",
        "cafe-ijsbreker",
    }


def test_no_other_role_reports_and_nobody_for_another_kind_of_organisation(broker, city):
    care = somebody(city["zorg-dichtbij"], "work_coach", "Cor Care")
    officer = Actor(user=broker.user, role="policy_officer", organisation=broker.organisation)
    for actor in (VISITOR, broker, care, officer):
        with pytest.raises(Refused):
            reported(actor)
        with pytest.raises(Refused):
            actions.add_hours(actor, Requirement())
        with pytest.raises(Refused):
            actions.withdraw_report(actor, Requirement())


# the same demand, reported once


@pytest.mark.parametrize(
    "typed",
    [
        "kwartaalrapportage uren",
        "rapportage per kwartaal van uren per client",
        "Kwartaalraportage uren per clïent",
        "uren per cliënt, kwartaalrapportage aan de gemeente",
    ],
)
def test_similar_demands_are_offered_whatever_the_spelling(manager, other, typed):
    known = reported(manager)
    reported(manager, title="Keurmerk voor voedselveiligheid", party="profession")
    assert [each.pk for each in queries.similar(other, typed)] == [known.pk]


def test_what_is_not_alike_is_not_offered(manager):
    reported(manager)
    assert queries.similar(manager, "Keurmerk voor voedselveiligheid") == []
    assert queries.similar(manager, "!?") == []


def test_the_very_same_demand_is_added_to_and_not_doubled(manager, other, city):
    known = reported(manager, hours=Decimal(20))
    with pytest.raises(ValidationError) as error:
        reported(other, title="kwartaalrapportage  UREN per client")
    assert "Add your hours to it instead" in said(error)["title"][0]
    report = actions.add_hours(other, known, hours=Decimal(12))
    assert (known.reports.count(), report.organisation.slug) == (2, "fietsatelier-noord")
    assert city["fietsatelier-noord"] in known.bound.all()


def test_an_enterprise_says_its_hours_once_and_can_correct_them(manager, coach):
    record = reported(manager, hours=Decimal(20))
    actions.add_hours(coach, record, hours=Decimal(25))
    actions.add_hours(coach, record)
    report = record.reports.get()
    assert (report.hours, report.reporter) == (Decimal(25), manager.user)
    with pytest.raises(ValidationError):
        actions.add_hours(coach, record, hours=Decimal(9000))


def test_a_report_taken_back_takes_a_demand_along_that_nobody_else_reported(manager, other):
    record = reported(manager)
    actions.add_hours(other, record)
    actions.withdraw_report(manager, record)
    assert [each.slug for each in record.bound.all()] == ["fietsatelier-noord"]
    with pytest.raises(Refused):
        actions.withdraw_report(manager, record)
    actions.withdraw_report(other, record)
    assert not Requirement.objects.exists()


# who reported it


def test_the_reporter_is_known_to_themselves_and_the_broker_only(manager, coach, other, broker):
    record = reported(coach, hours=Decimal(3))

    def seen(actor):
        return [(each.reporter, each.mine) for each in queries.reports_on(actor, record)]

    assert seen(coach) == [("Kim Coach", True)]
    assert seen(broker) == [("Kim Coach", False)]
    assert seen(manager) == [("", False)]
    assert seen(other) == []
    for role in (
        "participant",
        "case_manager",
        "policy_officer",
        "buyer",
        "researcher",
        "analyst",
        "grant_officer",
        "board_member",
        "privacy_officer",
        "operator",
    ):
        assert seen(Actor(user=broker.user, role=role, organisation=broker.organisation)) == [], role
    assert seen(VISITOR) == []


def test_no_log_and_no_history_tells_who_reported(coach):
    before = AccessEntry.objects.count()
    record = reported(coach)
    actions.add_hours(coach, record, hours=Decimal(4))
    actions.withdraw_report(coach, record)
    assert AccessEntry.objects.count() == before
    kept = {
        (model._meta.label, field.name)
        for model in apps.get_app_config("sector").get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is User and field.concrete
    }
    assert kept == {("sector.RequirementReport", "reporter")}


def test_few_hours_of_others_are_not_told(manager, other, broker):
    record = reported(other, hours=Decimal(12))
    assert queries.hours_known(manager, record) == queries.HoursKnown(None, None, None)
    assert queries.hours_known(broker, record) == queries.HoursKnown(1, None, Decimal(12))


# the broker's steps


def test_a_confirmed_demand_counts_and_a_reported_one_only_for_who_reported_it(manager, other, broker, city):
    record = reported(manager, hours=Decimal(10), others=["Fietsatelier Noord"])
    assert queries.in_force(2016) == []
    assert queries.burden(city["brouwerij-de-brug"], 2016).total == 10
    assert queries.burden(city["fietsatelier-noord"], 2016).lines == ()
    steps.confirm_requirement(broker, record, version=1)
    (demand,) = queries.in_force(2016)
    assert (demand.code, demand.source, demand.mechanism) == (str(record.pk), "funder", "coercive")
    assert (demand.hours, demand.first, demand.last) == (10.0, 2014, None)
    assert demand.binds == {str(city[slug].pk) for slug in ("brouwerij-de-brug", "fietsatelier-noord")}
    assert queries.burden(city["fietsatelier-noord"], 2016).unknown == 1


@pytest.mark.parametrize(
    ("until", "last", "years"),
    [(date(2016, 1, 1), 2015, (2014, 2015)), (date(2016, 1, 2), 2016, (2014, 2015, 2016))],
)
def test_a_demand_holds_until_the_day_it_ends(manager, broker, until, last, years):
    confirmed(broker, manager, until=until)
    assert tuple(year for year in range(2012, 2018) if queries.in_force(year)) == years
    assert queries.in_force(2015)[0].last == last


def test_only_the_broker_decides(manager, other):
    record = reported(manager)
    for actor in (manager, other, VISITOR):
        for step in (
            lambda who: steps.confirm_requirement(who, record, version=1),
            lambda who: steps.reject_requirement(who, record, version=1, reason="x"),
            lambda who: steps.merge_requirement(who, record, version=1, into=record),
            lambda who: steps.settle_requirement(who, record, version=1, hours=Decimal(1)),
        ):
            with pytest.raises(Refused):
                step(actor)


def test_a_rejection_needs_a_reason_which_who_reported_it_reads_and_nobody_else(manager, other, broker):
    record = reported(manager)
    with pytest.raises(ValidationError) as error:
        steps.reject_requirement(broker, record, version=1, reason="  ")
    assert "reason" in said(error)
    steps.reject_requirement(broker, record, version=1, reason="It is your own choice.")
    assert queries.requirement(manager, record.pk).reason == "It is your own choice."
    with pytest.raises(Refused):
        queries.requirement(other, record.pk)
    with pytest.raises(ValidationError):
        actions.add_hours(other, record)
    assert queries.burden(manager.organisation, 2016).lines == ()
    again = steps.confirm_requirement(broker, record, version=2)
    assert (again.state, again.reason) == ("confirmed", "")


def test_a_step_on_an_older_version_is_refused_and_so_is_one_that_does_not_lead_there(manager, broker):
    record = reported(manager)
    steps.settle_requirement(broker, record, version=1, title_en="Quarterly report")
    with pytest.raises(Stale):
        steps.confirm_requirement(broker, record, version=1)
    steps.confirm_requirement(broker, record, version=2)
    with pytest.raises(ValidationError):
        steps.confirm_requirement(broker, record, version=3)


def test_settled_hours_go_before_what_enterprises_say(manager, broker, city):
    record = confirmed(broker, manager, hours=Decimal(40))
    steps.settle_requirement(broker, record, version=2, hours=Decimal(30))
    line = queries.burden(city["brouwerij-de-brug"], 2016).lines[0]
    assert (line.hours, line.source, line.own) == (30, "settled", 40)
    assert queries.in_force(2016)[0].hours == 30
    for wrong in (Decimal(9000), Decimal("-0.5")):
        with pytest.raises(ValidationError) as error:
            steps.settle_requirement(broker, record, version=3, hours=wrong)
        assert "8760 hours" in said(error)["hours"][0]
    with pytest.raises(ValidationError) as error:
        steps.settle_requirement(broker, record, version=3, bound=[])
    assert "bound" in said(error)


def test_merged_duplicates_become_one_with_the_reports_of_both(manager, other, broker, city):
    kept = reported(manager, hours=Decimal(10))
    twin = reported(other, title="Urenstaat per kwartaal", hours=Decimal(20), since=date(2012, 5, 1))
    actions.add_hours(manager, twin, hours=Decimal(14))
    third = reported(other, title="Kwartaalstaat")
    steps.merge_requirement(broker, third, version=1, into=twin)
    result = steps.merge_requirement(
        broker, twin, version=Requirement.objects.get(pk=twin.pk).version, into=kept
    )
    assert result.pk == kept.pk
    hours = {each.organisation.slug: each.hours for each in kept.reports.all()}
    assert hours == {"brouwerij-de-brug": 14, "fietsatelier-noord": 20}
    assert (result.since, kept.bound.count()) == (date(2012, 5, 1), 2)
    for each in (twin, third):
        assert queries.requirement(manager, each.pk).pk == kept.pk
    assert actions.add_hours(other, third, hours=Decimal(21)).requirement_id == kept.pk
    assert Requirement.objects.get(pk=third.pk).merged_into_id == kept.pk


def test_nothing_is_merged_with_itself_nor_into_what_was_merged_or_rejected(manager, broker):
    one, two, three = (reported(manager, title=f"Demand of kind {name}") for name in "abc")
    with pytest.raises(ValidationError) as error:
        steps.merge_requirement(broker, one, version=1, into=one)
    assert "itself" in said(error)["into"][0]
    steps.merge_requirement(broker, two, version=1, into=one)
    with pytest.raises(ValidationError) as error:
        steps.merge_requirement(broker, three, version=1, into=two)
    assert "itself merged" in said(error)["into"][0]
    with pytest.raises(ValidationError):
        steps.settle_requirement(broker, two, version=2, hours=Decimal(1))
    steps.reject_requirement(broker, one, version=2, reason="No.")
    with pytest.raises(ValidationError):
        steps.merge_requirement(broker, three, version=1, into=one)


# filed by other rooms


def filed(**values):
    standard = {
        "title_nl": "Uitvraag 2016",
        "party": "buyer",
        "mechanism": "coercive",
        "since": date(2016, 1, 1),
        "hours": Decimal(16),
    }
    return actions.file_requirement("call:1", **(standard | values))


def test_a_room_files_a_demand_once_and_renews_it(city, broker):
    first = filed()
    assert (first.state, first.binds_all, first.version) == ("confirmed", True, 1)
    assert filed().version == 1
    again = filed(hours=Decimal(18), binds=[city["tuinen-van-west"]])
    assert (again.pk, again.hours, again.version, again.binds_all) == (first.pk, 18, 2, False)
    assert [each.slug for each in again.bound.all()] == ["tuinen-van-west"]
    steps.reject_requirement(broker, again, version=2, reason="Not asked after all.")
    assert filed(hours=Decimal(20)).state == "rejected"
    assert Requirement.objects.count() == 1


def test_what_is_filed_is_checked_too_and_kept_when_merged(manager, broker):
    with pytest.raises(ValidationError):
        filed(until=date(2015, 1, 1))
    with pytest.raises(ValidationError):
        actions.file_requirement(" ", title_nl="x")
    record, twin = filed(), reported(manager)
    with pytest.raises(ValidationError) as error:
        steps.merge_requirement(broker, record, version=1, into=twin)
    assert "keeps this demand up to date" in said(error)["into"][0]
    assert steps.merge_requirement(broker, twin, version=1, into=record).pk == record.pk


# what is public


def enterprises(count):
    return [
        Organisation.objects.create(name=f"Enterprise {n}", slug=f"enterprise-{n}", kind="social_enterprise")
        for n in range(count)
    ]


def with_reports(broker, hours, **values):
    """A confirmed demand on as many enterprises as there are hours."""
    known = values.pop("among")
    first, *others = [
        Actor(user=broker.user, role="enterprise_manager", organisation=each) for each in known[: len(hours)]
    ]
    record = reported(first, hours=hours[0], **values)
    for actor, each in zip(others, hours[1:], strict=True):
        actions.add_hours(actor, record, hours=each)
    return steps.confirm_requirement(broker, record, version=Requirement.objects.get(pk=record.pk).version)


def test_totals_are_public_from_five_enterprises_with_known_hours_on(broker):
    among = enterprises(7)
    with_reports(broker, [Decimal(n) for n in (10, 20, 30, 40, 100)], among=among)
    with_reports(
        broker,
        [Decimal(5), Decimal(6), Decimal(7), Decimal(8), None],
        title="Plan van een groter bedrijf",
        party="peers",
        mechanism="mimetic",
        among=among[:5],
    )
    with_reports(broker, [Decimal(50)] * 2, title="Audit", party="buyer", among=among)
    found = {each.party: each for each in queries.burden_by_source(2016)}
    assert (found["funder"].hours, found["funder"].middle, found["funder"].bound) == (200, 30, 5)
    # the fifth enterprise gets the middle of the four that said
    assert (found["peers"].hours, found["peers"].counted) == (Decimal("32.5"), 5)
    assert (found["buyer"].hours, found["buyer"].middle, found["buyer"].few) == (None, None, True)
    assert [each.party for each in queries.burden_of_sources(2016)] == ["funder", "peers", "buyer"]


def test_four_enterprises_are_too_few_and_unknown_hours_do_not_count_as_none(broker):
    among = enterprises(6)
    with_reports(broker, [Decimal(10)] * 4, among=among)
    record = reported(
        Actor(user=broker.user, role="work_coach", organisation=among[0]),
        title="Wet",
        party="law",
        binds_all=True,
    )
    steps.confirm_requirement(broker, record, version=1)
    found = {each.party: each for each in queries.burden_by_source(2016)}
    assert (found["funder"].hours, found["funder"].few) == (None, False)
    law = found["law"]
    assert (law.demands, law.unknown, law.bound, law.counted, law.middle) == (1, 1, 6, 0, None)


def test_a_source_adds_up_only_what_is_shown_below_it(broker):
    among = enterprises(6)
    with_reports(broker, [Decimal(10)] * 5, among=among)
    with_reports(broker, [Decimal(90)], title="Norm", mechanism="normative", among=among)
    (source,) = queries.burden_of_sources(2016)
    assert (source.hours, source.demands) == (50, 2)


def test_enterprises_count_in_the_years_they_existed(broker, city):
    assert city["brouwerij-de-brug"].pk not in queries.enterprises_of(2008)
    assert city["brouwerij-de-brug"].pk in queries.enterprises_of(2009)
    assert city["zorg-dichtbij"].pk not in queries.enterprises_of(2016)


@given(
    hours=st.lists(st.none() | st.integers(0, HOURS_IN_A_YEAR).map(Decimal), min_size=1, max_size=9),
    settled=st.none() | st.integers(0, HOURS_IN_A_YEAR).map(Decimal),
)
def test_hours_are_never_made_up(hours, settled):
    known = Known(Requirement(hours=settled, binds_all=True), dict(enumerate(hours)), frozenset())
    for key in range(len(hours)):
        found, source = known.hours_of(key)
        if settled is not None:
            assert (found, source) == (settled, "settled")
        elif hours[key] is not None:
            assert (found, source) == (hours[key], "own")
        elif sum(each is not None for each in hours) < queries.FEWEST_SAYING:
            assert (found, source) == (None, "")
        else:
            assert min(known.said) <= found <= max(known.said)


# the desk


def test_the_desk_leads_there(manager, coach, broker):
    reported(coach)
    (waiting,) = sector_queries.waiting_for(broker)
    assert "Kwartaalrapportage" in waiting.detail
    assert waiting.who == ""
    for actor, door in ((manager, "/requirements/report/"), (coach, "/requirements/"), (broker, "/known/")):
        assert any(door in each.url for each in sector_queries.doors(actor))
