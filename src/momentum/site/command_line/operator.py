"""`momentum operator`: the first person of a new city, who gives everybody else their roles."""

import click

from momentum.site.command_line.setting_up import set_up


@click.command()
@click.argument("email")
@click.argument("name")
@click.option(
    "--organisation", default="Platform", show_default=True, help="The platform organisation's name."
)
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
def command(email: str, name: str, organisation: str, language: str) -> None:
    """Give EMAIL, whose name is NAME, the role of operator in a city that has none yet.

    Prints the address at which they choose how to sign in; it works once, and for as long as an invitation does.
    Exit code 1: there is an operator already, who gives further people their roles on the page.
    """
    set_up(as_owner=True)
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.urls import reverse
    from django.utils.translation import override

    from momentum.accounts.actions.beginning import AlreadyBegun, begin

    try:
        token = begin(email=email, name=name, organisation=organisation, language=language)
    except AlreadyBegun:
        raise click.ClickException(
            "There is an operator already. They give further people their roles, under People and roles."
        ) from None
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    with override(language):
        path = reverse("account_follow_invitation", args=[token])
    click.echo(f"https://{settings.ALLOWED_HOSTS[0]}{path}")
