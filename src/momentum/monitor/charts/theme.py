"""One look for every chart, made of the site's own colours so that it follows light and dark."""

import re
from typing import Any

from momentum.accounts.paper import fonts

INK, SOFT, LINE = "var(--color-ink)", "var(--color-soft)", "var(--color-line)"
TEAL, MARIGOLD, BRICK, LEAF = (
    "var(--color-teal)",
    "var(--color-marigold-deep)",
    "var(--color-brick)",
    "var(--color-leaf)",
)
TINT, PAPER = "var(--color-teal-tint)", "var(--color-paper)"

# The light colours, for paper: a PDF knows no variables.
ON_PAPER = {
    "ink": "#14262b",
    "soft": "#4a5c61",
    "paper": "#fffdf9",
    "sand": "#f6f0e6",
    "line": "#dfd6c6",
    "teal": "#0b5563",
    "teal-deep": "#073b46",
    "teal-tint": "#dcebec",
    "marigold": "#f2a33a",
    "marigold-deep": "#9a5b00",
    "brick": "#b3402a",
    "leaf": "#2f6b3c",
}
FONT, PAPER_FONT = "Atkinson Hyperlegible Next", "Atkinson Hyperlegible"
WIDTH = 380
# No chart is narrower than this, so that text is equally large in all of them.
WHOLE = 430.0
LOCALES: dict[str, Any] = {"nl": "nl-NL", "en": "en-GB"}


def configured(chart: Any) -> Any:
    """A chart with every colour, size and typeface set."""
    return (
        chart.configure(background="transparent", font=PAPER_FONT, padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=SOFT,
            titleColor=SOFT,
            gridColor=LINE,
            domainColor=LINE,
            tickColor=LINE,
            labelFontSize=15,
            titleFontSize=15,
            titleFontWeight="normal",
            labelLimit=190,
        )
        .configure_text(color=INK, fontSize=15)
        .configure_legend(
            labelColor=INK,
            titleColor=SOFT,
            labelFontSize=15,
            titleFontSize=15,
            orient="top",
            symbolStrokeColor=INK,
            labelLimit=300,
        )
    )


def to_svg(chart: Any, name: str, title: str, description: str, language: str) -> str:
    """The chart as SVG with a title and a description; its parts are one picture to a screen reader."""
    import vl_convert

    vl_convert.register_font_directory(str(fonts()))
    drawn = vl_convert.vegalite_to_svg(
        configured(chart).to_dict(validate=False), format_locale=LOCALES[language]
    )
    drawn = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawn)
    drawn = drawn.replace(PAPER_FONT, f"{FONT}, {PAPER_FONT}, sans-serif")
    drawn = _own_names(drawn, name)
    opening, _, rest = drawn.partition(">")
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', opening)
    assert size is not None
    width = max(float(size[1]), WHOLE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-{name}-title chart-{name}-about" '
        f'viewBox="0 0 {width:g} {size[2]}" width="{width:g}" height="{size[2]}">'
        f'<title id="chart-{name}-title">{escaped(title)}</title>'
        f'<desc id="chart-{name}-about">{escaped(description)}</desc>{rest}'
    )


def _own_names(drawn: str, name: str) -> str:
    """Clipping paths counted per chart, not per process: equal charts are equal bytes, and none meets another's."""
    found = dict.fromkeys(re.findall(r'id="(clip\d+)"', drawn))
    for number, old in enumerate(found):
        drawn = re.sub(rf"\b{old}\b", f"chart-{name}-cut-{number}", drawn)
    return drawn


def on_paper(svg: str) -> str:
    """The same chart for the report: variables become colours, and the typeface the one that is embedded."""
    svg = re.sub(r"var\(--color-([a-z-]+)\)", lambda found: ON_PAPER[found[1]], svg)
    return svg.replace(f"{FONT}, {PAPER_FONT}, sans-serif", PAPER_FONT)


def escaped(text: str) -> str:
    from django.utils.html import escape

    return str(escape(text))
