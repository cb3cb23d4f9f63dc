"""The audit: can a reader of these tables work out what must not be known?

It shares the input format with the protector and nothing else. Every withheld cell gets a verdict, and
what could not be proven safe reads as a finding.
"""

from momentum.methods.disclosure.auditing.exact import Interval
from momentum.methods.disclosure.auditing.findings import Finding
from momentum.methods.disclosure.auditing.report import Audit, audit
from momentum.methods.disclosure.auditing.steps import SENTENCES, Step

__all__ = ["SENTENCES", "Audit", "Finding", "Interval", "Step", "audit"]
