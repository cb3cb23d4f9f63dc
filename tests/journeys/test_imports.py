"""A file of stays: understood, checked against what is recorded, taken in whole or not at all, and undone."""

import csv
import io
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
import uuid
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone, translation

from momentum.accounts.access import Refused
from momentum.accounts.access_log.references import references_of
from momentum.accounts.models import AccessEntry
from momentum.journeys import actions as journeys
from momentum.journeys.actions import imports as actions
from momentum.journeys.grounds import counted, left_out
from momentum.journeys.import_sentences import sentence
from momentum.journeys.importing import LIMITS
from momentum.journeys.models import (
    Ground,
    Identity,
    ImportBatch,
    ImportState,
    Journey,
    Membership,
    Purpose,
    PurposeGround,
    Spell,
    SpellHours,
)
from momentum.journeys.queries import imports as queries
from momentum.methods.facts import files, recognising
from momentum.methods.sheets import reading, write_ods, write_xlsx

pytestmark = pytest.mark.django_db

HEADER = "cliëntnummer;soort;begin;einde;reden;uren;geboortejaar;doelgroep"
GIVEN = {
    "shape": "spells",
    "end": "inclusive",
    "dates": ["dd-mm-yyyy"],
    "decimal": ",",
    "columns": {
        "person": "cliëntnummer", "place_kind": "soort", "start": "begin", "end": "einde", "end_reason": "reden",
        "hours_per_week": "uren", "birth_year": "geboortejaar", "target_group": "doelgroep",
    },
}  # fmt: skip
GOOD = (
    "101;werkervaringsplaats;01-02-2015;31-08-2015;betaalde baan;16,5;1980;ggz",
    "101;werkervaringsplaats;01-10-2015;;;20;1980;ggz",
    "102;gewone baan;15-03-2016;;;;1991;",
)


