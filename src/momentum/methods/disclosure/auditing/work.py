"""Sharing work over processes, with the same answers whatever their number."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any

_shared: tuple[Any, ...] = ()


def _begin(shared: tuple[Any, ...]) -> None:
    global _shared
    _shared = shared


def _call(function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    return function(*_shared, *task)


def _call_alone(function: Callable[..., Any], task: tuple[Any, ...]) -> Any:
    return function(*task)


class Work:
    """Calls functions with what all tasks share; in this process, or over new ones where that pays.

    Where processes cannot be started or die, the work is done here: slower, and never left out.
    """

    def __init__(self, shared: tuple[Any, ...], processes: int) -> None:
        self.shared = shared
        self.processes = processes
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Work":
        if self.processes > 1:
            self.pool = ProcessPoolExecutor(
                self.processes, multiprocessing.get_context("spawn"), _begin, (self.shared,)
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pool:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def each(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Sequence[Any]:
        """The answers to all tasks, in their order; the function gets what is shared, then its task."""
        return self._each(_call, lambda task: function(*self.shared, *task), function, list(tasks))

    def each_alone(self, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Sequence[Any]:
        """The same for a function that takes nothing of what is shared."""
        return self._each(_call_alone, lambda task: function(*task), function, list(tasks))

    def _each(
        self,
        there: Callable[..., Any],
        here: Callable[[tuple[Any, ...]], Any],
        function: Callable[..., Any],
        tasks: list[tuple[Any, ...]],
    ) -> Sequence[Any]:
        if self.pool and len(tasks) > 1:
            try:
                return list(self.pool.map(there, [function] * len(tasks), tasks))
            except (BrokenProcessPool, OSError):
                self.pool = None
        return [here(task) for task in tasks]
