"""A person's own copy holds everything that is held about them, and nothing about anybody else."""

import csv
import io
import json
import zipfile
from datetime import date

import pypdf
import pytest
from django.apps import apps
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from momentum.accounts.access_log.queries import who_looked
from momentum.accounts.actions.log_questions import ask_about_entry
from momentum.journeys import actions, own_voice
from momentum.journeys.models import Identity, Journey, Membership, SourceReference
from momentum.journeys.own_copy import copy_file, gather
from momentum.journeys.own_copy.others import Others
from momentum.journeys.own_copy.past import told_fields
from momentum.journeys.queries.changes import LABELS
from momentum.journeys.words_of_rights import CHANGED
from tests.journeys.conftest import TODAY

# Everybody near Sanne: at the same enterprise, with the same case manager and coach.
NEAR = [
    ("Hamid", "el Aziz", "hamid@elsewhere.example", "06-11112222"),
    ("Fenna", "van der Zandt-Ötzi", "fenna@elsewhere.example", "+31 6 3333 4444"),
    ("Bo", "Li", "", ""),
]
NAMES = ["aziz", "zandt", "bo li", "hamid@", "fenna@", "11112222", "33334444"]


@pytest.fixture(autouse=True)
def places_of_their_own(settings, tmp_path):
    settings.KEYS, settings.LEDGER = tmp_path / "keys", tmp_path / "ledger"


def planted(longest: int = 1000) -> str:
    """Everybody near Sanne, named as people name each other."""
    told = [
        f"{first.upper()}  {last}; {last}, {first}; {first[0]}. {last}; mw. {last}; {email} {phone}"
        for first, last, email, phone in NEAR
    ]
    return " / ".join(told)[:longest].rsplit(";", 1)[0]


@pytest.fixture
def full(city, spell, participant, register, accept):
    """Sanne, with a value in every kind of row, and everybody near her named in every free text about her."""
    for first, last, email, phone in NEAR:
        other = register(first, last, email=email, phone=phone)
        accept(other)
        actions.start_spell(city.noor, other, place=city.bottling, starts=date(2016, 2, 1))
    journey = spell.journey
    actions.record_assessment(city.noor, journey, instrument="ladder", date=TODAY, value=3)
    measured = actions.record_assessment(city.noor, journey, instrument="wage_value", date=TODAY, value=60)
    actions.remove_assessment(city.noor, measured, reason=planted(100))
    actions.record_own_voice(participant, journey, answers=dict.fromkeys(own_voice.SENTENCES, 3))
    question = actions.ask_correction(participant, journey, about="stay", text=planted())
    actions.answer_correction(city.noor, question, corrected=True, answer=planted())
    actions.ask_right(participant, journey, right="restrict", text=planted())
    actions.change_hours(city.noor, spell, version=1, starts=date(2016, 4, 1), hours_per_week=20)
    spell.refresh_from_db()
    ended = actions.end_spell(city.noor, spell, version=spell.version, ends=date(2016, 8, 29))
    follow_up = ended.follow_ups.get(weeks=13)
    actions.record_follow_up(city.case, follow_up, asked_on=TODAY, outcome="paid_work", remark=planted(300))
    referral = actions.refer(city.case, journey, to_organisation=city.bakkerij, wish=planted(300))
    actions.decline_referral(city.bram, referral, version=referral.version, answer=planted(300))
    actions.record_ground(city.case, journey, purpose="contact", ground="law", explanation=planted(300))
    SourceReference.objects.create(journey=journey, organisation=city.brug, reference="Bo Li")
    entry = who_looked(participant).first()
    ask_about_entry(participant, entry, kind="question", text="Why did Bo Li look?")
    return journey


def said_by_the_pdf(data: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data))
    pages = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(f"{pages} {dict(reader.metadata)}".split())


def every_text(copy) -> dict[str, str]:
    """What each file of the copy says, by its name."""
    texts = {"json": copy_file(copy, "json")[0].decode(), "pdf": said_by_the_pdf(copy_file(copy, "pdf")[0])}
    archive = zipfile.ZipFile(io.BytesIO(copy_file(copy, "zip")[0]))
    for name in archive.namelist():
        data = archive.read(name)
        texts[name] = said_by_the_pdf(data) if name.endswith(".pdf") else data.decode("utf-8-sig")
    return texts


@pytest.mark.parametrize("language", ["en", "nl"])
def test_nobody_else_is_in_it(city, full, language):
    with override(language):
        copy = gather(full)
    for name, text in every_text(copy).items():
        told = " ".join(text.lower().split())
        digits = "".join(letter for letter in told if letter.isdigit())
        found = [each for each in NAMES if each in told or (each.isdigit() and each in digits)]
        assert found == [], name
    assert copy.withheld > 30
    # Nor any row of theirs.
    others = Journey.objects.exclude(pk=full.pk)
    everything = " ".join(every_text(copy).values())
    assert not [each for each in others if each.pseudonym in everything or str(each.pk) in everything]
    # Who works with her is named only where the log names them.
    sections = json.loads(copy_file(copy, "json")[0])["sections"]
    log = sections.pop("access_log")
    assert {"Noor Bakker", "Cas Manager", "yourself"} <= {row["who"] for row in log}
    assert "Noor Bakker" not in json.dumps(sections)
    assert "Cas Manager" not in json.dumps(sections)


