"""`momentum`, the command line.

Subcommands are loaded when they are called: `--help` must answer in under half a second, and the
analytics engine alone takes longer to import.
"""

import importlib

import click

COMMANDS = {
    "backup": "Back up database, files and, apart from them, keys.",
    "restore": "Restore a backup into an empty place.",
    "daily": "See and run what runs by itself once a day.",
    "disclose": "Protect a table of counts, or audit a protected one.",
    "doctor": "Look at everything the server stands on, and say what to do.",
    "edition": "Build, submit, approve, publish and verify editions of the monitor.",
    "facts": "Turn people's files into checked facts.",
    "identity": "Measure whether organisations lose what is their own.",
    "indicators": "List the indicators with their definition and source.",
    "keys": "See, check and rotate the keys that lie outside the database.",
    "log": "Anchor, export and verify the access log.",
    "measure": "Measure an indicator from facts.",
    "operator": "Give a new city its first operator.",
    "retention": "Remove what is past its term, or see what would go.",
}


class RoomsOnDemand(click.Group):
    """A group whose subcommands live in modules of their own, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return importlib.import_module(f"{__name__}.{name}").command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=RoomsOnDemand, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="momentum")
def main() -> None:
    """Momentum: from people's journeys to figures that expose nobody."""
