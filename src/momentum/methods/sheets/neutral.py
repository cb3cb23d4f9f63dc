"""Making exported text harmless for the spreadsheet program that opens it."""

from momentum.methods.sheets.sheet import Cell

STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def neutral(cell: Cell) -> Cell:
    """The cell; a text that a spreadsheet would take for a formula gets an apostrophe before it.

    Numbers stay numbers, negative ones too. Source: OWASP, CSV Injection.
    """
    if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA):
        return "'" + cell
    return cell
