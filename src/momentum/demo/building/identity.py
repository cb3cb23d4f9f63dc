"""The identity of the demo city's sector: rounds, pressure, texts and statements."""

from momentum.accounts.models import Organisation as Record
from momentum.demo.building import identity_pressure, identity_rounds, identity_statements, identity_texts
from momentum.demo.building.cast import Member
from momentum.demo.organisations import Organisations


def write_identity(
    organisations: Organisations, records: list[Record], cast: list[Member], seed: int
) -> None:
    """Everything, in the order in which one rests on another: a statement measures what stands there."""
    identity_rounds.write_rounds(organisations, records, cast, seed)
    identity_pressure.write_pressure(organisations, records, cast, seed)
    identity_texts.write_texts(organisations, records, seed)
    identity_statements.write_statements(cast, seed)
