"""What waits for somebody, and what they do most."""

from momentum.accounts.actor import Actor
from momentum.accounts.desk import Door, Waiting


def waiting_for(actor: Actor) -> list[Waiting]:
    return []


def doors(actor: Actor) -> list[Door]:
    return []
