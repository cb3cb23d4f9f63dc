"""Makes the catalogues that Django reads (.mo) from the ones people write (.po)."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def compile_catalogues(package: Path = PACKAGE) -> int:
    """Compiles every catalogue that is newer than its result; returns how many."""
    import polib

    made = 0
    for po in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            polib.pofile(str(po)).save_as_mofile(str(mo))
            made += 1
    return made
