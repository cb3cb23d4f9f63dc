"""Work side by side. The solver lets go of the interpreter while it runs, so threads are enough.

Answers come in the order of the questions and do not depend on how many threads there are.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


def side_by_side(ask: Callable[[Question], Answer], questions: Iterable[Question]) -> list[Answer]:
    """The answer to each question; `ask` changes nothing that another question reads."""
    every = list(questions)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(every) < 2 or cores < 2:
        return [ask(each) for each in every]
    with ThreadPoolExecutor(min(cores, len(every))) as pool:
        return list(pool.map(ask, every))