def file_of(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode("cp1252")


def offered(city, *rows: str, given=None, actor=None) -> ImportBatch:
    batch = actions.offer_file(actor or city.noor, name="lijst.csv", data=file_of(*rows))
    return actions.map_file(actor or city.noor, batch, given=given or GIVEN)


def said(batch: ImportBatch) -> list[tuple[int | None, str | None, str]]:
    return [
        (problem.row, problem.column, sentence(problem)) for problem in queries.understand(batch).problems
    ]


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_all_stays_come_in_with_their_people_hours_and_groups(city):
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    spells = Spell.objects.order_by("starts")
    assert [(each.starts, each.ends, each.kind_id, each.end_reason_id) for each in spells] == [
        (date(2015, 2, 1), date(2015, 9, 1), "work_experience", "paid_job"),
        (date(2015, 10, 1), None, "work_experience", None),
        (date(2016, 3, 15), None, "regular_job", None),
    ]
    assert {each.organisation for each in spells} == {city.brug}
    assert Journey.objects.count() == Identity.objects.count() == 2
    assert [float(each.hours_per_week) for each in SpellHours.objects.order_by("starts")] == [16.5, 20.0]
    membership = Membership.objects.get()
    assert (membership.target_group_id, membership.starts, membership.ends) == ("ggz", date(2015, 2, 1), None)
    assert (batch.receipt["stays"], batch.receipt["persons"], batch.receipt["new_persons"]) == (3, 2, 2)
    assert batch.state == ImportState.APPLIED


def test_new_people_have_no_sign_in_and_grounds_still_to_be_confirmed(city):
    actions.take_in(city.noor, offered(city, *GOOD))
    assert not Identity.objects.filter(user__isnull=False).exists()
    assert set(PurposeGround.objects.values_list("ground", flat=True)) == {Ground.TO_BE_CONFIRMED}
    assert not counted(Journey.objects.all(), date(2017, 1, 1)).exists()
    assert sum(left_out(Journey.objects.all(), date(2017, 1, 1)).values()) == 2


def test_people_match_by_the_files_own_reference(city):
    actions.take_in(city.noor, offered(city, GOOD[0]))
    actions.take_in(city.noor, offered(city, GOOD[1]))
    assert Journey.objects.count() == 1
    assert Spell.objects.count() == 2
    other = actions.offer_file(city.bram, name="lijst.csv", data=file_of(GOOD[0]))
    actions.take_in(city.bram, actions.map_file(city.bram, other, given=GIVEN))
    assert Journey.objects.count() == 2, "another organisation's numbers are other people"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("103;tuinkabouter;01-02-2015;;;;;", "soort", "tuinkabouter"),
        ("103;werkervaringsplaats;01-02-2015;01-01-2015;;;;", "einde", "before the start"),
        ("103;werkervaringsplaats;31-02-2015;;;;;", "begin", "31-02-2015"),
        ("103;werkervaringsplaats;;;;;;", "begin", "missing"),
        (";werkervaringsplaats;01-02-2015;;;;;", "cliëntnummer", "missing"),
        ("103;werkervaringsplaats;01-02-2015;;betaalde baan;;;", "reden", "no end date"),
        ("103;werkervaringsplaats;01-02-2015;01-03-2015;heimwee;;;", "reden", "heimwee"),
        ("103;werkervaringsplaats;01-02-2015;;;200;;", "uren", "outside 0"),
        ("103;werkervaringsplaats;01-02-2015;;;;2031;", "geboortejaar", "in the future"),
        ("103;werkervaringsplaats;01-02-2015;;;;2016;", "geboortejaar", "before the year of birth"),
        ("103;werkervaringsplaats;01-02-2015;;;;;ruimtevaarder", "doelgroep", "ruimtevaarder"),
        ("103;werkervaringsplaats;01-12-2017;;;;;", "begin", "90 days ahead"),
        ("101;werkervaringsplaats;01-06-2015;;;;;", "begin", "already"),
        ("101;gewone baan;01-06-2015;;;;1981;", "geboortejaar", "1981"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_row_and_column_and_nothing_comes_in(city, row, column, words):
    batch = offered(city, GOOD[0], row)
    problems = said(batch)
    assert [each for each in problems if each[:2] == (3, column) and words in each[2]], problems
    with pytest.raises(ValidationError):
        actions.take_in(city.noor, batch)
    assert not Spell.objects.exists()
    assert not Journey.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.CHECKED


def test_what_is_recorded_already_is_not_recorded_twice(city):
    actions.take_in(city.noor, offered(city, GOOD[1]))
    again = offered(city, GOOD[1], "102;gewone baan;15-03-2016;;;;1991;")
    assert [(row, column) for row, column, _text in said(again)] == [(2, "begin")]
    assert "01-10-2015" in said(again)[0][2]


def test_the_very_same_file_is_recognised(city):
    actions.take_in(city.noor, offered(city, *GOOD))
    again = offered(city, *GOOD)
    assert len(said(again)) == 1
    assert "taken in" in said(again)[0][2]


def test_another_organisations_rows_are_refused(city):
    header = HEADER + ";organisatie"
    batch = actions.offer_file(
        city.noor, name="lijst.csv", data=file_of(GOOD[0] + ";Brouwerij De Brug", GOOD[2] + ";Bakkerij Zon", header=header)
    )  # fmt: skip
    given = GIVEN | {"columns": GIVEN["columns"] | {"organisation": "organisatie"}}
    batch = actions.map_file(city.noor, batch, given=given)
    assert [(row, column) for row, column, _text in said(batch)] == [(3, "organisatie")]


def test_a_calendar_brings_stays_here_and_leaves_out_the_rest(city):
    data = file_of(
        "7;1980;tuin;tuin;baan;;tuin",
        "8;1990;thuis;thuis;tuin;tuin;tuin",
        header="deelnemer;geboortejaar;jan15;feb15;mrt15;apr15;mei15",
    )
    batch = actions.offer_file(city.noor, name="kalender.csv", data=data)
    given = {
        "shape": "calendar",
        "columns": {"person": "deelnemer", "birth_year": "geboortejaar"},
        "states": {"work_experience": {"values": ["tuin"]}, "elsewhere": {"values": ["baan", "thuis"]}},
    }
    done = actions.take_in(city.noor, actions.map_file(city.noor, batch, given=given))
    assert [(each.starts, each.ends) for each in Spell.objects.order_by("starts", "ends")] == [
        (date(2015, 1, 1), date(2015, 3, 1)),
        (date(2015, 3, 1), None),
        (date(2015, 5, 1), None),
    ]
    assert done.receipt["elsewhere"] == 2


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_workbooks_with_real_dates_come_in_as_well(city, write):
    out = io.BytesIO()
    write(
        out,
        HEADER.split(";"),
        [
            [
                "101",
                "werkervaringsplaats",
                date(2015, 2, 1),
                date(2015, 8, 31),
                "betaalde baan",
                16.5,
                1980,
                "ggz",
            ]
        ],
    )
    batch = actions.offer_file(
        city.noor, name=f"lijst.{write.__name__.removeprefix('write_')}", data=out.getvalue()
    )
    actions.take_in(city.noor, actions.map_file(city.noor, batch, given=GIVEN))
    assert Spell.objects.get().ends == date(2015, 9, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 nothing to see", "not a CSV, XLSX or ODS file"),
        (b"PK\x03\x04broken", "damaged"),
    ],
)
def test_files_that_are_no_lists_are_refused_with_a_sentence(city, data, words):
    with pytest.raises(ValidationError, match=words):
        actions.offer_file(city.noor, name="x", data=data)
    assert not ImportBatch.objects.exists()


def test_a_file_with_very_many_rows_is_refused_with_a_sentence(city):
    rows = [f"{number};gewone baan;01-02-2015;;;;;" for number in range(100_000)]
    with pytest.raises(ValidationError, match="has 100000 rows; at most 5000"):
        actions.offer_file(city.noor, name="x.csv", data=file_of(*rows))
    assert not ImportBatch.objects.exists()


def test_the_mapping_is_remembered_for_files_with_the_same_columns(city):
    actions.take_in(city.noor, offered(city, GOOD[0]))
    again = actions.offer_file(city.colleague, name="later.csv", data=file_of(GOOD[2]))
    assert queries.given_mapping(again)["columns"] == GIVEN["columns"]
    elsewhere = actions.offer_file(city.bram, name="later.csv", data=file_of(GOOD[2]))
    assert queries.given_mapping(elsewhere) == {}


def test_an_import_is_undone_whole(city):
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    done = actions.undo_import(city.noor, batch)
    assert done.state == ImportState.UNDONE
    assert not Spell.objects.exists()
    assert not Journey.objects.exists()
    assert not Identity.objects.exists()
    assert Spell.history.filter(history_type="-").count() == 3
    actions.take_in(city.noor, offered(city, *GOOD))
    assert Spell.objects.count() == 3


def test_undo_keeps_people_who_were_known_before(city):
    actions.take_in(city.noor, offered(city, GOOD[0]))
    second = actions.take_in(city.noor, offered(city, GOOD[1]))
    actions.undo_import(city.noor, second)
    assert Journey.objects.count() == 1
    assert Spell.objects.count() == 1


def test_undo_is_refused_naming_the_rows_that_changed(city):
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    spell = Spell.objects.get(ends__isnull=True, kind="work_experience")
    journeys.end_spell(city.noor, spell, version=spell.version, ends=date(2016, 10, 1))
    with pytest.raises(ValidationError, match="changed or added to .*: 3"):
        actions.undo_import(city.noor, batch)
    assert Spell.objects.count() == 3


def test_undo_is_refused_for_a_new_person_to_whom_something_was_added(city):
    batch = actions.take_in(city.noor, offered(city, GOOD[2]))
    journey = Journey.objects.get()
    journeys.start_spell(city.noor, journey, starts=date(2016, 11, 1), place=city.kitchen)
    with pytest.raises(ValidationError, match=": 2"):
        actions.undo_import(city.noor, batch)


def test_undo_is_refused_naming_the_rows_that_were_frozen(city, monkeypatch):
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    PurposeGround.objects.filter(purpose=Purpose.COUNTING, journey__birth_year=1980).update(
        ground=Ground.LAW, starts=date(2015, 1, 1)
    )
    monkeypatch.setattr(queries, "_frozen_since", [lambda moment: [date(2016, 1, 1)]])
    assert queries.frozen_since(batch) == [2, 3]
    with pytest.raises(ValidationError, match="frozen since: 2, 3"):
        actions.undo_import(city.noor, batch)


@pytest.mark.parametrize("who", ["case", "keeper", "policy", "analyst"])
def test_only_an_enterprises_own_people_bring_files(city, who):
    with pytest.raises(Refused):
        actions.offer_file(getattr(city, who), name="x.csv", data=file_of(*GOOD))


def test_another_enterprise_sees_and_does_nothing_with_it(city):
    batch = offered(city, *GOOD)
    with pytest.raises(Refused):
        actions.take_in(city.bram, batch)
    with pytest.raises(ImportBatch.DoesNotExist):
        queries.batch(city.bram, batch.pk)


def test_the_log_names_everybody_whose_record_was_written(city):
    actions.take_in(city.noor, offered(city, *GOOD))
    entry = AccessEntry.objects.filter(detail__startswith="take_in").get()
    assert set(entry.persons.values_list("reference", flat=True)) == set(
        references_of(Journey.objects.values_list("pseudonym", flat=True)).values()
    )


def test_in_the_browser_from_file_to_receipt(city, browse, english):
    client = browse(city.noor)
    header = "nummer;wat;van;tot"
    upload = io.BytesIO(
        file_of("1;Proefplaats;01-02-2016;", "2;gewone baan;01-03-2016;30-04-2016", header=header)
    )
    upload.name = "lijst.csv"
    answer = client.post(reverse("journeys:import"), {"file": upload})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == reverse("journeys:import_columns", args=[batch.pk])
    assert "Proefplaats" in client.get(answer["Location"]).content.decode()
    columns = {
        "shape": "spells", "column_person": "nummer", "column_place_kind": "wat", "column_start": "van",
        "column_end": "tot", "dates": "dd-mm-yyyy", "decimal": ",", "missing": "",
    }  # fmt: skip
    refused = client.post(answer["Location"], columns)
    assert refused.status_code == 200, "what the end date means has no default"
    answer = client.post(answer["Location"], columns | {"end": "inclusive"})
    assert answer["Location"] == reverse("journeys:import_words", args=[batch.pk])
    page = client.get(answer["Location"])
    assert "Proefplaats" in page.content.decode()
    assert "gewone baan" not in page.context["form"].places
    answer = client.post(answer["Location"], {"place_kind_0": "work_experience"})
    check = client.get(answer["Location"])
    assert "2 stays can be taken in" in check.content.decode()
    answer = client.post(answer["Location"])
    assert "2 stays were taken in" in client.get(answer["Location"]).content.decode()
    assert Spell.objects.count() == 2
    answer = client.post(reverse("journeys:import_undo", args=[batch.pk]))
    assert "This import was undone" in client.get(answer["Location"]).content.decode()
    assert not Spell.objects.exists()


def test_in_the_browser_problems_stand_by_row_and_column_and_can_be_taken_along(city, browse, english):
    client = browse(city.noor)
    batch = offered(city, GOOD[0], "103;werkervaringsplaats;32-01-2015;;=1+1;;;")
    html = client.get(reverse("journeys:import_check", args=[batch.pk])).content.decode()
    assert "32-01-2015" in html
    assert "Take all of it in" not in html
    sheet = client.get(reverse("journeys:import_problems", args=[batch.pk])).content.decode("utf-8-sig")
    assert sheet.splitlines()[0] == "row,column,problem"
    assert "32-01-2015" in sheet


def test_a_file_above_the_limit_is_refused_before_it_is_read(city, browse, english, settings):
    settings.UPLOAD_LIMIT_MB = 0
    upload = io.BytesIO(file_of(*GOOD))
    upload.name = "lijst.csv"
    html = browse(city.noor).post(reverse("journeys:import"), {"file": upload}).content.decode()
    assert "at most 0 MB" in html
    assert not ImportBatch.objects.exists()


# --- Whatever somebody brings along, or does twice ---
def upload(data: bytes, name: str = "lijst.csv") -> io.BytesIO:
    stream = io.BytesIO(data)
    stream.name = name
    return stream


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("columns = 3", "columns"),
        ('columns = "person"', "columns"),
        ("values = [1]", "values"),
        ("[values]\nplace_kind = 3", "place_kind"),
        ("[columns]\nperson = 3", "person"),
        ('shape = "rows"', "rows"),
        ('dates = ["noon"]', "noon"),
        ("states = 1\nshape = 'calendar'", "states"),
        ("unheard_of = 1", "unheard_of"),
        ("columns = {", "TOML"),
        ('[files.persons]\nfile = "p.csv"\ncolumns.person = "nr"', "further files"),
    ],
)
def test_a_mapping_that_says_something_impossible_is_refused_with_what(city, browse, english, mapping, words):
    client = browse(city.noor)
    files = {"file": upload(file_of(*GOOD)), "mapping": upload(mapping.encode(), "m.toml")}
    answer = client.post(reverse("journeys:import"), files)
    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors["mapping"])
    assert not ImportBatch.objects.exists()


