"""`momentum restore`: a backup into an empty place."""

from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--keys", "keys_file", type=FILE, help="The file of keys made with it (default: the keys in place)."
)
def command(file: Path, keys_file: Path | None) -> None:
    """Restore the backup FILE into an empty database and empty folders.

    Everything is checked before anything is touched: that the backup is whole and unaltered, of this city, not of
    a newer version, and that the keys and the ledger of erasures are the right ones. Whoever was erased since is
    erased again. A restore that was broken off is never served; restore again.
    """
    from momentum.accounts.full_disk import is_full
    from momentum.site.recovery.archive import BadArchive
    from momentum.site.recovery.before_django import offered

    try:
        with offered(file, keys_file) as backup:
            _restore(backup)
    except BadArchive as reason:
        raise click.ClickException(str(reason)) from None
    except click.ClickException:
        raise
    except Exception as error:
        if not is_full(error) and not isinstance(error, OSError):
            raise
        raise click.ClickException(
            f"The restore was broken off: {error}. Nothing starts here until it is whole. Make room, and give the same "
            "backup again."
        ) from None


def _restore(backup: "object") -> None:
    import os

    from momentum.site.recovery.before_django import Offered, places

    assert isinstance(backup, Offered)
    os.umask(0o077)
    _var, keys = places()
    if backup.unpacked:
        # Loading the settings makes keys where none are; these are the ones that the settings are to find.
        os.environ["MOMENTUM_KEYS"] = str(backup.keys)
    from momentum.site.command_line.setting_up import set_up

    set_up(as_owner=True, empty=True)
    from momentum.site.recovery.behind_the_wall import NotTheOwner
    from momentum.site.recovery.checking import NotWhole
    from momentum.site.recovery.restoring import NotRestored, restore

    try:
        done = restore(backup, keys, lambda text: click.echo(text, err=True))
    except (NotRestored, NotWhole, NotTheOwner) as reason:
        raise click.ClickException(str(reason)) from None
    for warning in done.warnings:
        click.echo(warning, err=True)
    click.echo(f"Restored from {backup.file.name}, made {backup.manifest['made']}: start Momentum now.")
