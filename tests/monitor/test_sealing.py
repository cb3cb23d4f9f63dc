"""The facts behind an edition: sealed at rest, opened for a moment in private, destroyed after their term."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.utils.timezone import localtime

from momentum.accounts.actions.retention import run_rules
from momentum.accounts.keys import SealBroken
from momentum.accounts.models import RetentionProof
from momentum.accounts.sealed_files import CHUNK, MAGIC, SALT, TAG, seal_file, sha256_of_sealed, unseal_file
from momentum.journeys import pseudonyms
from momentum.monitor import actions
from momentum.monitor.actions import expiring
from momentum.monitor.building import private_place as places
from momentum.monitor.building import sealing
from momentum.monitor.building.files import folder_of, public_of
from momentum.monitor.models import Edition, EditionState
from momentum.monitor.queries.behind import places_behind
from momentum.monitor.queries.cells import internal
from momentum.monitor.verification import changed_files, verify
from momentum.site.command_line import main

PARQUET = b"PAR1"
KEY = bytes(32)


# --- A sealed file --------------------------------------------------------------------------------------
@pytest.fixture
def sealed(tmp_path):
    def make(content: bytes):
        (tmp_path / "plain").write_bytes(content)
        seal_file(tmp_path / "plain", tmp_path / "sealed", KEY, "a name")
        return tmp_path / "sealed"

    return make


def opened(path, key=KEY, name="a name"):
    out = path.with_name("opened")
    unseal_file(path, out, key, name)
    return out.read_bytes()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_what_was_sealed_opens_again_whatever_its_size(sealed, size):
    content = os.urandom(size)
    path = sealed(content)
    assert opened(path) == content
    assert size < 32 or content[:32] not in path.read_bytes()


def test_the_same_content_is_never_sealed_to_the_same_bytes(sealed):
    assert sealed(b"x" * 99).read_bytes() != sealed(b"x" * 99).read_bytes()


HEAD = len(MAGIC) + SALT
SPOILED = {
    "a byte changed": lambda raw: raw[:-20] + bytes([raw[-20] ^ 1]) + raw[-19:],
    "the salt changed": lambda raw: raw[: HEAD - 1] + bytes([raw[HEAD - 1] ^ 1]) + raw[HEAD:],
    "the last chunk cut off": lambda raw: raw[: HEAD + CHUNK + TAG],
    "cut inside a chunk": lambda raw: raw[:-5],
    "two chunks exchanged": lambda raw: (
        raw[:HEAD] + raw[HEAD + CHUNK + TAG : HEAD + 2 * (CHUNK + TAG)] + raw[HEAD : HEAD + CHUNK + TAG]
        + raw[HEAD + 2 * (CHUNK + TAG) :]
    ),
    "something added": lambda raw: raw + b"more",
    "another file": lambda raw: b"PK\x03\x04" + raw,
    "nothing": lambda raw: b"",
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_a_sealed_file_is_whole_or_refused(sealed, how):
    path = sealed(os.urandom(2 * CHUNK + 100))
    path.write_bytes(SPOILED[how](path.read_bytes()))
    with pytest.raises(SealBroken, match="sealed"):
        opened(path)
    with pytest.raises(SealBroken):
        sha256_of_sealed(path, KEY, "a name")


def test_it_opens_under_its_own_key_and_name_only(sealed):
    path = sealed(b"content")
    for key, name in ((bytes([1]) * 32, "a name"), (KEY, "another name")):
        with pytest.raises(SealBroken):
            opened(path, key, name)


# --- At rest --------------------------------------------------------------------------------------------
def every_file(edition):
    return [path for path in folder_of(edition).rglob("*") if path.is_file()]


def client_level(edition) -> list[str]:
    """The files of an edition, outside what is public, that hold a table in the open or a person's pseudonym."""
    with sealing.opened(edition) as place:
        import pyarrow.parquet as pq

        people = pq.read_table(place / "facts" / "person.parquet")["person"].to_pylist()
        spells = pq.read_table(place / "facts" / "spell.parquet")["spell"].to_pylist()
    found = []
    for path in every_file(edition):
        name, raw = str(path.relative_to(folder_of(edition))), path.read_bytes()
        table = raw.startswith(PARQUET) and not name.startswith("public/")
        if table or any(key.encode() in raw for key in (*people, *spells)):
            found.append(name)
    return found


def test_nothing_of_a_person_lies_in_the_open_in_an_editions_folder(draft):
    assert client_level(draft) == []
    names = {path.name for path in every_file(draft) if path.parent.name == "facts"}
    assert "spell.parquet.sealed" in names
    assert not (folder_of(draft) / "prepared").exists()
    assert folder_of(draft).stat().st_mode & 0o077 == 0


def test_the_search_for_what_lies_open_finds_it(draft):
    with sealing.opened(draft) as place:
        shutil.copy2(place / "facts" / "spell.parquet", folder_of(draft) / "internal" / "left.bin")
    assert client_level(draft) == ["internal/left.bin"]


