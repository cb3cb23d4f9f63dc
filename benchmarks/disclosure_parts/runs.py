"""What is run: every instance × policy for zeros × profile, and the peers and comparisons beside it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from disclosure_parts.instances import FILES, GENERATED, NAMES

WITHHELD, SHOWN, UNAWARE = "withheld", "shown", "unaware"
POLICIES = (WITHHELD, SHOWN, UNAWARE)
"""Zeros may be withheld; all zeros shown, and the reader reckons with that; all zeros shown to a reader who does not
(he thinks that a withheld cell may be 0: what the usual programs reckon with, for comparison only)."""
PROFILES = ("fast", "best")
SINGLE_TABLE = ("small-two-way", "small-three-way", "middle", "large")
SMALL = ("small-two-way", "small-three-way")
FITS = ("small-two-way",)
"""Where the plain exact method ends within minutes."""


@dataclass(frozen=True)
class Run:
    """One run. `way` names a function of `ways`; `width` the interval that every primary cell needs;
    `whole` asks the audit for bounds over whole persons wherever tied cells allow it."""

    instance: str
    way: str
    policy: str = WITHHELD
    profile: str = "fast"
    width: int = 3
    singletons: bool = False
    whole: bool = False

    def wanted(self, seconds: float, audit_seconds: float, seed: int) -> dict[str, Any]:
        """The request that `one_run` gets."""
        audit_as = (
            [SHOWN, UNAWARE]
            if self.policy == UNAWARE and not self.way.startswith("momentum")
            else [self.policy]
        )
        limits = {"seconds": seconds, "audit_seconds": audit_seconds, "seed": seed}
        return asdict(self) | limits | {"audit_as": audit_as}

    @property
    def name(self) -> str:
        """The run in words, for who waits for it."""
        words = [self.instance, self.way, self.policy, self.profile, f"width {self.width}"]
        return " · ".join([*words, *["singletons"] * self.singletons, *["whole persons"] * self.whole])


def all_runs() -> Iterator[Run]:
    """Everything, the small first."""
    for instance in NAMES:
        yield from _ours(instance)
        if instance in FILES:
            yield from _peers(instance)


def _ours(instance: str) -> Iterator[Run]:
    for policy in (WITHHELD, SHOWN):
        for profile in PROFILES:
            yield Run(instance, "momentum", policy, profile)
        if instance not in GENERATED:
            yield Run(instance, "momentum", policy, singletons=True)
    if instance in SMALL:
        yield Run(instance, "momentum", WITHHELD, whole=True)
        yield Run(instance, "momentum", SHOWN, whole=True)


def _peers(instance: str) -> Iterator[Run]:
    yield Run(instance, "greedy", UNAWARE)
    for width in (3, 1):
        yield Run(instance, "momentum", UNAWARE, width=width)
    yield Run(instance, "momentum", WITHHELD, width=1)
    for policy in (UNAWARE, WITHHELD):
        yield Run(instance, "momentum", policy, width=1, singletons=True)
    if instance in SINGLE_TABLE:
        yield Run(instance, "tau-argus-modular", UNAWARE)
        yield Run(instance, "momentum-at-tau-levels", UNAWARE)
        yield Run(instance, "momentum-at-tau-levels", WITHHELD)
    if instance in SMALL:
        yield Run(instance, "tau-argus-optimal", UNAWARE)
    if instance in FITS:
        for policy in POLICIES:
            yield Run(instance, "exact", policy)
