"""`momentum indicators`: what can be measured, and what it means."""

import json

import click


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to list them."
)
def command(form: str) -> None:
    """List the indicators with their definition and source."""
    from momentum.methods.indicators.registry import INDICATORS

    if form == "json":
        rows = [
            {
                "name": one.name,
                "version": one.version,
                "title": one.title,
                "definition": one.definition,
                "source": one.source,
                "parameters": list(one.parameters),
                "dimensions": list(one.dimensions),
                "columns": [*one.cell_columns, *one.counts, *one.bases, *one.values],
            }
            for one in INDICATORS.values()
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for one in INDICATORS.values():
        click.secho(f"{one.name}  ", bold=True, nl=False)
        click.echo(f"{one.title} (version {one.version})")
        for label, text in (
            ("", one.definition),
            ("Source: ", one.source),
            ("Parameters: ", ", ".join(one.parameters)),
            ("Columns: ", ", ".join((*one.cell_columns, *one.counts, *one.bases, *one.values))),
        ):
            click.echo(click.wrap_text(label + text, 100, "  ", "  "))
        click.echo()