def test_everything_about_the_person_is_in_it(city, full, participant):
    told = json.loads(copy_file(gather(full), "json")[0])
    sections = told["sections"]
    empty = [name for name, rows in sections.items() if not rows]
    assert empty == ["sessions", "letters"]
    assert [row["text"] for row in sections["log_questions"]] == ["Why did [somebody else] look?"]
    assert sections["identity"] == [
        {"first_name": "Sanne", "last_name": "de Wit", "birth_date": "1985-04-01", "email": "", "phone": ""}
    ]
    assert [row["ends"] for row in sections["stays"]] == ["2016-08-29"]
    assert [row["hours_per_week"] for row in sections["hours"]][-1] == 20.0
    assert sections["own_voice"][0]["answers"] == dict.fromkeys(own_voice.SENTENCES, 3)
    assert {row["right"] for row in sections["requests"]} == {"correct", "restrict"}
    taken_away = [row for row in sections["history"] if row["change"] == "-"]
    assert [row["by"] for row in taken_away] == ["work_coach, Brouwerij De Brug"]
    changed = [row for row in sections["history"] if row["field"] == "first day without it"]
    assert changed[-1]["after"] == "29 August 2016"


def test_what_was_changed_is_told_in_the_readers_own_words(city, full):
    with override("nl"):
        history = next(each for each in gather(full).sections if each.code == "history")
    told = {tuple(cell.words for cell in row[1:6]) for row in history.rows}
    assert ("verzoek over uw eigen dossier", "opgeschreven", "–", "–", "–") in told
    assert ("vraag achteraf", "gewijzigd", "uitkomst", "–", "in betaald werk") in told
    assert ("vraag achteraf", "gewijzigd", "gevraagd op", "–", "28 november 2016") in told


def test_every_part_that_can_change_has_words_for_it():
    for model in apps.get_app_config("journeys").get_models():
        if hasattr(model, "history"):
            assert str(CHANGED[model.__name__])
            assert {each.name for each in told_fields(model.history.model)} <= set(LABELS)


def test_the_csv_files_say_the_same_and_run_nothing(city, full, participant):
    actions.ask_correction(participant, full, about="=1+1", text="=cmd|' /C calc'!A0")
    archive = zipfile.ZipFile(io.BytesIO(copy_file(gather(full), "zip")[0]))
    sections = json.loads(archive.read("copy.json"))["sections"]
    for name, rows in sections.items():
        read = list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        assert len(read) == len(rows), name
        assert not [value for row in read for value in row.values() if value.startswith(("=", "+", "@"))]
    assert {f"{name}.csv" for name in sections} | {"copy.json", "copy.pdf", "README.txt"} == set(
        archive.namelist()
    )


def test_the_same_copy_gives_the_same_bytes(city, full):
    once, again = gather(full), gather(full)
    for name in ("json", "zip", "pdf"):
        assert copy_file(once, name) == copy_file(again, name), name


def test_the_pdf_is_tagged_and_in_the_readers_language(city, full):
    with override("nl"):
        copy = gather(full)
    reader = pypdf.PdfReader(io.BytesIO(copy_file(copy, "pdf")[0]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("nl")
    assert "Sanne de Wit" in reader.pages[0].extract_text()
    assert "28 november 2016" in reader.pages[0].extract_text()


def test_what_was_merged_is_in_it(city, full, register):
    double = register("Sanna", "de Wit")
    full.refresh_from_db()
    actions.merge_people(city.case, full, double, kept_version=full.version, merged_version=double.version)
    sections = json.loads(copy_file(gather(full), "json")[0])["sections"]
    assert [row["merged"] for row in sections["record"]] == [False, True]
    assert Membership.objects.filter(journey__in=[full, double]).count() == len(sections["groups"])


words = st.text(alphabet="abcéß ,.", max_size=12)


@given(before=words, after=words)
def test_taking_a_name_out_leaves_the_rest_as_it_was(before, after):
    others = Others(Identity(first_name="Sanne", last_name="de Wit"))
    others.__dict__["_everybody"] = [Identity(first_name="Zoë", last_name="Quist")]
    assert others.taken_out(f"{before} ZOE quist {after}") == f"{before} [somebody else] {after}"
    assert others.taken_out(f"{before}{after}") == f"{before}{after}"


def test_a_namesake_is_not_taken_out_of_her_own_copy():
    others = Others(Identity(first_name="Sanne", last_name="de Wit"))
    others.__dict__["_everybody"] = [Identity(first_name="Sanne", last_name="de Wit")]
    assert others.taken_out("Sanne de Wit") == "Sanne de Wit"
