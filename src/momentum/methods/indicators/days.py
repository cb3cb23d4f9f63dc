"""Days and months as small integers, and the two values that stand for "never" and "still running".

A day is the number of days since 1970-01-01, a month is 12 × year + month − 1.
"""

import datetime as dt

import ibis
import ibis.expr.types as ir

EPOCH = dt.date(1970, 1, 1)
NEVER = -999_999
"""A day (or month) before every fact."""
FAR_MONTH = 999_999
"""The month in which something that still runs at the freeze ends."""


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01."""
    return (date - EPOCH).days


def date_of(day: int) -> dt.date:
    """The date of a day number."""
    return EPOCH + dt.timedelta(days=day)


def month_number(date: dt.date) -> int:
    """12 × year + month − 1."""
    return date.year * 12 + date.month - 1


def day_of(column: ir.Value) -> ir.IntegerValue:
    """The day number of a date column."""
    return column.delta(ibis.date("1970-01-01"), unit="day").cast("int32")


def month_of(column: ir.Value) -> ir.IntegerValue:
    """The month number of a date column."""
    return (column.year() * 12 + column.month() - 1).cast("int32")


def month_before(column: ir.Value) -> ir.IntegerValue:
    """The month number of the day before a date column."""
    return month_of((column - ibis.interval(days=1)).cast("date"))
