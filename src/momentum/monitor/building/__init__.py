"""Building an edition: freeze, prepare, measure, protect, audit, draw, write."""
