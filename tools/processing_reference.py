"""The register of processing as a page of the reference, written from the program itself (see `reference.py`)."""

from typing import Any


def processing_parts() -> list[str | list[str]]:
    """The blocks of the page: activities, terms, files, then every field. Needs Django to be set up."""
    from momentum.accounts.register import by_activity, register
    from momentum.site.what_we_keep import MEASURES

    found = register()
    parts: list[str | list[str]] = [
        "The register of processing activities (GDPR article 30), and the terms after which data go. Every field of "
        "every table is in it, with its purpose, its class and its term: `manage.py check` and a test refuse a field "
        "that is not. [Retention](../explanation/retention.md) explains how the clock carries the terms out; the page "
        "*What we keep and why* of the site tells the same to everybody.",
        "## Activities",
        "*Recipients* are the roles that the [matrix](access.md) lets read the records, emergencies left out.",
    ]
    for line in by_activity(found):
        parts += [f"### {line.activity.title}", _activity(line)]
    parts += [
        "## Terms",
        "A city sets another one with `MOMENTUM_KEEP` (see [settings](settings.md)). *By the clock*: a rule of the "
        "program removes it every day; the others end with what they belong to, or as the last column says.",
        _terms(),
        "## Files",
        _files(found),
        "## Measures",
        [f"- {measure}" for measure in MEASURES],
        "## Fields",
        "Tables of history hold the same fields as their record, and who changed it, when and why (*who did something, "
        "and when*); they go with it.",
    ]
    return [*parts, *_fields(found)]


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _activity(line: Any) -> list[str]:
    activity = line.activity
    roles = "everybody" if activity.public else ", ".join(str(role.label) for role in line.recipients)
    return _table(
        ["", ""],
        [
            ["purpose", str(activity.purpose)],
            ["ground", f"{activity.ground} GDPR {activity.article}"],
            ["data subjects", str(activity.whose)],
            ["categories of data", "; ".join(str(data.label) for data in line.data)],
            ["recipients", roles or "none: only the program itself"],
            [
                "terms",
                "; ".join(
                    f"{term.title}: {f'{term.period} ' if term.period else ''}{term.until}"
                    for term in line.terms
                ),
            ],
            [
                "transfers",
                "none: the program sends nothing anywhere; where its machine stands is the city's choice",
            ],
        ],
    )


def _terms() -> list[str]:
    from momentum.accounts.retention import rules
    from momentum.accounts.terms import TERMS

    by_clock: dict[str, list[str]] = {}
    for rule in rules():
        by_clock.setdefault(rule.term, []).append(rule.name)
    rows = [
        [
            f"`{term.code}`",
            str(term.title),
            str(term.period or "–"),
            str(term.until),
            ", ".join(by_clock.get(term.code, [])) or "–",
        ]
        for term in TERMS.values()
    ]
    return _table(["class", "what", "term", "counted", "rules of the clock"], rows)


def _files(found: Any) -> list[str]:
    rows = [
        [
            str(files.name),
            f"`{files.where}`",
            "; ".join(str(data.label) for data in files.data),
            f"`{files.keep}`",
            str(files.protected),
        ]
        for files in found.files
    ]
    return _table(["files", "where", "hold", "term", "protected by"], rows)


def _fields(found: Any) -> list[str | list[str]]:
    from momentum.accounts.activities import ACTIVITIES

    parts: list[str | list[str]] = []
    for label, held in sorted(found.held.items()):
        rows = [
            [str(data.label), ", ".join(f"`{name}`" for name in names.split())]
            for data, names in held.fields.items()
            if names
        ]
        told = f"For *{ACTIVITIES[held.activity].title}*; term `{held.keep}`."
        parts += [f"### {label}", told, _table(["class of data", "fields"], rows)]
    return parts
