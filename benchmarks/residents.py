"""Speed of reading residents from the rows of an office, beside reading them by hand.

The baseline stands below as `by_hand`: `csv.DictReader` has made the rows, and `strptime` reads
their dates in the one spelling that the script knows. It checks the NIK by its length, gives no
faults and no remarks, and fails at the first row that is spelled otherwise.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random

from _timing import is_quick, print_race, print_versions, race, slices

from dukcapil import parse_residents

SEED = 2020
ROWS = 2_000 if is_quick() else 100_000
ROUNDS = 2 if is_quick() else 20
ON = date(2020, 12, 31)
HEADINGS = ("NIK", "NAMA", "TGL_LHR", "JENIS_KELAMIN", "KODE_WILAYAH", "STATUS_KAWIN", "TGL_KAWIN")

Row = Mapping[str, str]
Record = tuple[str, str, date, str, str, date | None]


def some_rows(rng: Random) -> list[dict[str, str]]:
    """Make the rows of a table without faults, as `csv.DictReader` reads them."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for index in range(ROWS):
        born = ON - timedelta(days=rng.randrange(1, 80 * 365))
        is_woman = rng.random() < 0.5
        region = f"3275{index // 9999 + 1:02}"
        day = born.day + (40 if is_woman else 0)
        wedding = born + timedelta(days=rng.randrange(18 * 365, 35 * 365))
        is_married = wedding <= ON
        writer.writerow(
            (
                f"{region}{day:02}{born:%m%y}{index % 9999 + 1:04}",
                "SITI AMINAH",
                f"{born:%d-%m-%Y}",
                "P" if is_woman else "L",
                region,
                "KAWIN" if is_married else "BELUM KAWIN",
                f"{wedding:%d-%m-%Y}" if is_married else "",
            )
        )
    text.seek(0)
    return list(csv.DictReader(text))


def by_hand(rows: Sequence[Row]) -> list[Record]:
    """Read clean rows of exactly these headings and spellings: the baseline."""
    return [
        (
            row["NIK"] if len(row["NIK"]) == 16 else "",
            row["NAMA"].strip(),
            day_of(row["TGL_LHR"]),
            {"L": "male", "P": "female"}[row["JENIS_KELAMIN"]],
            row["KODE_WILAYAH"],
            day_of(row["TGL_KAWIN"]) if row["TGL_KAWIN"] else None,
        )
        for row in rows
    ]


def day_of(text: str) -> date:
    """Read a date with the day first."""
    return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007  no clock, no zone


def main() -> None:
    """Check that both read the same dates, then print one race."""
    print_versions("dukcapil", "attrs")
    rows = some_rows(Random(SEED))  # noqa: S311  the same rows in every run
    parsed = parse_residents(rows, on=ON)
    born = {record[0]: record[2] for record in by_hand(rows)}
    wrong = sum(born[one.nik] != one.birth_date for one in parsed.residents)
    print(f"{parsed!r}, {wrong} disagreements")
    seconds = race(
        {"by hand": by_hand, "parse_residents": lambda some: parse_residents(some, on=ON)},
        slices(rows, ROUNDS),
    )
    print_race(
        "rows",
        seconds,
        calls=ROWS // ROUNDS,
        baseline="by hand",
        aims={"parse_residents": 0.2},
    )


if __name__ == "__main__":
    main()
