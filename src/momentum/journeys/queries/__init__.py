"""Every read of this room. Client records open through `accounts.access.open_records` only."""

from momentum.journeys.queries.desk import doors, waiting_for
from momentum.journeys.queries.facts import FactsRows, facts_rows

__all__ = ["FactsRows", "doors", "facts_rows", "waiting_for"]
