"""Where one can go from anywhere: only to what exists, and only to what the actor's role has business with."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from momentum.accounts.actor import Actor
from momentum.journeys.flow import WORKS_WITH_PEOPLE


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    here: bool = False
    exact: bool = False


def _items(entries: list[tuple[str, str]], path: str) -> list[Item]:
    return [Item(label, url, path.startswith(url), path == url) for label, url in entries]


def main_menu(actor: Actor, path: str) -> list[Item]:
    entries = []
    if actor.signed_in:
        entries.append((_("My desk"), reverse("desk")))
    if actor.role == "participant":
        entries.append((_("My journey"), reverse("journeys:mine")))
    elif actor.role in WORKS_WITH_PEOPLE:
        entries.append((_("People"), reverse("journeys:people")))
    entries += [
        (_("Places"), reverse("sector:places")),
        (_("Enterprises"), reverse("sector:enterprises")),
        (_("Monitor"), reverse("monitor:home")),
        (_("Identity"), reverse("identity:home")),
    ]
    return _items(entries, path)


def footer_menu() -> list[Item]:
    return _items(
        [
            (_("About the platform"), reverse("about")),
            (_("Independence"), reverse("independence")),
            (_("Privacy"), reverse("privacy")),
            (_("What we keep and why"), reverse("what_we_keep")),
            (_("Accessibility"), reverse("accessibility")),
        ],
        "",
    )