def test_what_was_opened_is_private_and_gone_afterwards(draft):
    with sealing.opened(draft) as place:
        assert place.stat().st_mode & 0o777 == 0o700
        assert (place / "facts" / "spell.parquet").read_bytes().startswith(PARQUET)
        assert place.parent == places.MEMORY
    assert not place.exists()


def test_it_is_opened_on_disk_where_memory_has_no_room(draft, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(places, "_free", lambda: places.ROOM)
    with sealing.opened(draft) as place:
        assert place.parent == tmp_path / "private"
    settings.PRIVATE = tmp_path / "chosen"
    with sealing.opened(draft) as place:
        assert place.parent == tmp_path / "chosen"


KILLED = """
import os, signal, sys
import django
django.setup()
from momentum.monitor.building.private_place import private_place
with private_place() as place:
    (place / "facts").write_text("in the open")
    print(place, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_kill_left_in_the_open_is_swept_and_what_is_in_use_is_not(settings, tmp_path):
    settings.PRIVATE = tmp_path
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "MOMENTUM_PRIVATE": str(tmp_path)},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(list(tmp_path.iterdir())) == 1
    with places.private_place() as mine:
        assert list(tmp_path.iterdir()) == [mine]
        places.sweep()
        assert mine.exists()


def test_without_its_key_an_edition_says_which_file_to_put_back(draft, settings):
    (settings.KEYS / sealing.key_name(draft)).unlink()
    assert "facts/spell.parquet" in changed_files(draft)
    actions.rebuild(draft_builder(draft), draft, enqueue=False)
    failed = actions.run_build(draft.pk)
    assert failed.state == EditionState.FAILED
    assert f"The key of this edition's facts (facts_{draft.pk}) is missing" in failed.progress.error


def draft_builder(edition):
    from momentum.monitor.queries.analysts import analyst

    return analyst(edition.built_by)


# --- From release 0.1 -----------------------------------------------------------------------------------
@pytest.fixture
def as_in_0_1(draft, settings):
    """The folder as release 0.1 left it: facts and what was prepared from them in the open, and no key."""
    folder = folder_of(draft)
    with sealing.opened(draft) as place:
        shutil.rmtree(folder / "facts")
        shutil.copytree(place / "facts", folder / "facts")
        shutil.copytree(place / "facts", folder / "prepared")
    (settings.KEYS / sealing.key_name(draft)).unlink()
    settings.EDITIONS.chmod(0o755)
    return draft


def test_an_edition_of_release_0_1_is_sealed_and_stays_what_it_was(as_in_0_1, settings):
    assert client_level(as_in_0_1) != []
    assert expiring.seal_what_lies_open() == [as_in_0_1]
    assert client_level(as_in_0_1) == []
    assert settings.EDITIONS.stat().st_mode & 0o077 == 0
    assert changed_files(as_in_0_1) == ()
    assert expiring.seal_what_lies_open() == []


@pytest.mark.parametrize("at", ["seal", "put_in_place", "after"])
def test_sealing_that_was_killed_is_done_again(as_in_0_1, monkeypatch, at):
    class Killed(BaseException):
        pass

    if at == "after":
        # Between the exchange and the removal of what was exchanged: the open facts lie under another name.
        folder = folder_of(as_in_0_1)
        shutil.copytree(folder / "facts", folder / ".facts.sealing-old")
    else:
        inner = getattr(sealing, at)

        def dies(*arguments):
            if at == "seal":
                inner(*arguments)
            raise Killed

        with monkeypatch.context() as during:
            during.setattr(sealing, at, dies)
            with pytest.raises(Killed):
                expiring.seal_what_lies_open()
    expiring.seal_what_lies_open()
    assert client_level(as_in_0_1) == []
    assert changed_files(as_in_0_1) == ()


def test_migrating_seals(as_in_0_1):
    from django.apps import apps
    from django.db.models.signals import post_migrate

    room = apps.get_app_config("monitor")
    told = {"verbosity": 0, "interactive": False, "using": "default", "plan": [], "apps": apps}
    post_migrate.send(sender=room, app_config=room, **told)
    assert client_level(as_in_0_1) == []


# --- After their term -----------------------------------------------------------------------------------
FIVE_YEARS_LATER = date(2022, 3, 14)


@pytest.fixture
def expired(published, settings):
    settings.TODAY = FIVE_YEARS_LATER
    run_rules()
    published.refresh_from_db()
    return published


def test_the_facts_stay_until_their_term(published, settings):
    settings.TODAY = FIVE_YEARS_LATER - timedelta(days=1)
    run_rules()
    assert not RetentionProof.objects.exists()
    assert changed_files(published) == ()


def test_after_their_term_the_facts_go_with_their_keys_and_proof(expired, settings):
    assert expired.facts_expired_on == FIVE_YEARS_LATER
    assert not sealing.has_key(expired)
    assert not (settings.KEYS / pseudonyms.file_of_edition(expired.pk)).exists()
    assert sorted(path.name for path in (folder_of(expired) / "facts").iterdir()) == ["facts.json"]
    proof = RetentionProof.objects.get()
    assert (proof.rule, proof.term, proof.count) == ("facts of published editions", "edition_facts", 1)
    assert expired.events.filter(verb="expire").count() == 1


def test_what_was_copied_before_does_not_open_any_more(published, settings, tmp_path):
    shutil.copytree(folder_of(published) / "facts", tmp_path / "copy")
    settings.TODAY = FIVE_YEARS_LATER
    run_rules()
    shutil.rmtree(folder_of(published) / "facts")
    shutil.copytree(tmp_path / "copy", folder_of(published) / "facts")
    assert set(sealing.hashes(published).values()) >= {"no key"}


def test_verify_then_checks_the_cells_and_says_so(expired):
    verdict = verify(expired)
    assert (verdict.outcome, verdict.good) == ("facts expired", True)
    told = CliRunner().invoke(main, ["edition", "verify", expired.slug])
    assert told.exit_code == 0
    assert "The frozen facts have expired" in told.output
    cells = folder_of(expired) / "internal" / "cells.json"
    cells.write_bytes(cells.read_bytes().replace(b"1", b"2", 1))
    verdict = verify(expired)
    assert (verdict.outcome, verdict.files) == ("changed", ("internal/cells.json",))


def test_the_public_page_says_so_and_shows_what_it_showed(published, settings, client):
    before = client.get(f"/en/monitor/{published.slug}/").content.decode()
    figures = dict(public_of(published)["figures"])
    assert "were destroyed" not in before
    settings.TODAY = FIVE_YEARS_LATER
    run_rules()
    published.refresh_from_db()
    after = client.get(f"/en/monitor/{published.slug}/").content.decode()
    assert "The facts that were counted were destroyed on 14 March 2022" in after
    assert dict(public_of(published)["figures"]) == figures
    assert (
        "were destroyed on 14 March 2022"
        in client.get(f"/en/monitor/{published.slug}/verify/").content.decode()
    )


def test_behind_a_number_nothing_is_left(expired, city, as_client):
    assert places_behind(city.anna, expired, "stock/2016", (), purpose="check_number") == []
    page = as_client(city.anna).get(f"/en/monitor/workshop/{expired.slug}/behind/?table=stock/2016&at=")
    assert "The places behind this number were destroyed on" in page.content.decode()


def test_a_draft_goes_sooner_and_cannot_be_published_then(city, draft, settings):
    last = localtime(max(draft.events.values_list("at", flat=True))).date()
    settings.TODAY = last.replace(year=last.year + 1)
    run_rules()
    draft.refresh_from_db()
    assert draft.facts_expired_on == settings.TODAY
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="were destroyed on"):
        actions.submit(city.anna, draft)
    actions.rebuild(city.anna, draft, enqueue=False)
    failed = actions.run_build(draft.pk)
    assert "were destroyed on" in failed.progress.error


@pytest.mark.parametrize("step", ["destroy_facts", "write"])
def test_expiry_that_was_killed_is_finished_and_counted_once(published, settings, monkeypatch, step):
    class Killed(BaseException):
        pass

    settings.TODAY = FIVE_YEARS_LATER
    module = sealing if step == "destroy_facts" else expiring
    inner = getattr(module, step)

    def dies(*arguments):
        if step == "destroy_facts":
            inner(*arguments)
        raise Killed

    with monkeypatch.context() as during:
        during.setattr(module, step, dies)
        with pytest.raises(Killed):
            run_rules()
    assert not sealing.has_key(published)
    assert Edition.objects.get().facts_expired_on is None
    run_rules()
    run_rules()
    assert Edition.objects.get().facts_expired_on == FIVE_YEARS_LATER
    assert RetentionProof.objects.get().count == 1
    assert verify(Edition.objects.get()).outcome == "facts expired"


# --- Somebody is forgotten ------------------------------------------------------------------------------
def test_a_published_edition_stays_what_it_is_when_somebody_in_it_is_erased(city, new, settings, tmp_path):
    from momentum.journeys.actions.erasing import erase
    from momentum.journeys.models import Journey, Spell

    settings.LEDGER = tmp_path / "ledger"
    edition = new()
    actions.submit(city.anna, edition)
    actions.approve(city.bo, edition, content_hash=edition.content_hash)
    published = actions.publish(city.anna, edition)
    spell = Spell.objects.filter(
        kind__paid=False, ends__isnull=True, organisation__kind="social_enterprise"
    ).first()
    gone = spell.journey.pseudonym
    erase([gone])
    assert not Journey.objects.filter(pseudonym=gone).exists()
    assert verify(published).outcome == "identical"
    assert stock(new()) == stock(published) - 1


def stock(edition):
    """What was counted, before protection: one person less might be withheld."""
    return internal(edition, "cells.json")["stock/2016"]["cells"][0][1]
