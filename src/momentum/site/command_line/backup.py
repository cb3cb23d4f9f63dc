"""`momentum backup`: everything into one file, the keys into another place."""

from pathlib import Path

import click

from momentum.site.command_line.setting_up import set_up

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--keys", "keys_folder", type=FOLDER, help="Where the keys go; never the same folder.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
def command(folder: Path | None, keys_folder: Path | None, quiet: bool) -> None:
    """Back up database and files into FOLDER, and the keys into another folder, while Momentum runs.

    Without FOLDER and --keys: into those that the settings name. Backups and backups of keys that are older than
    the settings allow are removed. The ledger of erasures is in neither: keep it apart.
    """
    set_up(as_owner=True)
    from django.conf import settings

    from momentum.accounts.alone import Busy
    from momentum.site.recovery.backing_up import NotBackedUp, back_up
    from momentum.site.recovery.behind_the_wall import NotTheOwner
    from momentum.site.recovery.expiring import remove_old
    from momentum.site.recovery.keys_archive import KeysMove

    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    folder, keys_folder = folder or settings.BACKUPS, keys_folder or settings.KEY_BACKUPS
    try:
        made = back_up(folder, keys_folder, tell)
    except (NotBackedUp, NotTheOwner, KeysMove) as reason:
        raise click.ClickException(str(reason)) from None
    except Busy:
        raise click.ClickException("Another backup is being made. Wait until it is done.") from None
    except OSError as error:
        raise click.ClickException(
            f"No backup was made, and nothing of it is left: {error.strerror} ({error.filename or folder}). "
            "Make room or give another folder, and try again."
        ) from None
    for warning in made.warnings:
        click.echo(warning, err=True)
    for removed in remove_old(folder, keys_folder):
        tell(f"removed {removed}: its time is over")
    click.echo(made.data)
    click.echo(made.keys)
