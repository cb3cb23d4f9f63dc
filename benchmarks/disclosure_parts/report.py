"""What was measured, in the words and tables of `results.md`."""

from collections.abc import Mapping
from typing import Any

from disclosure_parts.instances import DESCRIPTIONS, FILES, GENERATED
from disclosure_parts.kept import Figures
from disclosure_parts.quoted import AIMS, EARLIER, FAST_SECONDS, R_PEER
from disclosure_parts.report_singletons import singletons
from disclosure_parts.runs import PROFILES, SHOWN, SINGLE_TABLE, SMALL, UNAWARE, WITHHELD, Run
from disclosure_parts.wording import as_lines, as_table, persons_told, said_of, verdicts

Kept = Mapping[Run, Figures]

TITLES = {
    WITHHELD: "Zeros may be withheld (the default)",
    SHOWN: "All zeros shown, and the reader reckons with it",
}
EQUAL = ((UNAWARE, 1), (WITHHELD, 1), (UNAWARE, 3))
INTRODUCTION = """\
## Disclosure control (`benchmarks/disclosure.py`)

{when} · {cores} cores, load of the machine {load} during the runs (other work shared it) · counts of 1–4 primary, an interval at
least 3 persons wide asked for every primary cell, totals over every dimension. Every run is a process of its own. *Audit* is the
independent one (`methods/disclosure/auditing`) over **all** primary cells: exactly known / narrower than 3 / without a
verdict; the last counts as a failure. Seconds are of the clock, protection + audit; processor seconds and the most memory
(MB, the largest of the process and its helpers together) are of both. *Bound*: no plan can withhold fewer persons (the best proven,
ours or the earlier measurement's; where it is ours, an empty cell counts as 0.01 person). *Quoted* figures were
measured elsewhere (`disclosure_parts/quoted.py`). Where the machine was this busy, processor seconds say more than the clock. Which commit each run is
of stands in `disclosure_parts/measured.jsonl`.

"""


def section(found: Kept) -> str:
    """The section of the results between its marks."""
    loads = [load for figures in found.values() for load in figures["load"]]
    days = sorted({figures["date"] for figures in found.values()})
    text = INTRODUCTION.format(
        when=" to ".join(dict.fromkeys((days[0], days[-1]))) if days else "not measured",
        cores=max((figures["cores"] for figures in found.values()), default=0),
        load=f"{min(loads):.0f} to {max(loads):.0f}" if loads else "unknown",
    )
    text += as_lines(f"- **{name}**: {DESCRIPTIONS[name]}" for name in (*FILES, *GENERATED))
    for policy in (WITHHELD, SHOWN):
        text += f"\n### {TITLES[policy]}\n\n{_ours(found, policy)}"
    return text + _peers(found) + _equal(found) + singletons(found) + _generated(found) + _whole(found)


def summary(found: Kept) -> str:
    """The short form of it, for the page that explains protection: persons withheld, and what the audit finds."""
    rows = []
    for instance in FILES:
        row = [DESCRIPTIONS[instance]]
        for policy in (WITHHELD, SHOWN):
            runs = (found.get(Run(instance, "momentum", policy, profile)) for profile in reversed(PROFILES))
            done = [figures for figures in runs if figures and "persons" in figures]
            row.append(
                persons_told(min(done, key=lambda f: (not f["audits"][policy]["ok"], f["persons"])), policy)
                if done
                else "not measured"
            )
        tau = found.get(Run(instance, "tau-argus-modular", UNAWARE))
        told = "–" if tau is None else persons_told(tau)
        if tau and SHOWN in tau.get("audits", {}):
            told += f" ({tau['audits'][SHOWN]['exact']:,} small counts exactly known to who sees the zeros)"
        rows.append([*row, told])
    head = ["table", "zeros may be withheld", "zeros shown", "τ-ARGUS (pytauargus 0.6.0), zeros shown"]
    return (
        "Persons in the cells that Momentum withholds on the generated people of `data/disclosure`, every small count's interval at least 3 "
        "wide, as `benchmarks/disclosure.py` measured it. Where the audit refuses a plan, it says so. Times, bounds and other programs stand "
        f"in `benchmarks/results.md`.\n\n{as_table(head, rows)}"
    )


