"""Times of imports, each in fresh interpreters that take turns.

The baseline is the import of the dependencies of this library. The start of the interpreter
does not count.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from _timing import is_quick, print_table, print_versions

ROUNDS = 3 if is_quick() else 31
BASELINE = "attrs, dateutil.rrule"

STATEMENTS = {
    BASELINE: ("", "import attrs, dateutil.rrule"),
    "dukcapil": ("", "import dukcapil"),
    "dukcapil.NIK": ("", "import dukcapil; dukcapil.NIK"),
    "dukcapil.assess": ("", "import dukcapil; dukcapil.assess"),
    "dukcapil.parse_residents": ("", "import dukcapil; dukcapil.parse_residents"),
    "first regions.lookup": ("from dukcapil import regions", "regions.lookup('32.75.01')"),
}
"""The statements before, and the timed statement."""

AIMED_AT = {"dukcapil"}


def milliseconds(before: str, statement: str) -> float:
    """Return the milliseconds of a statement in a fresh interpreter."""
    code = (
        f"from time import perf_counter\n{before}\nbegin = perf_counter()\n{statement}\n"
        "print((perf_counter() - begin) * 1000)"
    )
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    return float(done.stdout)


def main() -> None:
    """Print the medians, and their ratios to the baseline."""
    print_versions("dukcapil", "attrs", "python-dateutil")
    taken: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(ROUNDS):
        for name, (before, statement) in STATEMENTS.items():
            taken[name].append(milliseconds(before, statement))
    baseline = median(taken[BASELINE])
    rows = []
    for name, times in taken.items():
        ratio = median(times) / baseline
        aim = f"<= 2x: {'met' if ratio <= 2 else 'missed'}" if name in AIMED_AT else ""
        rows.append((name, f"{median(times):.1f}", f"{ratio:.2f}x", aim))
    print_table(("import", "ms", f"time of {BASELINE}", "aim"), rows)


if __name__ == "__main__":
    main()
