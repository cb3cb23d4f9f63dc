"""What a check of the log says. Pure Python."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """`number` is the first entry that can be wrong (0: none in particular), `until` the last one.

    `kind` is one of: unreadable, edited, replaced, missing, out_of_order, rewritten, truncated, segment, anchor;
    clock is told, and does not make the log wrong by itself.
    """

    kind: str
    number: int
    sentence: str
    until: int = 0

    def __str__(self) -> str:
        return self.sentence


@dataclass
class Report:
    """`first` and `last` are the numbers of the entries read; `anchored` the last one that an anchor vouches for."""

    entries: int = 0
    first: int = 0
    last: int = 0
    digest: str = ""
    anchored: int = 0
    anchors: int = 0
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unheard: int = 0
    """Findings and warnings beyond those kept here."""

    AT_MOST = 50

    @property
    def holds(self) -> bool:
        return not self.findings

    def find(self, kind: str, number: int, sentence: str, until: int = 0) -> None:
        self._add(self.findings, Finding(kind, number, sentence, max(until, number)))

    def warn(self, kind: str, number: int, sentence: str) -> None:
        self._add(self.warnings, Finding(kind, number, sentence, number))

    def _add(self, to: list[Finding], finding: Finding) -> None:
        if len(to) < self.AT_MOST:
            to.append(finding)
        else:
            self.unheard += 1