def _ours(found: Kept, policy: str) -> str:
    rows = []
    for instance in FILES:
        aim, bound = AIMS[policy][instance], _bound(found, instance, policy)
        for profile in PROFILES:
            run = Run(instance, "momentum", policy, profile)
            rows.append(
                [
                    instance,
                    profile,
                    *_plan(found.get(run), bound, policy),
                    _reached(found.get(run), aim, profile, instance, policy),
                ]
            )
        exact = found.get(Run(instance, "exact", policy))
        if exact:
            rows.append([instance, "exact optimum", *_plan(exact, bound, policy), "–"])
    head = [
        "instance",
        "profile",
        "cells",
        "empty",
        "persons",
        "bound",
        "gap",
        "audit",
        "seconds",
        "cpu",
        "MB",
        "aim",
    ]
    return as_table(head, rows)


def _plan(figures: Figures | None, bound: float | None, policy: str) -> list[str]:
    if figures is None:
        return ["not run", *["–"] * 8]
    if "persons" not in figures:
        return [said_of(figures), *["–"] * 8]
    audit = figures["audits"][policy]
    # A plan that the audit refuses protects less, so it may withhold fewer than any plan must: no gap, no proof.
    holds = bool(bound) and audit["ok"]
    gap = f"{max(0.0, 100 * (figures['persons'] - bound) / bound):.1f}%" if bound and holds else "–"
    least = " (proven least)" if bound and holds and figures["persons"] < bound + 1 - 1e-6 else ""
    return [
        f"{figures['withheld']:,}",
        f"{figures['withheld_empty']:,}",
        f"**{figures['persons']:,}**{least}" if audit["ok"] else f"{figures['persons']:,}, refused",
        f"{bound:,.0f}" if bound else "–",
        gap,
        verdicts(audit),
        f"{figures['seconds']:.1f} + {audit['seconds']:.1f}",
        f"{figures['cpu'] + audit['cpu']:.1f}",
        f"{audit['peak_mb']:,}",
    ]


def _reached(figures: Figures | None, aim: int | None, profile: str, instance: str, policy: str) -> str:
    if figures is None or "persons" not in figures:
        return "not measured"
    audit = figures["audits"][policy]
    most = aim * 1.05 if aim and profile == "fast" else aim
    said = []
    if not audit["ok"]:
        said.append("the audit refuses it")
    if most and figures["persons"] > most:
        said.append(f"more than {most:,.0f} persons")
    seconds = figures["seconds"] + audit["seconds"]
    if profile == "fast" and policy == WITHHELD and seconds > FAST_SECONDS[instance]:
        said.append(f"longer than {FAST_SECONDS[instance]} s")
    return "; ".join(said) or (f"reached (≤ {most:,.0f})" if most else "a clean plan")


def _bound(found: Kept, instance: str, policy: str) -> float | None:
    """The best proven bound, in persons, of any run under this policy, or of the earlier measurement."""
    proven = [
        figures["bound"]
        for run, figures in found.items()
        if run.instance == instance and run.policy == policy and run.width == 3 and not run.singletons
        and run.way in ("momentum", "exact") and figures.get("bound")
    ]  # fmt: skip
    earlier = EARLIER.get(policy, {}).get(instance)
    return max([*proven, *([earlier.bound] if earlier and earlier.bound else [])], default=None)


def _peers(found: Kept) -> str:
    rows = []
    for instance in FILES:
        for way in ("tau-argus-modular", "tau-argus-optimal", "greedy"):
            figures = found.get(Run(instance, way, UNAWARE))
            if figures is None:
                continue
            if "persons" not in figures:
                rows.append([instance, way, said_of(figures), *["–"] * 5])
                continue
            audits = figures["audits"]
            rows.append(
                [instance, way, f"{figures['withheld']:,}", f"{figures['persons']:,}", _of(audits, UNAWARE, figures),
                 _of(audits, SHOWN, figures), f"{figures['seconds']:.1f}", f"{figures['peak_mb']:,}"]
            )  # fmt: skip
        quoted = R_PEER[instance]
        rows.append(
            [instance, "GaussSuppression 1.2.3 (quoted)", f"{quoted.cells:,}", f"{quoted.persons:,}", "not audited", "not audited", f"{quoted.seconds}", "–"]
        )  # fmt: skip
    head = ["instance", "program", "cells", "persons", "audit, a withheld cell may be 0", "audit, zeros seen", "seconds", "MB"]  # fmt: skip
    return (
        "\n### What other programs withhold, and what their plans tell\n\nAll publish every zero. Their plans are attacked twice: by a "
        "reader who thinks a withheld cell may be 0, and by one who sees that zeros are published and so knows it is not. "
        "τ-ARGUS: pytauargus 0.6.0, rule FREQ(5,30), of three attempts the first that gives a plan; it takes one table at a time, so the linked "
        "ones are not tried. Exactly known / narrower than 3 / without a verdict, of all primary cells.\n\n"
        + as_table(head, rows)
    )


