"""What the identity of the sector puts on somebody's desk."""

from momentum.accounts.actor import Actor
from momentum.accounts.desk import Door, Waiting
from momentum.identity.queries import statements
from momentum.identity.queries.profile_desk import profile_doors, waiting_profiles


def waiting_for(actor: Actor) -> list[Waiting]:
    """Profiles to fill in, statements to take a step on."""
    return [*waiting_profiles(actor), *statements.waiting_for(actor)]


def doors(actor: Actor) -> list[Door]:
    return [*profile_doors(actor), *statements.doors(actor)]
