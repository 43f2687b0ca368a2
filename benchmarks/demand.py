"""Forecasts of demand: how often the intervals hold, and how good the distributions are.

Histories of three years are simulated in classes (growth, yearly shocks, elections, stock-outs),
with the year after them. Counted is how often the month and the total of the year lie in their
90 % intervals, with the standard error of that share. The score is the CRPS of the total of the
year, relative to its amount, beside that of the level with season, and, where `statsforecast` is
installed, that of its AutoETS, whose total is taken from months that are high or low together,
since it has none of its own.

The sizes of the parts of the model were chosen on histories of the seeds from 20,000 on; those of
this script begin at 0, and `--first=` begins elsewhere.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from statistics import NormalDist, fmean
from time import perf_counter
from typing import Any, NamedTuple

from _simulated_demand import CLASSES, Truth, simulated
from _timing import is_quick, print_table, print_versions

from dukcapil.demand import crps, forecast_demand, seasonal_level, trend_and_season
from dukcapil.distributions import Distribution, Empirical


def option(name: str, default: str) -> str:
    """Return what was given on the command line as `--name=...`."""
    start = f"--{name}="
    return next((one.removeprefix(start) for one in sys.argv if one.startswith(start)), default)


HISTORIES = 1 if is_quick() else int(option("histories", "200"))
FIRST = int(option("first", "0"))
LOW, HIGH = Fraction(1, 20), Fraction(19, 20)
YEAR = 12


class Score(NamedTuple):
    """What came of a history: the months inside, whether the total is, and the relative CRPS."""

    months: int
    total: bool
    crps: float


def score(months: Sequence[Distribution], total: Distribution, truth: Truth) -> Score:
    """Score the distributions of a year against what came."""
    came = sum(truth.year)
    return Score(
        sum(map(is_inside, months, truth.year)),
        is_inside(total, came),
        float(crps(total, came)) / came,
    )


def is_inside(distribution: Distribution, came: int) -> bool:
    """Return whether an outcome lies in the central 90 % interval."""
    return distribution.quantile(LOW) <= came <= distribution.quantile(HIGH)


def by_trend(truth: Truth) -> Score:
    """The model with trend, season, shocks and occasions."""
    model = trend_and_season(truth.history, occasions=truth.occasions)
    return score(model.distributions(YEAR), model.total(YEAR), truth)


def by_choice(truth: Truth) -> Score:
    """The method that the back-test chooses."""
    ahead = forecast_demand(truth.history, YEAR, occasions=truth.occasions)
    return score(ahead.distributions, ahead.total, truth)


def by_level(truth: Truth) -> Score:
    """The baseline: a level and a season."""
    model = seasonal_level(truth.history)
    return score(model.distributions(YEAR), model.total(YEAR), truth)


def by_auto_ets(truth: Truth) -> Score:
    """The peer: AutoETS of statsforecast, with gaps filled by the same month of another year."""
    np: Any = import_module("numpy")
    cards = filled(truth)
    ets = import_module("statsforecast.models").AutoETS(season_length=YEAR)
    found = ets.forecast(y=np.array(cards, dtype=float), h=YEAR, level=[90])
    z = NormalDist().inv_cdf(float(HIGH))
    months = [
        normal(mean, (high - mean) / z)
        for mean, high in zip(found["mean"], found["hi-90"], strict=True)
    ]
    levels = [Fraction(2 * at + 1, 400) for at in range(200)]
    total = Empirical(sum(month.quantile(level) for month in months) for level in levels)
    return score(months, total, truth)


def filled(truth: Truth) -> list[float]:
    """The cards of whole months, scaled up by the days with blanks; of none, a year away."""
    shares = truth.history.stocked_shares
    scaled = [
        float(cards / share) if share else None
        for cards, share in zip(truth.history.cards, shares, strict=True)
    ]
    return [
        one if one is not None else next(filter(None, (scaled[at - 12], scaled[(at + 12) % 36])))
        for at, one in enumerate(scaled)
    ]


def normal(mean: float, deviation: float) -> Empirical:
    """A normal distribution, at equal steps of probability."""
    variable = NormalDist(mean, max(deviation, 1e-9))
    return Empirical(max(0, round(variable.inv_cdf((at + 0.5) / 200))) for at in range(200))


def main() -> None:
    """Print the table of all classes."""
    contenders = {"trend and season": by_trend, "as chosen": by_choice, "seasonal level": by_level}
    if find_spec("statsforecast") is not None:
        contenders["AutoETS"] = by_auto_ets
    only = option("only", "")
    contenders = {name: of for name, of in contenders.items() if only in {"", name}}
    print_versions("dukcapil", *(["statsforecast"] if "AutoETS" in contenders else []))
    rows = []
    taken = dict.fromkeys(contenders, 0.0)
    classes = dict(list(CLASSES.items())[:2]) if is_quick() else CLASSES
    for name, kind in classes.items():
        truths = [simulated(kind, seed) for seed in range(FIRST, FIRST + HISTORIES)]
        for method, forecast in contenders.items():
            begin = perf_counter()
            scores = list(map(forecast, truths))
            taken[method] += perf_counter() - begin
            months = sum(one.months for one in scores) / HISTORIES / YEAR
            total = sum(one.total for one in scores) / HISTORIES
            rows.append(
                (
                    name,
                    method,
                    f"{months:.1%}",
                    f"{total:.1%} ± {100 * math.sqrt(total * (1 - total) / HISTORIES):.1f}",
                    f"{fmean(one.crps for one in scores):.2%}",
                )
            )
    print_table(
        (f"{HISTORIES} histories a class", "method", "months", "total", "CRPS of the total"), rows
    )
    count = HISTORIES * len(classes)
    print_table(
        ("method", "s a forecast"),
        [(name, f"{seconds / count:.2f}") for name, seconds in taken.items()],
    )


if __name__ == "__main__":
    main()