WHOLE = """
shape = "spells"
source = "our own list"
end = "inclusive"
dates = "dd-mm-yyyy"
decimal = ","
missing = "?"
delimiter = ";"
encoding = "cp1252"
target_groups = ["crowd"]
[columns]
person = "cliëntnummer"
place_kind = "soort"
start = "begin"
end = "einde"
spell = "reden"
[constants]
organisation = "us"
target_group = "ggz"
[values.place_kind]
werkplek = "work_experience"
kas = "greenhouse"
[place_kinds]
greenhouse = {rank = 1, paid = false}
[organisations]
us = {kind = "social_enterprise"}
"""


def test_a_whole_mapping_with_lists_of_its_own_fills_in_the_pages(city, browse, english):
    """What it says of the file is used; kinds, groups and organisations are the city's own lists."""
    client = browse(city.noor)
    rows = ("1;werkplek;01-02-2016;;;;;", "2;kas;01-03-2016;;;;;")
    files = {"file": upload(file_of(*rows)), "mapping": upload(WHOLE.encode(), "m.toml")}
    columns = client.post(reverse("journeys:import"), files)["Location"]
    form = client.get(columns).context["form"]
    filled = {name: field.initial for name, field in form.fields.items()}
    assert (filled["dates"], filled["missing"], filled["end"]) == ("dd-mm-yyyy", "?", "inclusive")
    words = client.post(columns, {**filled, "shape": "spells"})["Location"]
    assert [text for _about, text in client.get(words).context["form"].places.values()] == ["kas"]
    client.post(words, {"place_kind_0": "work_experience"})
    batch = ImportBatch.objects.get()
    assert client.post(reverse("journeys:import_check", args=[batch.pk])).status_code == 302
    assert {each.kind_id for each in Spell.objects.all()} == {"work_experience"}
    assert {each.target_group_id for each in Membership.objects.all()} == {"ggz"}


