"""`momentum keys`: see, check and rotate the keys."""

import click

from momentum.site.command_line.setting_up import set_up


@click.group()
def command() -> None:
    """See, check and rotate the keys that lie outside the database."""


@command.command()
def status() -> None:
    """How many persons have a key, and whether a rotation is under way."""
    set_up()
    from momentum.accounts.keys import rotation

    now = rotation.status()
    click.echo(f"persons with a key\t{now.persons}")
    click.echo(f"keys destroyed\t{now.destroyed}")
    click.echo(f"key-encryption key\t{now.kek}{' (rotation under way)' if now.kek_under_way else ''}")
    since = f", since {now.began:%Y-%m-%d %H:%M}" if now.began else ""
    click.echo(f"old keys still kept\t{now.retired}{since}")


@command.command()
@click.option(
    "--rows", is_flag=True, help="Look at every sealed value as well: its key must be in the store."
)
def check(rows: bool) -> None:
    """Look at the key files: there, the right ones, and read by nobody else.

    Exit code 1: something is wrong.
    """
    set_up(any_keys=True)
    from momentum.accounts.keys.checks import problems
    from momentum.accounts.keys.rotation import without_key

    found = problems()
    if rows and not found:
        found = [f"{place}: its key is not in the key store." for place in without_key()]
    for told in found:
        click.echo(told, err=True)
    if found:
        raise SystemExit(1)
    click.echo("All keys are in place.")


@command.command()
@click.argument("name")
def accept(name: str) -> None:
    """Take the key file NAME as it is now, after you replaced or removed it on purpose.

    What was signed or sealed with the former one no longer counts: with `secret_key`, everybody signs in again.
    """
    set_up(any_keys=True)
    from momentum.accounts.actions import starting
    from momentum.accounts.keys import KeyTrouble

    try:
        starting.accept(name)
    except KeyTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble
    click.echo(f"{name} is known as it is now.")


@command.command()
@click.option("--wrapping", is_flag=True, help="Only the key-encryption key: takes seconds, touches no row.")
@click.option(
    "--at-once", is_flag=True, help="Remove old keys now: only while web server and worker stand still."
)
def rotate(wrapping: bool, at_once: bool) -> None:
    """Make new keys and seal every row anew, beside a city that works on. Stopped, it goes on when run again."""
    set_up()
    from momentum.accounts.keys import rotation

    click.echo(f"{rotation.renew_wrapping()} keys wrapped under a new key-encryption key.")
    if wrapping:
        return
    if rotation.status().retired:
        click.echo("A rotation of persons' keys is under way; going on.")
    else:
        click.echo(f"{rotation.begin()} persons have a new key.")
    done = rotation.reseal()
    click.echo(f"{done.values} values sealed anew.")
    for place in done.broken:
        click.echo(f"{place}: does not open, and stays as it is.", err=True)
    removed = rotation.finish(at_once=at_once)
    if removed is None:
        click.echo(
            "The old keys are removed by the worker's daily round, once nobody can still write with them."
        )
    else:
        click.echo(f"{removed} old keys removed.")
    if done.broken:
        raise SystemExit(1)
