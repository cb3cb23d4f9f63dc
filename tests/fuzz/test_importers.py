"""Real files, broken in ways nobody planned: each is read, or refused with sentences; nothing else ever comes out."""

import io
import os
import random
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from momentum.journeys.actions.imports import offer_file
from momentum.journeys.models import ImportBatch, Spell
from momentum.methods.facts import FactsError, read_facts, read_mapping
from momentum.methods.sheets import Limits, write_ods, write_xlsx
from tests.journeys.conftest import build_city
from tests.test_house import PACKAGE

ROOT = PACKAGE.parent.parent
FILES = int(os.environ.get("MOMENTUM_FUZZ_FILES", "240"))
SEED = int(os.environ.get("MOMENTUM_FUZZ_SEED", "20161128"))
MAPPING = (ROOT / "examples/mvad/mapping.toml").read_text(encoding="utf-8")
LINES = (ROOT / "data/mvad.csv").read_bytes().splitlines(keepends=True)[:40]
ODD = [b"\x00", b"\xff\xfe", b'"', b'""', b";", b",", b"\r", b"\n\n", b"\xef\xbb\xbf", b"=cmd|' /C calc'!A0", b"1e999",
       b"employment", b"\xf0\x9f\x99\x82", b"9" * 400, b"\x1a", b"\t", b"31-02-1994", b"#REF!", b"a" * 70_000]  # fmt: skip
LIMITS = Limits()


def rows() -> tuple[list[str], list[list[str]]]:
    table = [line.decode().strip().replace('"', "").split(",") for line in LINES]
    return table[0], table[1:]


def workbook(kind: str) -> bytes:
    header, body = rows()
    out = io.BytesIO()
    (write_xlsx if kind == "xlsx" else write_ods)(out, header, body)
    return out.getvalue()


ORIGINALS = {"csv": b"".join(LINES), "xlsx": workbook("xlsx"), "ods": workbook("ods")}


def broken(content: bytes, chance: random.Random) -> bytes:
    """One to four injuries: flipped, cut, doubled, removed, shuffled or foreign bytes."""
    told = bytearray(content)
    for _each in range(chance.randint(1, 4)):
        start = chance.randrange(len(told) + 1)
        end = min(len(told), start + chance.choice([1, 2, 40, 900]))
        injury = chance.randrange(6)
        if injury == 0:
            told[start:end] = bytes(chance.randrange(256) for _byte in range(end - start))
        elif injury == 1:
            del told[start:]
        elif injury == 2:
            told[start:start] = told[start:end]
        elif injury == 3:
            del told[start:end]
        elif injury == 4:
            told[start:end] = reversed(told[start:end])
        else:
            told[start:start] = chance.choice(ODD)
    return bytes(told)


def broken_inside(book: bytes, chance: random.Random) -> bytes:
    """A workbook that is a sound archive, of which one part is broken, gone or there twice."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        names = before.namelist()
        hurt, gone = chance.choice(names), chance.choice([*names, ""])
        for name in names:
            if name != gone:
                after.writestr(name, broken(before.read(name), chance) if name == hurt else before.read(name))
    return out.getvalue()


def check(content: bytes, mapping) -> bool:
    reading = read_facts(content, mapping, today=date(2026, 1, 1), name="file", limits=LIMITS)
    assert (reading.facts is None) == bool(reading.problems)
    for problem in reading.problems:
        assert str(problem).strip()
    return reading.facts is not None


def test_the_files_are_whole_before_they_are_broken():
    for content in ORIGINALS.values():
        assert check(content, read_mapping(MAPPING))


@pytest.mark.parametrize(("kind", "share"), [("csv", 1.0), ("xlsx", 0.12), ("ods", 0.12)])
def test_a_broken_file_is_read_or_refused_with_sentences(kind, share):
    chance = random.Random(f"{SEED} {kind}")
    mapping = read_mapping(MAPPING)
    outcomes = []
    for number in range(int(FILES * share)):
        injure = broken_inside if kind != "csv" and number % 2 else broken
        content = injure(ORIGINALS[kind], chance)
        try:
            outcomes.append(check(content, mapping))
        except Exception as problem:
            raise AssertionError(f"seed {SEED}, {kind} number {number}: {problem!r}") from problem
    assert False in outcomes


def test_a_broken_mapping_is_read_or_refused_with_a_sentence():
    chance = random.Random(SEED)
    refused = []
    for number in range(FILES * 2):
        told = broken(MAPPING.encode(), chance).decode("utf-8", "replace")
        try:
            mapping = read_mapping(told)
            check(ORIGINALS["csv"], mapping)
        except FactsError as problem:
            refused.append(str(problem).strip())
        except Exception as problem:
            raise AssertionError(f"seed {SEED}, mapping number {number}: {problem!r}") from problem
    assert refused
    assert all(refused)


@pytest.mark.django_db
def test_a_broken_file_offered_in_the_browser_leaves_nothing_half_taken_in(settings, tmp_path):
    settings.TODAY = date(2016, 11, 28)
    chance = random.Random(SEED + 1)
    city = build_city()
    header = b"client;from;until;hours\n"
    stays = header + b"".join(b"P%d;%02d-0%d-2016;;24\n" % (n, n % 28 + 1, n % 9 + 1) for n in range(30))
    for number in range(max(20, FILES // 6)):
        content = broken(stays, chance)
        before, said = (ImportBatch.objects.count(), Spell.objects.count()), None
        try:
            offer_file(city.manager, name="stays.csv", data=content)
        except ValidationError as problem:
            said = problem.messages
        kept = before[0] + (said is None)
        assert (ImportBatch.objects.count(), Spell.objects.count()) == (kept, before[1]), (SEED, number)
        assert said is None or all(sentence.strip() for sentence in said), (SEED, number)