def test_another_kind_of_row_keeps_what_was_typed(city, browse, english):
    client = browse(city.noor)
    batch = actions.offer_file(city.noor, name="lijst.csv", data=file_of(*GOOD))
    columns = reverse("journeys:import_columns", args=[batch.pk])
    typed = {
        "shape": "calendar",
        "column_person": "soort",
        "column_start": "einde",
        "missing": "xx",
        "reshape": "1",
    }
    page = client.post(columns, typed)
    form = page.context["form"]
    assert form.chosen_shape == "calendar"
    assert (form["column_person"].value(), form["missing"].value()) == ("soort", "xx")
    back = dict(page.context["carried"])
    assert back["column_start"] == "einde"
    again = client.post(columns, back | {"shape": "spells", "column_person": "soort", "reshape": "1"})
    assert again.context["form"]["column_start"].value() == "einde"
    assert queries.given_mapping(ImportBatch.objects.get()) == {}, "nothing was saved yet"


def two_sheets() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Uitleg").write_row(0, 0, ["Toelichting", "Zie tabblad 2"])
    page = book.add_worksheet("Plaatsingen")
    page.write_row(0, 0, ["deelnemer", "soort", "begin", "einde"])
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    page.write_row(1, 0, ["7", "gewone baan"])
    page.write_datetime(1, 2, datetime(2016, 2, 1), day)
    book.close()
    return out.getvalue()


