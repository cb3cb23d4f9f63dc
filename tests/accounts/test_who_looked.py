"""The participant's page of who looked, and the privacy officer's page of the log."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from momentum.accounts import access
from momentum.accounts.access_log import references as log_references
from momentum.accounts.access_log.chain import append
from momentum.accounts.models import AccessEntry

MINE, LOG = reverse("accounts:my_access"), reverse("accounts:access_log")


@pytest.fixture(autouse=True)
def pseudonyms(monkeypatch):
    """The pseudonym of somebody who signs in is their address, for these tests."""
    monkeypatch.setattr(log_references, "_pseudonyms_of", [lambda user: [user.email]])


@pytest.fixture
def looked():
    """Writes an entry as if it were written then."""

    def look(who, /, *persons, at="2016-11-01T10:00", verb="read", record="journey", **stated):
        return append(
            persons=log_references.references_of(persons).values(),
            at=timezone.make_aware(datetime.fromisoformat(at)),
            user=who.user,
            user_name=who.user.name,
            organisation=who.organisation,
            organisation_name=who.organisation.name,
            role=who.role,
            verb=verb,
            record=record,
            purpose=stated.pop("purpose", "guidance"),
            **stated,
        )

    return look


def test_a_participant_reads_who_looked_for_which_organisation_when_and_why(signed_in, actor, looked):
    client = signed_in("participant")
    coach = actor("work_coach")
    me, other = client.mandate.user.email, "somebody.else@example.org"
    first = looked(coach, me, other, at="2016-11-01T09:30")
    second = looked(coach, me, at="2016-11-02T16:45", verb="print", record="needs")
    looked(coach, other)
    response = client.get("/en/my-access/")
    assert list(response.context["page"]) == [second, first]
    text = re.sub(r"<[^>]+>|\s+", " ", response.content.decode())
    text = re.sub(r"\s+", " ", text)
    assert coach.user.name in text
    assert coach.organisation.name in text
    assert (
        text.index("Wednesday 2 November 2016") < text.index("16:45") < text.index("Tuesday 1 November 2016")
    )
    assert "printed: what you need to be able to work" in text
    assert "Why: to guide you at work" in text
    assert other not in response.content.decode()


def test_their_own_visits_are_one_line_a_day_and_crowd_out_nobody(signed_in, actor, looked):
    client = signed_in("participant")
    me, own = client.mandate.user.email, {"acting": "own reference"}
    coach, self_ = actor("work_coach"), actor("work_coach")
    theirs = looked(coach, me, at="2016-10-31T09:00")
    visits = [looked(self_, me, at=f"2016-11-01T{hour:02}:{minute:02}", **own)
              for hour in range(9, 12) for minute in range(20)]  # fmt: skip
    once = looked(self_, me, at="2016-11-02T00:30", **own)
    response = client.get("/en/my-access/")
    assert [(each, each.visits) for each in response.context["page"]] == [
        (once, 1),
        (visits[-1], 60),
        (theirs, 1),
    ]
    text = re.sub(r"<[^>]+>|\s+", " ", response.content.decode())
    assert text.index("Wednesday 2 November") < text.index("You yourself , 60 times")
    assert 'href="?own=2016-11-01"' in response.content.decode()
    told = [entry for number in "12" for entry in client.get(MINE, {"own": "2016-11-01", "page": number}).context["page"]]  # fmt: skip
    assert told == visits[::-1]


@pytest.mark.parametrize("day", ["soon", "", "9999-12-31", "0001-01-01", "2016-02-31"])
def test_a_day_on_which_they_did_not_look_is_told(day, signed_in):
    assert list(signed_in("participant").get(MINE, {"own": day}).context["page"]) == []


@pytest.mark.parametrize("day", ["31-12-9999", "01-01-0001"])
def test_the_last_and_the_first_day_that_can_be_written_break_nothing(day, signed_in):
    response = signed_in("privacy_officer").get(LOG, {"since": day, "until": day})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"since", "until"}


def test_somebody_without_records_reads_that_nobody_looked(signed_in, actor, looked, monkeypatch):
    monkeypatch.setattr(log_references, "_pseudonyms_of", [lambda user: []])
    client = signed_in("participant")
    looked(actor("work_coach"), client.mandate.user.email, "")
    assert list(client.get(MINE).context["page"]) == []


def test_a_long_history_is_paged_with_as_many_queries_as_a_short_one(signed_in, actor, looked):
    client = signed_in("participant")
    coach = actor("work_coach")
    counts = []
    for number in range(60):
        looked(coach, client.mandate.user.email, at=f"2016-10-01T10:{number:02}")
        if number in (0, 59):
            with CaptureQueriesContext(connection) as asked:
                page = client.get(MINE).context["page"]
            counts.append(len(asked))
    assert counts[0] == counts[1]
    assert (len(page), page.paginator.num_pages) == (50, 2)
    assert len(client.get(MINE, {"page": "2"}).context["page"]) == 10


def test_the_privacy_officer_reads_the_log_without_the_people_it_is_about(signed_in, actor, looked):
    client = signed_in("privacy_officer")
    coach = actor("work_coach")
    looked(coach, "client.one@example.org", "client.two@example.org", verb="search", detail="Jansen")
    response = client.get(LOG)
    content = response.content.decode()
    assert coach.user.name in content
    assert "client.one" not in content
    assert "Jansen" not in content
    assert {entry.named for entry in response.context["page"] if entry.record == "journey"} == {2}


def test_reading_the_log_is_itself_in_the_log(signed_in, entries):
    client = signed_in("privacy_officer")
    client.get(LOG, {"role": "work_coach"})
    entry = entries.get()
    assert (entry.user, entry.verb, entry.record) == (client.mandate.user, "search", "access_log")
    assert (entry.purpose, entry.detail) == ("oversight", "role=work_coach")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"coach", "keeper", "refused"}),
        ({"acting": "work_coach"}, {"coach", "refused"}),
        ({"role": "journey_keeper"}, {"keeper"}),
        ({"verb": "export"}, {"keeper"}),
        ({"since": "02-11-2016"}, {"keeper", "refused"}),
        ({"until": "02-11-2016"}, {"coach", "keeper"}),
        ({"since": "02-11-2016", "until": "02-11-2016"}, {"keeper"}),
        ({"refused": "on"}, {"refused"}),
    ],
)
def test_the_log_is_searched(asked, found, signed_in, actor, looked):
    client = signed_in("privacy_officer")
    coach, keeper = actor("work_coach"), actor("journey_keeper")
    type(coach.user).objects.filter(pk=coach.user.pk).update(name="work_coach")
    coach.user.refresh_from_db()
    made = {
        looked(coach, at="2016-11-01T23:59").pk: "coach",
        looked(keeper, at="2016-11-02T00:01", verb="export").pk: "keeper",
        looked(coach, at="2016-11-03T00:01", refused=True, purpose="none").pk: "refused",
    }
    page = client.get(LOG, asked).context["page"]
    assert {made[entry.pk] for entry in page if entry.pk in made} == found


def test_a_day_that_cannot_be_read_is_told_and_left_out(signed_in):
    response = signed_in("privacy_officer").get(LOG, {"since": "soon"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"since"}


# --- A refusal looks like absence ---
@pytest.fixture
def refusing_page(monkeypatch, settings):
    """A page of a person, as a room writes it: permission first, then the record."""
    import types

    from django.urls import path

    from momentum.accounts.models import Mandate
    from momentum.site import urls

    def page(request, pk):
        access.open_record(request.actor, "journey", Mandate.objects.filter(pk=pk), pseudonym=lambda row: "p")
        raise AssertionError("opened")

    pages = types.ModuleType("pages_of_this_test")
    pages.urlpatterns = [path("nl/person/<uuid:pk>/", page), *urls.urlpatterns]
    settings.ROOT_URLCONF = pages
    return "/nl/person/{}/".format


@pytest.mark.parametrize(
    "role", [None, "policy_officer", "buyer", "grant_officer", "board_member", "analyst", "work_coach"]
)
def test_a_guessed_address_looks_like_one_that_does_not_exist(
    role, signed_in, person, refusing_page, toy_rules
):
    client = signed_in(role)
    real, absent = person("work_coach").pk, "6f2f9d6e-1111-4000-8000-000000000000"
    seen = []
    for pk in (real, absent):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(refusing_page(pk))
        body = response.content.decode().replace(str(pk), "PK")
        seen.append((response.status_code, sorted(response.headers.items()), body, len(asked)))
        entry = AccessEntry.objects.latest("id")
        assert (entry.refused, entry.record, entry.user) == (
            True,
            "journey",
            client.mandate and client.mandate.user,
        )
        assert entry.detail == refusing_page(pk)
    assert seen[0][0] == 404
    assert seen[0] == seen[1]


def test_a_refused_page_is_the_page_of_an_address_that_nobody_ever_had(signed_in, person, refusing_page):
    client = signed_in("policy_officer")
    refused = client.get(refusing_page(person("work_coach").pk))
    nowhere = client.get("/nl/nowhere/at/all/")
    assert refused.status_code == nowhere.status_code
    assert refused.templates[0].name == nowhere.templates[0].name


def test_entries_are_in_the_order_in_which_they_were_written(signed_in, actor, looked):
    client = signed_in("participant")
    coach = actor("work_coach")
    written = [looked(coach, client.mandate.user.email) for _ in range(3)]
    assert list(client.get(MINE).context["page"]) == written[::-1]
    assert AccessEntry.objects.first().at - AccessEntry.objects.last().at == timedelta(0)