def _of(audits: Mapping[str, Any], policy: str, figures: Figures) -> str:
    return f"{verdicts(audits[policy])} of {figures['primary']:,}" if policy in audits else "–"


def _equal(found: Kept) -> str:
    """Ours where we promise no more than the other does."""
    exact, levels = [], []
    for instance in FILES:
        earlier, quoted = EARLIER[UNAWARE][instance], R_PEER[instance]
        ours = [persons_told(found.get(Run(instance, "momentum", p, width=w)), p) for p, w in EQUAL]
        exact.append([instance, *ours[:2], f"{quoted.persons:,}", ours[2], f"{earlier.persons:,}"])
        if instance in SINGLE_TABLE:
            tau = persons_told(found.get(Run(instance, "tau-argus-modular", UNAWARE)))
            both = (
                found.get(Run(instance, "momentum-at-tau-levels", policy)) for policy in (UNAWARE, WITHHELD)
            )
            levels.append([instance, *(_at_levels(figures) for figures in both), tau])
    return (
        "\n### Persons withheld at equal protection\n\nA reader who thinks a withheld cell may be 0, profile fast. Both other programs publish "
        "every zero; ours does so in the columns that say it, and may withhold them in the others.\n\n"
        "*Nothing exactly known* is what GaussSuppression promises (and, besides, that singletons are protected):\n\n"
        + as_table(
            ["instance", "ours, zeros published", "ours, zeros may be withheld", "GaussSuppression (quoted)",
             "3 wide: ours, zeros published", "3 wide: earlier measurement (quoted)"], exact
        )
        + "\nAt *τ-ARGUS's levels*, from 30% of a primary count below it to 30% above:\n\n"
        + as_table(["instance", "ours, zeros published", "ours, zeros may be withheld", "τ-ARGUS, modular"], levels)
    )  # fmt: skip


def _at_levels(figures: Figures | None) -> str:
    if figures is None or "persons" not in figures:
        return persons_told(figures)
    least = figures["bound"] and figures["persons"] < figures["bound"] + 1 - 1e-6
    if not figures["own_levels_ok"]:
        return f"{figures['persons']:,} (the audit refuses it)"
    return f"{figures['persons']:,}{' (proven least)' if least else ''}"


def _generated(found: Kept) -> str:
    rows = []
    for instance in GENERATED:
        for policy in (WITHHELD, SHOWN):
            for profile in PROFILES:
                figures = found.get(Run(instance, "momentum", policy, profile))
                if figures is None:
                    continue
                plan = _plan(figures, figures.get("bound"), policy)
                primary = f"{figures['primary']:,}" if "primary" in figures else "–"
                rows.append([instance, policy, profile, f"{figures.get('cells', 0):,}", primary, *plan])
    head = ["instance", "zeros", "profile", "cells in all", "primary", "cells", "empty", "persons", "bound", "gap", "audit", "seconds", "cpu", "MB"]  # fmt: skip
    return f"\n### Generated linked tables\n\n{as_table(head, rows)}" if rows else ""


def _whole(found: Kept) -> str:
    rows = []
    for instance in SMALL:
        for policy in (WITHHELD, SHOWN):
            figures = found.get(Run(instance, "momentum", policy, whole=True))
            if figures and "audits" in figures:
                audit = figures["audits"][policy]
                both = figures["withheld"] + figures["withheld_empty"]
                whole = audit["proofs"].get("integer", 0)
                took = f"{audit['seconds']:.0f}"
                rows.append([instance, policy, f"{both:,}", f"{whole:,}", str(audit["shrunk"]), took])
    head = [
        "instance",
        "zeros",
        "withheld cells",
        "bounded over whole persons in time",
        "narrower by it",
        "seconds",
    ]
    return (
        "\n### Bounds over whole persons\n\nThree-way tables are no networks, so whole persons can leave less than linear bounds do. Asked of "
        f"every withheld cell here, not only where it is cheap.\n\n{as_table(head, rows)}"
    )
