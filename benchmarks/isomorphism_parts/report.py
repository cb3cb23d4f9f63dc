"""The section of results.md that the study writes."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from isomorphism_parts.fields import APART, ITEMS, RELIABILITY, SIZE, YEARS, Scenario
from isomorphism_parts.studies import Truth
from momentum.methods.isomorphism.signals import FALSE_ALARM

MARK = ("<!-- isomorphism: begin -->", "<!-- isomorphism: end -->")
RESULTS = Path(__file__).resolve().parents[1] / "results.md"
# (study, scenario) → name → one number a run
Results = Mapping[tuple[str, str], Mapping[str, np.ndarray]]


def section(
    results: Results,
    scenarios: Mapping[str, Scenario],
    truths: Mapping[str, Truth],
    *,
    runs: int,
    seed: int,
    seconds: float,
) -> str:
    """The whole section, measured figures only."""

    def share(study: str, scenario: str, name: str) -> str:
        values = results[study, scenario][name]
        values = values[np.isfinite(values)]
        return f"{values.mean():.1%} ± {1.96 * values.std(ddof=1) / np.sqrt(len(values)):.1%}"

    def mean(study: str, scenario: str, name: str) -> float:
        return float(np.nanmean(results[study, scenario][name]))

    def rows(study: str, names: tuple[str, ...]) -> list[str]:
        return [
            f"| {scenarios[each].name} | " + " | ".join(share(study, each, name) for name in names) + " |"
            for _study, each in results
            if _study == study
        ]

    still = next(key for study, key in results if study == "warned")
    lines = [
        "## The identity of the sector (`benchmarks/isomorphism.py`)",
        "",
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {runs:,} runs a row, seed {seed}, {seconds:.0f} s of CPU in "
        f"all; ± is the error of the simulation (95%). A field of {SIZE} organisations over {YEARS} waves, nine indicators of {ITEMS} items "
        f"answered 0–4; organisations differ by a standard deviation of {APART} at the baseline; item error for a reliability of "
        f"{RELIABILITY} before rounding (measured, rounded: {mean('warned', still, 'reliability'):.2f}). Truth is the expected answer, "
        "rounding and the ends of the scale included. All lengths are in standard deviations between organisations.",
        "",
        f"**Warnings of the field.** A year without drift may spend {FALSE_ALARM:.0%}; alarmed means in any year, towards any pole, as in "
        "yearly statements. Beside it: the plain drift, each year and pole tested by itself at 5%.",
        "",
        "| field | alarmed | plain drift alarmed | mean drift inside its interval |",
        "|---|---|---|---|",
        *rows("warned", ("alarmed", "plainly alarmed", "mean drift inside")),
        "",
        "**Intervals of an organisation's drift** in the last year, towards three poles. Beside it: the same width around the drift "
        "without correction, and the percentile bootstrap over items (towards the public agency).",
        "",
        "| field | ours | ours, public agency | uncorrected | bootstrap over items |",
        "|---|---|---|---|---|",
        *rows("covered", ("inside", "towards the agency inside", "plain inside", "items inside")),
        "",
        "Mean of drift found less true drift: "
        + "; ".join(
            f"{scenarios[each].name} {mean('covered', each, 'bias'):+.4f} (uncorrected {mean('covered', each, 'plain bias'):+.4f})"
            for study, each in results
            if study == "covered"
        )
        + ".",
        "",
        "**Growing alike.** Whether the true change lies in the interval; the jackknife beside the percentile bootstrap over "
        "organisations, and beside the jackknife without regard to measurement error.",
        "",
        "| field | true σ | true β | σ | σ, bootstrap | σ, uncorrected | β | β, uncorrected | said to converge |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {scenarios[each].name} | {truths[each].sigma:+.2f} | {truths[each].beta:+.2f} | "
            + " | ".join(
                share("converging", each, name)
                for name in (
                    "sigma inside",
                    "sigma by bootstrap inside",
                    "sigma uncorrected inside",
                    "beta inside",
                    "beta uncorrected inside",
                    "said to converge",
                )
            )
            + " |"
            for study, each in results
            if study == "converging"
        ),
        "",
        "**Organisations named.** Wrongly named: share of those named that did not move that way, but for what comes and goes (mean over "
        "runs, 0 where nobody is named). Found: share of those that moved.",
        "",
        "| field | wrongly named | any named | found |",
        "|---|---|---|---|",
        *(
            f"| {scenarios[each].name} | {share(study, each, 'wrongly named')} | {share(study, each, 'any named')} | "
            + (share(study, each, "found") if scenarios[each].movers else "–")
            + " |"
            for study, each in results
            if study == "discovered"
        ),
        "",
    ]
    return "\n".join(lines)


def write(text: str) -> None:
    """Put the section in results.md, in place of the one before."""
    page = RESULTS.read_text(encoding="utf-8")
    if MARK[0] not in page:
        page = page.rstrip() + f"\n\n{MARK[0]}\n{MARK[1]}\n"
    before, rest = page.split(MARK[0])
    after = rest.split(MARK[1])[1]
    RESULTS.write_text(before + MARK[0] + "\n" + text + MARK[1] + after, encoding="utf-8")