def test_the_sheet_of_a_workbook_is_chosen_and_remembered(city, browse, english):
    client = browse(city.noor)
    answer = client.post(reverse("journeys:import"), {"file": upload(two_sheets(), "boek.xlsx")})
    page = client.post(answer["Location"], {"shape": "spells", "sheet": "Plaatsingen", "reshape": "1"})
    form = page.context["form"]
    assert form["column_person"].value() == "deelnemer"
    said = {name: form[name].value() or "" for name in form.fields} | {"end": "exclusive"}
    assert client.post(answer["Location"], said).status_code == 302
    batch = ImportBatch.objects.get()
    assert client.post(reverse("journeys:import_check", args=[batch.pk])).status_code == 302
    assert Spell.objects.get().starts == date(2016, 2, 1)
    actions.undo_import(city.noor, batch)
    again = actions.offer_file(city.noor, name="boek.xlsx", data=two_sheets())
    assert queries.given_mapping(again)["sheet"] == "Plaatsingen"


def test_names_of_organisations_are_asked_about_and_others_left_out(city, browse, english):
    client = browse(city.noor)
    header = "nummer;soort;begin;einde;organisatie"
    rows = (
        "1;gewone baan;01-02-2016;;DB1",
        "2;gewone baan;01-02-2016;;BKZ",
        "3;gewone baan;01-02-2016;;brouwerij de brug",
    )
    batch = actions.offer_file(city.noor, name="l.csv", data=file_of(*rows, header=header))
    columns = {
        "person": "nummer",
        "place_kind": "soort",
        "start": "begin",
        "end": "einde",
        "organisation": "organisatie",
    }
    actions.map_file(city.noor, batch, given=GIVEN | {"columns": columns})
    words = reverse("journeys:import_words", args=[batch.pk])
    assert [text for _about, text in client.get(words).context["form"].places.values()] == ["DB1", "BKZ"]
    client.post(words, {"organisation_0": city.brug.slug, "organisation_1": "elsewhere"})
    done = actions.take_in(city.noor, batch)
    assert {each.journey.references.get().reference for each in Spell.objects.all()} == {"1", "3"}
    assert done.receipt["elsewhere"] == 1


