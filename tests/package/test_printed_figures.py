"""Figures in the prose of pages on forecasts and demand are answers of the library, or given."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from dukcapil import Coverage, Month, Scenario
from dukcapil.demand import DemandHistory, Intermittent, intermittent_demand
from dukcapil.distributions import (
    Blocks,
    Common,
    Distribution,
    Independent,
    Mixture,
    Pmf,
    Regimes,
    Uniform,
)
from dukcapil.distributions._dependence import Dependence
from dukcapil.forecast import outlook

DOCS = Path(__file__).parents[2] / "docs"
DELIVERY = Uniform(15_000, 20_000)


def stock_out(dependence: Dependence, delivery: Distribution = DELIVERY) -> float:
    """Return the probability of the page on forecasts: a stock-out within three years."""
    scenario = Scenario(
        start=Month(2021, 1),
        months=36,
        not_recorded_people=0,
        on_hand_cards=95_650,
        allocation_cards=delivery,
        replacement_cards=19_300,
        dependence=dependence,
    )
    return outlook(scenario, compare=False).month_outlooks[-1].stock_out_by.value


def moved_coverage() -> float:
    """Return the percentage points by which 10,000 people more of 1.8 million move a coverage."""
    out = 36_000
    few, many = (
        Coverage(obliged=obliged, covered=obliged - out) for obliged in (1_800_000, 1_810_000)
    )
    shares = [Fraction(one.covered, one.obliged) for one in (few, many)]
    return float(100 * (shares[1] - shares[0]))


def lost_to_sba() -> float:
    """Return the per cent that SBA takes from the estimate of Croston."""
    constant = DemandHistory(start=Month(2020, 1), cards=[6] * 24)
    croston, sba = (
        intermittent_demand(constant, method=method).monthly_cards
        for method in (Intermittent.CROSTON, Intermittent.SBA)
    )
    return 100 * float(1 - sba / croston)


HALVES = Mixture([(2_500, Uniform(15_000, 17_499)), (2_501, Uniform(17_500, 20_000))])
ANSWERS: dict[str, tuple[str, Callable[[], float]]] = {
    r"\| independent \| ([\d.]+) \|": ("forecast", lambda: stock_out(Independent())),
    r"one draw for half a year \| ([\d.]+)": ("forecast", lambda: stock_out(Blocks(6))),
    r"one draw for a year \| ([\d.]+)": ("forecast", lambda: stock_out(Blocks(12))),
    r"one draw for all \| ([\d.]+)": ("forecast", lambda: stock_out(Common())),
    r"stays with 0.9 \| ([\d.]+)": (
        "forecast",
        lambda: stock_out(Regimes(Fraction(9, 10)), HALVES),
    ),
    r"5 % of them without a delivery \| ([\d.]+)": (
        "forecast",
        lambda: stock_out(Independent(), Mixture([(19, DELIVERY), (1, Pmf({0: 1}))])),
    ),
    r"SBA would take (\d+) % from it": ("forecast-demand-from-history", lost_to_sba),
}
"""Where a figure stands, the page, and how it is computed."""

PAGES = {
    "forecast": DOCS / "explanation" / "forecast.md",
    "forecast-demand-from-history": DOCS / "how-to" / "forecast-demand-from-history.md",
    "from-requests-to-an-order": DOCS / "how-to" / "from-requests-to-an-order.md",
}

GIVEN = {
    # What the reader is told to assume, and what is no answer: ages, orders of magnitude.
    "forecast": "10,000 1.8 2 95,650 19,300 15,000 20,000 36 0.9 5",
    "forecast-demand-from-history": "0 1 17 20 90",
    "from-requests-to-an-order": "0 0.7 4,200 4,500 15 20 30 500 55 95",
}


@pytest.mark.parametrize("pattern", ANSWERS)
def test_a_figure_of_prose_is_what_the_library_answers(pattern: str) -> None:
    page, answer = ANSWERS[pattern]
    found = re.search(pattern, PAGES[page].read_text(encoding="utf-8"))
    assert found is not None
    digits = len(found[1].partition(".")[2])
    assert f"{answer():.{digits}f}" == found[1]


def test_a_change_of_the_obliged_moves_a_coverage_by_a_hundredth() -> None:
    assert "hundredth of a percentage point" in PAGES["forecast"].read_text(encoding="utf-8")
    assert round(moved_coverage(), 2) == 0.01


@pytest.mark.parametrize("page", PAGES)
def test_every_figure_of_prose_is_checked_or_given(page: str) -> None:
    text = PAGES[page].read_text(encoding="utf-8")
    text = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", "", text, flags=re.DOTALL)
    for pattern, (where, _) in ANSWERS.items():
        text = re.sub(pattern, "", text) if where == page else text
    text = re.sub(r"^## How good.*?^Sources", "Sources", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(## )?Sources.*", "", text, flags=re.DOTALL | re.MULTILINE)
    numbers = set(re.findall(r"(?<![\w.])\d[\d,.]*\d|(?<![\w.])\d(?![\w])|\d+(?=th )", text))
    years = {number for number in numbers if re.fullmatch(r"(19|20)\d\d", number)}
    assert numbers - years <= {*GIVEN[page].split()}


def test_how_good_the_intervals_are_is_said_as_it_was_measured() -> None:
    row = re.compile(
        r"^\| (.+?) \| ([\d.]+ %) \| ([\d.]+ ± [\d.]+ %) \| ([\d.]+ %) \|", re.MULTILINE
    )
    measured = row.findall((DOCS.parent / "benchmarks" / "README.md").read_text(encoding="utf-8"))
    said = row.findall(PAGES["forecast-demand-from-history"].read_text(encoding="utf-8"))
    assert len(said) >= 4
    assert {*said} <= {*measured}
