"""The examples run as their readers run them, and say what the documentation says they say."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import runpy
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from support.profiles import thorough

from dukcapil.spreadsheets import read_all

EXAMPLES = Path(__file__).parents[2] / "examples"


NEEDED = {
    "nation_in_parquet": ("narwhals", "polars"),
    "office_workbooks": ("python_calamine", "xlsxwriter"),
}


@pytest.fixture(scope="module")
def output() -> Callable[[str], str]:
    """Run an example once, as `python examples/NAME.py` does, and keep what it prints."""

    @cache
    def run(name: str) -> str:
        printed, script = io.StringIO(), str(EXAMPLES / f"{name}.py")
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
            patch.setenv("MPLBACKEND", "Agg")
            patch.setattr("sys.argv", [script])
            runpy.run_path(script, run_name="__main__")
        return printed.getvalue()

    return run


LONG = ("city_over_a_year", "jebol_bekasi")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=thorough) if name in LONG else name
        for name in sorted(path.stem for path in EXAMPLES.glob("*.py"))
    ],
)
def test_an_example_runs_and_prints(name: str, output: Callable[[str], str]) -> None:
    for module in NEEDED.get(name, ()):
        pytest.importorskip(module)
    assert output(name)


def test_the_bekasi_report_answers_the_question(output: Callable[[str], str]) -> None:
    report = output("bekasi_2020")
    lines = report.splitlines()
    assert len(lines) <= 50
    for python in ("Fraction(", "Regimes(", "Unknown(", "Month("):
        assert python not in report
    when, together, by_branch, blanks, waiting, after = lines[:6]
    assert re.fullmatch(
        r"By when\? 2021-09 2\d%, 2021-10 7\d% "
        r"\(independent months; simulated, ± 1\.1% at most\);",
        when,
    )
    assert re.fullmatch(
        r"  2021-08 \d%, 2021-09 [34]\d%, 2021-10 3\d%, 2021-11 2\d% \(one draw for all months\);",
        together,
    )
    assert re.fullmatch(
        r"  2021-09 (19|2\d)%, 2021-10 [56]\d%, 2021-12 2%, 2022-01 1\d%, 2022-02 3% "
        r"\(2019's shortage first: 1 in 5\)\.",
        by_branch,
    )
    assert blanks.startswith("Blanks: they last until 2023-11 (>99%); with Depok's rate of 2018")
    assert re.fullmatch(r"  and \d\d,000 to \d\d,000 people wait .*: 0 to 14\d,000\)\.", waiting)
    assert not after  # the answer is the first five lines
    for answer in (
        "1,797,232 must hold a card, 1,754,756 do, 42,476 do not",
        "The printed 97.64 % agrees with the counts",
        "Of 20 printed percentages 5 do not follow from their counts",
        "4,711 cards are replaced (Depok's share of 2021), or 14,749 (its rate of 2018).",
        "at the earliest in 2021-08,",
        "at the latest in 2021-11;",
        "at the latest not by 2023-11;",
        "with fewer than 18,117 blanks",
        "impossible: recording leaves 14,614 people too many",
        "recording holds it up, not blanks",
    ):
        assert answer in report


def test_the_shortage_of_2019_comes_near_what_the_office_said(
    output: Callable[[str], str],
) -> None:
    report = output("blanko_shortage_2019")
    for answer in (
        "2019-11: 93,000 published, 98,000 computed (+5.4%)",
        "2019-12: 106,000 published, 104,500 computed (-1.4%)",
        "2019-12        28,744   75,756      104,500",
        "With 7,000 requests a month the queue is gone in 2020-08",
    ):
        assert answer in report


@pytest.mark.parametrize("name", ["bekasi_2020_coverage.csv", "bekasi_2020_inputs.csv"])
def test_every_figure_of_the_example_has_its_source(name: str) -> None:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["source"].startswith(("https://", "http://")) for row in rows)


def test_the_workbooks_of_the_how_tos_are_those_of_their_script(tmp_path: Path) -> None:
    for module in NEEDED["office_workbooks"]:
        pytest.importorskip(module)
    runpy.run_path(str(EXAMPLES / "office_workbooks.py"))["make_workbooks"](tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in (EXAMPLES / "office").iterdir())
    for name in made:
        for sheet, kept in zip(
            read_all(tmp_path / name), read_all(EXAMPLES / "office" / name), strict=True
        ):
            assert sheet.name == kept.name
            assert sheet.headings == kept.headings
            assert [row.cells for row in sheet.rows] == [row.cells for row in kept.rows]


def test_the_picture_of_faults_is_that_of_its_script() -> None:
    for module in NEEDED["office_workbooks"]:
        pytest.importorskip(module)
    script = runpy.run_path(str(EXAMPLES.parent / ".ci/regenerate_faults_picture.py"))
    picture = EXAMPLES.parent / "docs/assets/faults.svg"
    assert script["picture"](*script["fault_rows"]()) == picture.read_text(encoding="utf-8")
