"""The demo city's organisations with their identity, and nobody who works there: quick to write, and all that is measured."""

from momentum.demo.building.cast import write_cast
from momentum.demo.building.identity import write_identity
from momentum.demo.building.registry import load_city, write_registry
from momentum.demo.organisations import read_organisations


def write_sector(seed):
    """Organisations by their key, as text. The database holds no organisations yet."""
    organisations = read_organisations()
    load_city()
    records, _seats = write_registry(organisations, seed)
    write_identity(organisations, records, write_cast(records, seed), seed)
    return {str(record.pk): record for record in records}
