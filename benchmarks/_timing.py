"""Common parts of the benchmarks: races of contenders, and tables of the results."""

from __future__ import annotations

import gc
import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from statistics import median
from time import perf_counter
from typing import TypeVar

__all__ = ["is_quick", "print_race", "print_table", "print_versions", "race", "slices", "speedup"]

T = TypeVar("T")


def is_quick() -> bool:
    """Return whether the script was started with `--quick`, which checks only that it runs."""
    return "--quick" in sys.argv


def race(
    contenders: Mapping[str, Callable[[T], object]], rounds: Iterable[T]
) -> dict[str, list[float]]:
    """Time all contenders in each round before the next one, in reverse order every other time.

    The cyclic garbage collector is disabled meanwhile, as in `timeit`.

    Returns:
        The seconds that each contender took, by round.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    order = list(contenders)
    gc.collect()
    gc.disable()
    for work in rounds:
        for name in order:
            begin = perf_counter()
            contenders[name](work)
            seconds[name].append(perf_counter() - begin)
        order.reverse()
    gc.enable()
    return seconds


def slices(items: Sequence[T], count: int) -> list[Sequence[T]]:
    """Cut the items into `count` slices of equal length; a rest is left out."""
    length = len(items) // count
    return [items[start : start + length] for start in range(0, length * count, length)]


def speedup(baseline: Sequence[float], contender: Sequence[float]) -> float:
    """Compute the speed relative to the baseline: the median over common rounds."""
    return median(slow / fast for slow, fast in zip(baseline, contender, strict=True))


def print_race(
    title: str,
    seconds: Mapping[str, Sequence[float]],
    *,
    calls: int,
    baseline: str,
    aims: Mapping[str, float],
) -> None:
    """Print calls per second in the best round, and the speedup beside its aim.

    Args:
        title: a name of the work.
        seconds: the result of `race`.
        calls: calls in one round.
        baseline: the contender that the others are compared with.
        aims: the least speedup to reach, by contender.
    """
    rows = []
    for name, taken in seconds.items():
        ratio = speedup(seconds[baseline], taken)
        aim = _verdict(ratio, aims[name]) if name in aims else ""
        rows.append((name, f"{calls / min(taken):,.0f}", f"{ratio:.2f}x", aim))
    print_table((title, "calls/s", f"speed of {baseline}", "aim"), rows)


def _verdict(ratio: float, aim: float) -> str:
    return f">= {aim:g}x: {'met' if ratio >= aim else 'missed'}"


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print aligned columns, the first to the left and the others to the right."""
    lines = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print()
    for first, *others in lines:
        cells = [text.rjust(width) for text, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]).rstrip())


def print_versions(*distributions: str) -> None:
    """Print the versions of Python and of the measured distributions."""
    found = [f"{name} {version(name)}" for name in distributions]
    print(", ".join([f"Python {platform.python_version()}", *found]))
