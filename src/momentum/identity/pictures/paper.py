"""A picture outside the site: a file knows no variables, so the light theme's colours stand in it."""

import re

COLOURS = {
    "ink": "#14262b",
    "soft": "#4a5c61",
    "paper": "#fffdf9",
    "sand": "#f6f0e6",
    "line": "#dfd6c6",
    "teal": "#0b5563",
    "teal-tint": "#dcebec",
    "marigold-deep": "#9a5b00",
    "brick": "#b3402a",
}


def on_paper(svg: str) -> str:
    """The same picture with every variable replaced by its colour."""
    return re.sub(r"var\(--color-([a-z-]+)\)", lambda found: COLOURS[found[1]], svg).strip()