def test_a_calendar_without_a_column_of_persons_is_refused(city, browse, english):
    """A row's number is nobody's: the next file would give it to somebody else."""
    data = file_of("1980;tuin;tuin;tuin", header="geboortejaar;jan15;feb15;mrt15")
    batch = actions.offer_file(city.noor, name="k.csv", data=data)
    given = {"shape": "calendar", "states": {"work_experience": {"values": ["tuin"]}}}
    columns = reverse("journeys:import_columns", args=[batch.pk])
    answer = browse(city.noor).post(columns, {"shape": "calendar", "first": "jan15", "last": "mrt15"})
    assert "column_person" in answer.context["form"].errors
    batch = actions.map_file(city.noor, batch, given=given)
    assert [
        "no column with a number or code of the person" in text for _row, _column, text in said(batch)
    ] == [True]


def test_a_word_that_says_nothing_leaves_its_cell_empty(city, browse, english):
    client = browse(city.noor)
    batch = offered(city, "1;gewone baan;01-02-2016;01-03-2016;n.v.t.;;;geen")
    words = reverse("journeys:import_words", args=[batch.pk])
    assert client.post(words, {"end_reason_0": "?", "target_group_0": "?"}).status_code == 302
    actions.take_in(city.noor, batch)
    assert Spell.objects.get().end_reason is None
    assert not Membership.objects.exists()


def test_sentences_say_names_and_days_as_the_reader_writes_them(city, browse):
    batch = offered(city, GOOD[1], "101;werkervaringsplaats;01-12-2015;;;20;1980;ggz")
    client = browse(city.noor)
    for language, words in (
        ("nl", ("Brouwerij De Brug", "werkervaringsplaats", "01-10-2015", "nu")),
        ("en", ("Brouwerij De Brug", "work experience", "01-10-2015", "now")),
    ):
        with translation.override(language):
            page = client.get(reverse("journeys:import_check", args=[batch.pk]))
        ((_problem, text),) = page.context["problems"]
        assert all(word in text for word in words), text
        assert not any(
            code in text for code in ("work_experience", "brouwerij-de-brug", "running", "2015-10")
        )


def test_a_column_that_is_there_twice_is_told_and_nothing_comes_in(city, browse, english):
    header = "nummer;soort;begin;begin;einde"
    batch = actions.offer_file(
        city.noor, name="l.csv", data=file_of("1;gewone baan;01-02-2016;;", header=header)
    )
    columns = {"person": "nummer", "place_kind": "soort", "start": "begin", "end": "einde"}
    actions.map_file(city.noor, batch, given=GIVEN | {"columns": columns})
    html = browse(city.noor).get(reverse("journeys:import_check", args=[batch.pk])).content.decode()
    assert "begin" in html
    assert "Take all of it in" not in html


def test_a_file_that_went_or_changed_meanwhile_is_a_sentence_and_no_error(city, browse, english):
    client = browse(city.noor)
    batch = offered(city, *GOOD)
    batch.file.storage.delete(batch.file.name)
    for name in ("columns", "words", "check", "problems"):
        answer = client.get(reverse(f"journeys:import_{name}", args=[batch.pk]), follow=True)
        assert "not kept any more" in answer.content.decode(), name
    batch = offered(city, *GOOD)
    batch.file.storage.delete(batch.file.name)
    batch.file.storage.save(batch.file.name, io.BytesIO(b"PK\x03\x04 broken meanwhile"))
    for name in ("columns", "words"):
        answer = client.get(reverse(f"journeys:import_{name}", args=[batch.pk]), follow=True)
        assert "damaged" in answer.content.decode(), name
    assert "damaged" in client.get(reverse("journeys:import_check", args=[batch.pk])).content.decode()


def test_what_is_done_twice_at_the_browser_is_a_sentence_and_no_error(city, browse, english):
    client = browse(city.noor)
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    assert (
        "taken in or undone"
        in client.post(reverse("journeys:import_drop", args=[batch.pk]), follow=True).content.decode()
    )
    receipt = reverse("journeys:import_receipt", args=[batch.pk])
    for name in ("columns", "words", "check"):
        assert client.post(reverse(f"journeys:import_{name}", args=[batch.pk]))["Location"] == receipt
    undo = reverse("journeys:import_undo", args=[batch.pk])
    assert client.post(undo)["Location"] == client.post(undo)["Location"] == receipt
    with pytest.raises(ValidationError, match="thrown away"):
        actions.take_in(city.noor, ImportBatch(pk=uuid.uuid4(), organisation=city.brug))


