"""The parts of `benchmarks/disclosure.py`: what is measured, beside whom, and how it is told."""
