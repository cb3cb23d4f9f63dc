"""What is read of editions: the public list and figures, and what waits for an analyst."""

from momentum.monitor.queries.desk import doors, waiting_for
from momentum.monitor.queries.editions import headline, how_editions_stand, latest_public, public_editions

__all__ = ["doors", "headline", "how_editions_stand", "latest_public", "public_editions", "waiting_for"]