def test_an_undo_that_is_refused_says_which_rows_and_offers_no_button(city, browse, english):
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    spell = Spell.objects.get(ends__isnull=True, kind="work_experience")
    journeys.end_spell(city.noor, spell, version=spell.version, ends=date(2016, 10, 1))
    html = browse(city.noor).post(reverse("journeys:import_undo", args=[batch.pk])).content.decode()
    assert "added to after the file was taken in: 3" in html
    assert "button--danger" not in html


def test_a_manager_brings_a_file_and_is_led_to_nothing_they_may_not_see(city, browse, english):
    batch = offered(city, *GOOD, actor=city.manager)
    done = browse(city.manager).post(reverse("journeys:import_check", args=[batch.pk]), follow=True)
    assert "3 stays were taken in" in done.content.decode()
    assert reverse("journeys:people") not in done.content.decode()
    assert reverse("journeys:people") in browse(city.noor).get(done.request["PATH_INFO"]).content.decode()


def test_undo_is_refused_once_a_new_person_has_a_name_or_a_ground(city):
    for number, change in enumerate(("name", "ground", "group"), 201):
        batch = actions.take_in(city.noor, offered(city, f"{number};gewone baan;15-03-2016;;;;1991;ggz"))
        journey = Journey.objects.get(spells__importedspell__batch=batch)
        if change == "name":
            Identity.objects.filter(pseudonym=journey.pseudonym).update(version=2)
        elif change == "ground":
            PurposeGround.objects.filter(journey=journey, purpose=Purpose.COUNTING).update(ground=Ground.LAW)
        else:
            journeys.end_membership(city.noor, journey.memberships.get(), ends=date(2016, 9, 1))
        with pytest.raises(ValidationError, match="added to after the file was taken in: 2"):
            actions.undo_import(city.noor, batch)


def test_looking_over_a_file_names_in_the_log_who_is_recorded_already(city, browse):
    actions.take_in(city.noor, offered(city, GOOD[0]))
    batch = offered(city, GOOD[1], "999;gewone baan;15-03-2016;;;;1991;")
    known = set(references_of(Journey.objects.values_list("pseudonym", flat=True)).values())
    before = AccessEntry.objects.count()
    for name, verb in (("check", "read"), ("problems", "export")):
        browse(city.noor).get(reverse(f"journeys:import_{name}", args=[batch.pk]))
        entry = AccessEntry.objects.latest("id")
        assert (entry.verb, entry.record, entry.purpose) == (verb, "import", "import")
        assert set(entry.persons.values_list("reference", flat=True)) == known
    assert AccessEntry.objects.count() == before + 2
    assert {each.purpose for each in AccessEntry.objects.filter(record="import")} == {"import"}


def test_files_stay_no_longer_than_they_are_needed(city, settings, tmp_path):
    own = settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": own}
    folder = Path(default_storage.path("imports"))

    def kept() -> set[str]:
        return {each.name for each in folder.glob("*")}

    taken, dropped, forgotten = (offered(city, row) for row in GOOD)
    assert kept() == {str(each.pk) for each in (taken, dropped, forgotten)}
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.take_in(city.noor, taken)
        actions.drop_file(city.noor, dropped)
    assert kept() == {str(forgotten.pk)}
    ImportBatch.objects.filter(pk=forgotten.pk).update(uploaded_at=timezone.now() - timedelta(days=15_000))
    orphan = folder / "left by a killed process"
    orphan.write_bytes(b"x")
    for file in folder.glob("*"):
        os.utime(file, (0, 0))
    new = offered(city, *GOOD)
    assert kept() == {str(new.pk)}
    assert not ImportBatch.objects.filter(pk=forgotten.pk).exists()


