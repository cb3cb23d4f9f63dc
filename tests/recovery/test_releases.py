"""From every release forward: the demo city that it left is whole in the present version."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.recovery.places import RELEASES, back_up, restore, unpack

LOOK = """
import json
from django.core.management import call_command
from django.test import Client
from momentum.accounts.access_log.reading import verify_database
from momentum.accounts.queries import demo_mandates
from momentum.journeys.models import Assessment, FollowUp, Identity, Journey, SourceReference, Spell
from momentum.journeys.source_references import digests_of
from momentum.monitor.models import Edition
from momentum.monitor.verification import changed_files, verify

call_command("migrate", check=True, verbosity=0)

def page(role, address):
    client = Client(headers={"accept-language": "en"})
    mandate = next(each for each in demo_mandates() if each.role == role)
    assert client.post("/en/sign-in-as/", {"mandate": str(mandate.pk)}).status_code == 302
    answer = client.get(address)
    return answer.status_code, answer.content.decode()

def people(role, address):
    status, text = page(role, address)
    names = {f"{each.first_name} {each.last_name}" for each in Identity.objects.all()}
    return [status, sum(name in text for name in names)]

report = verify_database()
print("found: " + json.dumps({
    "people": {
        each.pk.hex: [each.first_name, each.last_name, str(each.birth_date), each.email, each.phone]
        for each in Identity.objects.all()
    },
    "references": sorted(
        [each.organisation_id.hex, each.reference, each.journey_id.hex] for each in SourceReference.objects.all()
        if each.digest == digests_of(each.organisation_id)(each.reference)
    ),
    "counts": {
        model._meta.db_table: model.objects.count() for model in (Identity, Journey, Spell, Assessment, FollowUp)
    },
    "editions": {edition.slug: [edition.state, OUTCOME] for edition in Edition.objects.all()},
    "log": [report.holds, report.entries],
    "work coach": people("work_coach", "/en/people/"),
    "participant": people("participant", "/en/my-journey/"),
    "monitor": page("policy_officer", "/en/monitor/2016/")[0],
}))
"""


def as_it_was(var: Path) -> dict:
    """What the release's own database says, read without any of our code."""
    with closing(sqlite3.connect(var / "momentum.sqlite3")) as old:
        people = old.execute(
            "SELECT id, first_name, last_name, birth_date, email, phone FROM journeys_identity"
        )
        references = old.execute(
            "SELECT organisation_id, reference, journey_id FROM journeys_sourcereference"
        )
        tables = ("identity", "journey", "spell", "assessment", "followup")
        return {
            "people": {
                key: [first, last, str(born), email, phone] for key, first, last, born, email, phone in people
            },
            "references": sorted(map(list, references)),
            "counts": {
                f"journeys_{each}": old.execute(f"SELECT count(*) FROM journeys_{each}").fetchone()[0]
                for each in tables
            },
            "log": old.execute("SELECT count(*) FROM accounts_accessentry").fetchone()[0],
        }


@pytest.mark.parametrize("release", sorted(path.name for path in RELEASES.iterdir() if path.is_dir()))
def test_a_release_comes_forward(release, new_place, tmp_path):
    old = unpack(release, tmp_path / "old")
    before = as_it_was(old.var)
    place = new_place()
    restore(place, back_up(old, tmp_path / "backup"))
    now = place.look(LOOK.replace("OUTCOME", "verify(edition).outcome"))
    assert now["people"] == before["people"]
    assert now["references"] == before["references"] != []
    assert now["counts"] == before["counts"]
    assert min(now["counts"].values()) > 100
    # The chain begins with what the release had logged; looking at pages has added to it since.
    assert now["log"][0]
    assert now["log"][1] >= before["log"]
    # Made by the release's own parts: the same numbers published and withheld, whatever the parts are now.
    assert now["editions"] == {"2016": ["published", "same cells"]}
    assert now["work coach"][0] == now["participant"][0] == now["monitor"] == 200
    assert now["work coach"][1] >= 5
    assert now["participant"][1] >= 1


def test_a_release_comes_forward_in_place(tmp_path):
    """Without a restore: the new version is started on the old one's folder."""
    old = unpack("0.1", tmp_path / "old")
    before = as_it_was(old.var)
    old.manage("migrate", "--verbosity", "0")
    now = old.look(LOOK.replace("OUTCOME", "changed_files(edition)"))
    assert now["people"] == before["people"]
    assert now["references"] == before["references"] != []
    assert now["counts"] == before["counts"]
    assert now["log"][0]
    assert now["editions"] == {"2016": ["published", []]}
