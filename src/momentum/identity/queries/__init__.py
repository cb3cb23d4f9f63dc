"""What is read of the identity of the sector."""

from momentum.identity.queries.desk import doors, waiting_for

__all__ = ["doors", "waiting_for"]