def bomb() -> bytes:
    """A workbook of a few kilobytes that unpacks to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as page:
            for _part in range(300):
                page.write(b" " * 2**20)
    return packed.getvalue()


def test_a_zip_bomb_is_refused_in_the_browser_with_a_sentence(city, browse, english):
    page = browse(city.noor).post(reverse("journeys:import"), {"file": upload(bomb(), "boek.xlsx")})
    assert "unpacks to 300.0 MB; at most 200.0 MB is read" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_a_person_twice_in_a_calendar_is_told_by_row(city):
    data = file_of("7;tuin;tuin;tuin", "8;tuin;tuin;tuin", "7;tuin;;", header="deelnemer;jan15;feb15;mrt15")
    batch = actions.offer_file(city.noor, name="k.csv", data=data)
    given = {
        "shape": "calendar",
        "columns": {"person": "deelnemer"},
        "states": {"work_experience": {"values": ["tuin"]}},
    }
    told = {
        (row, column): text for row, column, text in said(actions.map_file(city.noor, batch, given=given))
    }
    assert "row 2" in told[4, "deelnemer"]


def test_a_formula_in_a_file_is_harmless_in_the_sheet_of_problems(city, browse, english):
    batch = offered(city, "103;=HYPERLINK(1);32-01-2015;;;;;", "103;werkervaringsplaats;@SUM(1);;;;;")
    actions.map_file(city.noor, batch, given=GIVEN | {"columns": {**GIVEN["columns"], "district": "=x"}})
    sheet = (
        browse(city.noor)
        .get(reverse("journeys:import_problems", args=[batch.pk]))
        .content.decode("utf-8-sig")
    )
    cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
    assert "'=x" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_no_address_serves_a_file_that_somebody_offered(city, browse):
    batch = offered(city, *GOOD)
    for folder in ("", "/media", "/files", "/static", "/var/files"):
        answer = browse(city.noor).get(f"{folder}/{batch.file.name}", follow=True)
        assert "werkervaringsplaats;" not in answer.content.decode(), folder
    assert not {"serve", "static"} & {name for name in _views(get_resolver())}


def _views(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views(pattern)
        else:
            yield getattr(pattern.callback, "__name__", "")


def test_reading_a_file_is_held_to_its_limits_every_time(city, monkeypatch):
    """Looked at, understood and taken in within what one file may take of the web server."""
    asked = []
    real = reading.read_sheet

    def seen(*args, **kwargs):
        asked.append(kwargs["limits"])
        return real(*args, **kwargs)

    for module in (files, recognising):
        monkeypatch.setattr(module, "read_sheet", seen)
    actions.take_in(city.noor, offered(city, *GOOD))
    assert len(asked) >= 3
    assert set(asked) == {LIMITS}


def test_undo_does_not_ask_the_database_once_more_for_every_row(city):
    asked = []
    for first, number in ((0, 20), (100, 80)):
        rows = [f"{first + one};gewone baan;01-02-2015;31-12-2015;;16;1980;ggz" for one in range(number)]
        batch = actions.take_in(city.noor, offered(city, *rows))
        with CaptureQueriesContext(connection) as captured:
            actions.undo_import(city.noor, batch)
        asked.append(len(captured))
    assert asked[1] - asked[0] < 10, "SQLite takes a long list in a few pieces"
    assert not any(
        model.objects.exists() for model in (Spell, SpellHours, Journey, Identity, Membership, PurposeGround)
    )


def test_an_undo_leaves_a_history_of_everything_it_takes_out(city):
    batch = actions.take_in(city.noor, offered(city, *GOOD))
    counts = {
        model: model.objects.count()
        for model in (Spell, SpellHours, Journey, Identity, Membership, PurposeGround)
    }
    actions.undo_import(city.colleague, batch)
    for model, count in counts.items():
        gone = model.history.filter(history_type="-")
        assert gone.count() == count, model
        assert {(each.history_user, each.history_change_reason) for each in gone} == {
            (city.colleague.user, "import undone")
        }


KILLED = """
import os, sys, django
django.setup()
from datetime import date
from django.conf import settings
from django.core.management import call_command
settings.TODAY = date(2016, 11, 28)
call_command("migrate", verbosity=0)
from tests.journeys.conftest import build_city
from tests.journeys.test_imports import GIVEN, HEADER
from momentum.journeys.actions import imports
city = build_city()
rows = [f"{n};werkervaringsplaats;01-02-2015;;;16;1980;ggz" for n in range(4000)]
data = "\\r\\n".join([HEADER, *rows]).encode("cp1252")
batch = imports.map_file(city.noor, imports.offer_file(city.noor, name="f.csv", data=data), given=GIVEN)
print("go", flush=True)
imports.take_in(city.noor, batch)
print("done", flush=True)
"""


@pytest.mark.parametrize("after", [0.3, 1.0, 2.0])
def test_a_process_killed_in_the_middle_leaves_nothing_half_done(tmp_path, after):
    """A real second process on a real file, killed with -9 somewhere within the import."""
    database = tmp_path / "city.sqlite3"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MOMENTUM_VAR": str(tmp_path),
    }
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "go\n"
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    finished = "done" in child.stdout.read()
    child.wait()
    with sqlite3.connect(database) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM journeys_{table}").fetchone()[0]
            for table in ("spell", "journey", "identity", "importedspell", "historicalspell")
        }
        state = connection.execute("SELECT state FROM journeys_importbatch").fetchone()[0]
    assert set(counts.values()) == ({4000} if state == "applied" else {0}), counts
    assert state == "applied" or not finished
