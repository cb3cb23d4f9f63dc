"""`momentum identity`: how far organisations drift from what they were, from files alone."""

from pathlib import Path

import click

SHOWN = 20


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Measure whether organisations lose what is their own: drift, likeness, pressure."""


@command.command()
@click.argument("profiles", metavar="PROFILES", type=click.Path(path_type=Path))
@click.option(
    "--requirements", type=click.Path(path_type=Path), help="What outside parties demand, a row each."
)
@click.option(
    "--texts", type=click.Path(path_type=Path), help="What organisations wrote of themselves, by year."
)
@click.option("--poles", type=click.Path(path_type=Path), help="Your own poles. [default: the assumed ones]")
@click.option(
    "--language", type=click.Choice(["nl", "en"]), help="Of the texts. [default: that of most of them]"
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of all that is drawn at random."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Write to this folder.")
def measure(
    profiles: Path,
    requirements: Path | None,
    texts: Path | None,
    poles: Path | None,
    language: str | None,
    seed: int,
    out: Path,
) -> None:
    """Measure a field from PROFILES: a row an organisation and year, or a row an answer.

    PROFILES (CSV, XLSX or ODS) has the columns organisation and year, and either the nine indicators, from 0 to 1, or
    items, from 0 to 4, named after their indicator with something behind it (autonomy_1, autonomy_2). A file with the
    columns item and value has a row an answer. Columns branch, and market, public_contract, subsidy and gifts, may be
    there. Nothing is written unless every row can be read.
    """
    from momentum.site.command_line.identity.making import Asked, make
    from momentum.site.command_line.identity.reading import Problems
    from momentum.site.command_line.identity.writing import put

    try:
        made = make(Asked(profiles, requirements, texts, poles, language, seed))
    except Problems as found:
        raise click.ClickException(_told(found)) from None
    for note in made.notes:
        click.echo(note, err=True)
    try:
        put(out, made.files)
    except OSError as error:
        raise click.ClickException(f"{error.filename or out}: {error.strerror}.") from None
    for sentence in made.sentences:
        click.echo(sentence)
    click.echo(f"Written to {out}: {', '.join(sorted(made.files))}.", err=True)


def _told(found: "Exception") -> str:
    problems = [str(each) for each in found.args[0]]
    more = len(problems) - SHOWN
    return "\n".join([*problems[:SHOWN], *([f"… and {more} more."] if more > 0 else [])])
