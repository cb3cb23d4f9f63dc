"""`momentum retention`: what is past its term."""

import click

from momentum.site.command_line.setting_up import set_up


@click.group()
def command() -> None:
    """See how long everything is kept, and remove what is past its term."""


@command.command("list")
def list_terms() -> None:
    """List the classes with their terms, and how much is past it today."""
    set_up()
    from momentum.accounts.retention import period_of, rules
    from momentum.accounts.terms import TERMS

    ruled = {rule.term for rule in rules()}
    for term in TERMS.values():
        period = period_of(term.code)
        by_clock = "by the clock" if term.code in ruled else ""
        click.echo("\t".join([term.code, str(period or "–"), str(term.until), by_clock]).rstrip())
    click.echo()
    _run("", dry=True)


@command.command()
@click.option("--dry-run", "dry", is_flag=True, help="Say what would go; remove nothing.")
@click.option("--rule", default="", help="Only this rule.")
def run(dry: bool, rule: str) -> None:
    """Remove what is past its term, now. The worker does this every day by itself.

    Exit code 1: a rule stopped, or another process is at it.
    """
    set_up()
    from momentum.accounts.retention import rules

    known = [each.name for each in rules()]
    if rule and rule not in known:
        raise click.ClickException(f"There is no rule “{rule}”. There are: {', '.join(known)}.")
    _run(rule, dry=dry)


def _run(rule: str, *, dry: bool) -> None:
    from momentum.accounts.actions.retention import run_by_hand, run_rules
    from momentum.accounts.alone import Busy

    try:
        removals = run_rules(only=rule, dry=True) if dry else run_by_hand(only=rule)
    except Busy:
        raise click.ClickException("Another process is removing already; try again in a moment.") from None
    for each in removals:
        click.echo(str(each).replace(" removed ", " would go " if dry else " removed ", 1))
    if any(each.problem for each in removals):
        raise SystemExit(1)
