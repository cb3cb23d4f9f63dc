"""A person's own copy of everything that is held about them: to read, and for another program to take in.

    copy = gather(journey)            # what is held, section by section
    copy_file(copy, "zip")            # (bytes, content type): JSON, CSV and PDF together

The same copy gives the same bytes. docs/reference/formats.md documents the JSON and the CSV files.
"""

from collections.abc import Callable

from momentum.journeys.own_copy.files import as_json, as_zip
from momentum.journeys.own_copy.gathering import gather
from momentum.journeys.own_copy.paper import as_pdf
from momentum.journeys.own_copy.section import Copy

FORMATS: dict[str, tuple[Callable[[Copy], bytes], str]] = {
    "zip": (as_zip, "application/zip"),
    "json": (as_json, "application/json"),
    "pdf": (as_pdf, "application/pdf"),
}


def copy_file(copy: Copy, format_: str) -> tuple[bytes, str]:
    """The copy as a file of one of `FORMATS`, and its content type."""
    write, content_type = FORMATS[format_]
    return write(copy), content_type


__all__ = ["FORMATS", "Copy", "copy_file", "gather"]
