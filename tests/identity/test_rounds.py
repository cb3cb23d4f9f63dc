"""Rounds: opened, enterprises invited and reminded once; earlier profiles from a file."""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from momentum.accounts import daily
from momentum.identity.actions import importing
from momentum.identity.actions import rounds as actions
from momentum.identity.importing import MOST_ROWS, look_over
from momentum.identity.instrument import CURRENT, load
from momentum.identity.models import Answer, Response, ResponseState, Round
from momentum.identity.queries import rounds as queries
from momentum.identity.queries.waves import waves
from momentum.methods.sheets import read_sheet, write_ods, write_xlsx
from momentum.sector.models import Identifier, IdentifierScheme, Profile
from tests.identity.small_round import TODAY, acting, answer_all, build_small_round, enterprise, know

CODES = [item.code for item in load(CURRENT).items]


@pytest.fixture(autouse=True)
def a_day_in_2016(settings):
    settings.TODAY = TODAY
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with translation.override("en"):
        yield


@pytest.fixture
def small(db):
    return build_small_round()


# --- opening and inviting ---
@pytest.mark.parametrize(
    ("days", "field", "said"),
    [
        ({"year": 2016}, "year", "There is a round of 2016 already"),
        ({"year": 2018}, "year", "Choose a year from 1990 to 2017"),
        ({"closes": date(2016, 10, 1)}, "closes", "The last day comes after the first day"),
        ({"opens": date(2016, 1, 1), "closes": date(2016, 11, 27)}, "closes", "This day is over"),
        ({"instrument": "emes-0"}, "instrument", "There is no list of questions"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(small, days, field, said):
    standard = {"year": 2017, "opens": date(2016, 12, 1), "closes": date(2016, 12, 31)}
    with pytest.raises(ValidationError) as refused:
        actions.open_round(small.anna, **(standard | days))
    assert said in refused.value.message_dict[field][0]


def test_every_enterprise_of_that_year_is_invited_once_and_no_other(small):
    assert Response.objects.count() == 2
    closed, later = enterprise("Dicht"), enterprise("Later")
    Profile.objects.filter(pk=closed.pk).update(closed=date(2016, 3, 1))
    Profile.objects.filter(pk=later.pk).update(founded=date(2017, 1, 1))
    new = enterprise("Nieuw")
    assert actions.invite_all(small.anna, small.round) == 1
    assert actions.invite_all(small.anna, small.round) == 0
    assert set(Response.objects.values_list("organisation__name", flat=True)) == {
        "Brouwerij 0", "Brouwerij 1", new.name,
    }  # fmt: skip
    assert queries.without_manager(small.anna, small.round) == {new.pk}


def test_each_manager_is_written_to_in_their_own_language(small):
    told = {letter.to[0]: letter for letter in mail.outbox}
    mina, otto = told["mina.manager@example.org"], told["otto.other@example.org"]
    assert mina.subject == "Where does your enterprise stand in 2016?"
    assert "27 questions are still open" in mina.body
    assert "https://city.example/en/identity/our-profile/" in mina.body
    assert "31 December 2016" in mina.body
    assert otto.subject == "Waar staat uw onderneming in 2016?"
    assert "31 december 2016" in otto.body


def test_what_is_known_is_not_announced_as_a_question(small):
    known = enterprise("Bekend")
    know(known)
    acting("enterprise_manager", known, "Kim Known")
    mail.outbox.clear()
    actions.invite_all(small.anna, small.round)
    assert "18 questions are still open" in mail.outbox[0].body


def test_who_has_not_confirmed_is_reminded_once_in_the_last_two_weeks(small):
    answer_all(small.other, Response.objects.get(organisation=small.enterprises[1]))
    mail.outbox.clear()
    last = small.round.closes
    for day, letters in ((last - timedelta(days=15), 0), (last - timedelta(days=14), 1), (last, 1)):
        actions.remind(day)
        assert len(mail.outbox) == letters, day
    assert mail.outbox[0].to == ["mina.manager@example.org"]
    assert "This is the only reminder you get" in mail.outbox[0].body
    assert small.response.reminded_at


def test_who_was_invited_today_is_not_reminded_today_and_after_the_end_nobody_is(small):
    mail.outbox.clear()
    actions.change_days(small.anna, small.round, opens=small.round.opens, closes=TODAY + timedelta(days=5))
    actions.remind(TODAY)
    assert mail.outbox == []
    actions.remind(TODAY + timedelta(days=6))
    assert mail.outbox == []
    assert any(job.run is actions.remind for job in daily.jobs())


def test_a_round_that_is_answered_cannot_move_into_the_future(small):
    answer_all(small.mina, small.response)
    with pytest.raises(ValidationError, match="Enterprises are answering already"):
        actions.change_days(
            small.anna, small.round, opens=TODAY + timedelta(days=1), closes=TODAY + timedelta(days=9)
        )


def test_nobody_is_invited_to_a_round_that_is_over(small, settings):
    settings.TODAY = small.round.closes + timedelta(days=1)
    with pytest.raises(ValidationError, match="This round is over"):
        actions.invite_all(small.anna, small.round)


def test_how_far_a_round_is(small):
    answer_all(small.mina, small.response)
    found = queries.standing(small.anna, 2016)
    assert (found.invited, found.started, found.confirmed, found.to_invite, found.all) == (1, 0, 1, 0, 2)


# --- earlier profiles ---
def sheet_of(*rows, header=("organisation", "year", *CODES)):
    lines = [",".join(str(cell) for cell in row) for row in (header, *rows)]
    return read_sheet("\n".join(lines).encode())


def row(name="Brouwerij 0", year=2014, value=3):
    return (name, year, *[value] * 27)


def test_earlier_profiles_are_taken_in_whole_with_the_rounds_they_need(small):
    found = look_over(sheet_of(row(), row(year=2015, value=2), row("brouwerij-1")))
    assert (found.problems, found.new_rounds, found.enterprises, found.thin) == ([], [2014, 2015], 2, 0)
    assert importing.take_in(small.anna, rows=found.rows, name="a.csv") == 3
    made = Round.objects.get(year=2014)
    assert (made.opens, made.closes, made.instrument) == (date(2014, 1, 1), date(2014, 12, 31), CURRENT)
    taken = Response.objects.get(round=made, organisation=small.enterprises[0])
    assert (taken.state, taken.imported_from, taken.may_be_shown) == (ResponseState.CONFIRMED, "a.csv", False)
    measured = waves(2015)
    assert list(measured.years) == [2014, 2015]
    assert measured.answers[0, 1].tolist() == [2.0] * 27 or measured.answers[1, 1].tolist() == [2.0] * 27


def test_an_import_is_taken_back_whole(small):
    found = look_over(sheet_of(row(), row(year=2015)))
    importing.take_in(small.anna, rows=found.rows, name="a.csv")
    assert (
        look_over(sheet_of(row())).problems[0].words.startswith("Brouwerij 0 has an imported profile of 2014")
    )
    assert importing.take_back(small.anna, name="a.csv") == 2
    assert Response.objects.count() == 2  # the two that are invited
    assert not Answer.objects.exists()
    with pytest.raises(ValidationError, match="taken back already"):
        importing.take_back(small.anna, name="a.csv")
    with pytest.raises(ValidationError, match="taken back already"):
        importing.take_back(small.anna, name="")


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ([row("Nergens")], 2, "“Nergens” is not a social enterprise in the registry"),
        ([row("")], 2, "No enterprise is named"),
        ([row(year="20l4")], 2, "“20l4” is not a year from 1990 to 2016"),
        ([row(year=2017)], 2, "“2017” is not a year from 1990 to 2016"),
        ([row(value=5)], 2, "“5” under production_all_year is not 0, 1, 2, 3 or 4"),
        ([row(value="2.5")], 2, "“2.5” under production_all_year is not"),
        ([row(value="")], 2, "No question is answered"),
        ([row(), row()], 3, "Brouwerij 0 stands in the file twice for 2014"),
        ([row(year=2016)], 2, "The round of 2016 is not over"),
        ([("Brouwerij 0", 2014, 1)], 2, "This row has 3 cells, and the first row has 29"),
        ([], 0, "There is no row under the first one"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_line(small, rows, line, said):
    found = look_over(sheet_of(*rows))
    assert (found.problems[0].line, said in found.problems[0].words) == (line, True), found.problems


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("name", "year", "votes"), "No column “organisation”"),
        (("organisation", "when", "votes"), "No column “year”"),
        (("organisation", "year", "colour"), "No column with the code of a question"),
        (("organisation", "jaar", "year"), "The column “year” stands there twice"),
    ],
)
def test_what_is_wrong_with_the_columns_is_said(small, header, said):
    found = look_over(sheet_of(("Brouwerij 0", 2014, 1), header=header))
    assert said in " ".join(each.words for each in found.problems)
    assert not found.rows


def test_a_row_with_few_answers_is_kept_and_columns_of_something_else_are_named(small):
    found = look_over(
        sheet_of(("Brouwerij 0", 2014, 1, "red"), header=("onderneming", "jaar", "votes", "kleur"))
    )
    assert (found.problems, found.thin, found.ignored) == ([], 1, ["kleur"])


def test_an_enterprise_is_found_by_its_number_and_two_of_one_name_are_not_guessed(small):
    scheme = IdentifierScheme.objects.create(code="kvk", name_nl="KvK", name_en="KvK", pattern="[0-9]{8}")
    Identifier.objects.create(organisation=small.enterprises[0], scheme=scheme, value="12345678")
    assert look_over(sheet_of(row("12345678"))).rows[0].name == "Brouwerij 0"
    twin = enterprise("Tweeling")
    twin.name = "Brouwerij 1"
    twin.save()
    assert "several enterprises" in look_over(sheet_of(row("Brouwerij 1"))).problems[0].words


def test_too_many_rows_are_refused(small):
    found = look_over(sheet_of(*[row()] * (MOST_ROWS + 1)))
    assert "more than 3000 rows" in found.problems[0].words


def test_what_an_enterprise_answered_itself_is_never_overwritten(small, settings):
    answer_all(small.mina, small.response)
    settings.TODAY = date(2017, 2, 1)
    found = look_over(sheet_of(row(year=2016)))
    assert "Brouwerij 0 answered for itself in 2016" in found.problems[0].words
    with pytest.raises(ValidationError, match="answered for itself"):
        importing.take_in(small.anna, rows=found.rows, name="a.csv")


def test_the_same_file_is_not_taken_in_twice_and_nothing_is_half_written(small):
    importing.take_in(small.anna, rows=look_over(sheet_of(row())).rows, name="a.csv")
    again = look_over(sheet_of(row(year=2013))).rows
    with pytest.raises(ValidationError, match="This very file was taken in before"):
        importing.take_in(small.anna, rows=again, name="a.csv")
    assert not Round.objects.filter(year=2013).exists()


# --- through the browser's door ---
def upload(client, data, name="profiles.csv"):
    return client.post(reverse("identity:import_profiles"), {"file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_file_is_looked_at_then_taken_in(small, client, kind):
    out = io.BytesIO()
    rows = [row(), row(year=2015)]
    header = ["organisation", "year", *CODES]
    if kind == "csv":
        out.write("\n".join(";".join(map(str, each)) for each in (header, *rows)).encode())
    else:
        (write_xlsx if kind == "xlsx" else write_ods)(out, header, rows)
    client.force_login(small.anna.user)
    page = upload(client, out.getvalue(), f"profiles.{kind}")
    assert page.status_code == 200
    assert "2 profiles, of 1 enterprise" in page.content.decode()
    assert not Response.objects.exclude(imported_from="").exists()
    sent = client.post(reverse("identity:import_take_in"), {"carried": page.context["carried"]}, follow=True)
    assert "2 profiles are taken in." in sent.content.decode()
    assert Response.objects.exclude(imported_from="").count() == 2
    name = Response.objects.exclude(imported_from="")[0].imported_from
    back = client.post(reverse("identity:import_take_back"), {"name": name}, follow=True)
    assert "2 profiles are taken back." in back.content.decode()


def test_a_file_with_problems_or_no_sheet_at_all_is_told_in_words(small, client):
    client.force_login(small.anna.user)
    page = upload(client, b"organisation,year,votes\nNergens,2014,9\n")
    assert page.status_code == 422
    text = page.content.decode()
    assert "Row 2:" in text
    assert "“9” under votes" in text
    assert 'name="carried"' not in text
    assert "looks like a PDF" in upload(client, b"%PDF-1.7 ...").content.decode()


def test_what_was_carried_is_taken_in_only_by_who_looked_at_it(small, client):
    client.force_login(small.anna.user)
    page = upload(client, ",".join(["organisation", "year", "votes"]).encode() + b"\nBrouwerij 0,2014,3\n")
    second = acting("analyst", small.anna.organisation, "Bo Analyst")
    for user, carried in ((second.user, page.context["carried"]), (small.anna.user, "made:up:it")):
        client.force_login(user)
        sent = client.post(reverse("identity:import_take_in"), {"carried": carried}, follow=True)
        assert "This page was open for too long" in sent.content.decode()
    assert not Response.objects.exclude(imported_from="").exists()


def test_an_analyst_opens_a_round_invites_and_follows_it(small, client):
    client.force_login(small.anna.user)
    made = client.post(
        reverse("identity:open_round"),
        {"year": "2017", "opens": "28-11-2016", "closes": "15-01-2017"},
        follow=True,
    )
    assert "2 social enterprises are not invited yet" in made.content.decode()
    invited = client.post(reverse("identity:invite", args=[2017]), follow=True)
    assert "2 enterprises are invited." in invited.content.decode()
    changed = client.post(
        reverse("identity:round", args=[2017]), {"opens": "28-11-2016", "closes": "31-01-2017"}, follow=True
    )
    assert "The days of the round are changed." in changed.content.decode()
    wrong = client.post(reverse("identity:open_round"), {"year": "2017", "opens": "x", "closes": ""})
    assert wrong.status_code == 422
    assert "Write a day as day-month-year" in wrong.content.decode()


def test_answers_open_for_an_analyst_only_after_a_reason(small, client):
    done = answer_all(small.mina, small.response, 4)
    client.force_login(small.anna.user)
    address = reverse("identity:opened", args=[done.pk])
    words = load(CURRENT).items[0].anchors_en[4]
    assert words not in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    shown = client.post(address, {"purpose": "check_number"})
    assert words in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize(
    "role", ["policy_officer", "board_member", "buyer", "grant_officer", "enterprise_manager", None]
)
def test_rounds_and_answers_are_not_there_for_others(small, client, role):
    done = answer_all(small.mina, small.response)
    if role:
        actor = small.other if role == "enterprise_manager" else small.somebody(role)
        client.force_login(actor.user)
    for name, key in (
        ("rounds", []),
        ("open_round", []),
        ("round", [2016]),
        ("import_profiles", []),
        ("empty_sheet", ["csv"]),
        ("opened", [done.pk]),
    ):
        assert client.get(reverse(f"identity:{name}", args=key)).status_code == 404, name
    for name, key in (
        ("invite", [2016]),
        ("import_take_in", []),
        ("import_take_back", []),
        ("opened", [done.pk]),
    ):
        sent = client.post(reverse(f"identity:{name}", args=key), {"purpose": "check_number"})
        assert sent.status_code == 404, name


def test_the_empty_sheet_is_one_that_can_be_filled_in(small, client):
    client.force_login(small.anna.user)
    empty = read_sheet(client.get(reverse("identity:empty_sheet", args=["ods"])).content)
    assert empty.header == ("organisation", "year", *CODES)
