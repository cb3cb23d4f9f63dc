"""The doctor: looks at everything that a server of Momentum stands on, and says what to do about what is wrong.

A check is a function without arguments that yields findings. One that cannot look says so, and the others go on.
"""

from collections.abc import Callable, Iterable, Iterator

from momentum.site.doctor import configuration, database, keeping, mail, running, web
from momentum.site.doctor.findings import EXIT_CODES, Finding, Status, fail

__all__ = ["CHECKS", "EXIT_CODES", "Finding", "Status", "examine", "worst"]

Check = Callable[[], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    configuration.mode,
    configuration.hosts,
    configuration.secrets,
    configuration.clock_of_the_city,
    database.reachable,
    database.tables,
    database.clock,
    database.role,
    keeping.keys,
    keeping.ledger,
    keeping.disk,
    keeping.anchor,
    keeping.backups,
    running.worker,
    running.tasks,
    running.daily,
    mail.server,
    mail.queue,
    web.certificate,
    web.security_txt,
)


def examine(checks: Iterable[Check] = CHECKS) -> Iterator[Finding]:
    """What every check finds, in order; a check that breaks is itself a finding."""
    for check in checks:
        try:
            yield from check()
        except Exception as error:  # whatever it is, the other checks go on
            about = check.__name__.replace("_", " ")
            # The kind of error only: its words may hold what stood in a row.
            yield fail(
                about, f"could not be looked at ({type(error).__name__})", "Mend what stands above it first."
            )


def worst(findings: Iterable[Finding]) -> Status:
    return max((each.status for each in findings), key=list(Status).index, default=Status.OK)
