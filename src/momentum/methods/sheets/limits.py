"""How much of a stranger's file is read at most."""

from dataclasses import dataclass

from momentum.methods.sheets.errors import SheetError

KIB, MIB, GIB = 2**10, 2**20, 2**30


@dataclass(frozen=True)
class Limits:
    """Largest file, unpacked workbook and memory of the reading process in bytes; cells; seconds."""

    file_bytes: int = 200 * MIB
    unpacked_bytes: int = 1 * GIB
    memory_bytes: int = 3 * GIB
    cells: int = 12_000_000
    seconds: int = 120


def in_words(size: int) -> str:
    """A number of bytes as people write it, such as `1.0 GB`."""
    for name, unit in (("GB", GIB), ("MB", MIB), ("kB", KIB)):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"


def check_size(size: int, limits: Limits) -> None:
    """Raise `SheetError` for an empty file or one larger than the limit."""
    if size == 0:
        raise SheetError("file_empty")
    if size > limits.file_bytes:
        raise SheetError("file_too_big", size=in_words(size), limit=in_words(limits.file_bytes))
