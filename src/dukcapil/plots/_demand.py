"""Demand: people who become obliged, and methods of forecasting."""

from matplotlib.axes import Axes

from dukcapil._shared.labels import Language, heading, value_label
from dukcapil.demand import Backtest, NewlyObliged
from dukcapil.plots._paper import (
    ACCENT,
    DARK,
    LIGHT,
    count_axis,
    figure,
    finish,
    month_axis,
    paper,
)

__all__ = ["backtest_scores", "newly_obliged_bars"]


def newly_obliged_bars(
    answer: NewlyObliged,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the people of all groups who become obliged in each month.

    Args:
        answer: the answer of `newly_obliged`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import Month, plots
        >>> from dukcapil.demand import newly_obliged
        >>> from dukcapil.testing import synthetic_city
        >>> year = Month.range(Month(2020, 1), Month(2021, 1))
        >>> axes = plots.newly_obliged_bars(newly_obliged(synthetic_city(300, seed=1), year))
        >>> len(axes.patches)
        12
    """
    ax = paper(ax, language)
    ax.bar(range(len(answer.months)), answer.by_month(), color=DARK)
    month_axis(ax.xaxis, answer.months, language)
    count_axis(ax.yaxis, language, "newly_obliged_people")
    ax.set_ylabel(f"{heading('newly_obliged', language)}, {heading('people', language)}")
    return finish(ax, language, source)


def backtest_scores(
    answer: Backtest,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the CRPS of each method in cards, the best on top; a line marks the seasonal naive.

    A method that does not beat the seasonal naive is drawn pale.

    Args:
        answer: the answer of `backtest`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import Month, plots
        >>> from dukcapil.demand import DemandHistory, backtest
        >>> year = [60, 52, 61, 58, 49, 93, 88, 63, 57, 55, 62, 54]
        >>> history = DemandHistory(start=Month(2018, 1), cards=[*year, *year, *year])
        >>> plots.backtest_scores(backtest(history)).get_xlabel()
        'CRPS, cards (less is better)'
    """
    ax = paper(ax, language)
    naive, best = answer.scores[0], answer.beat_the_naive
    scores = sorted(answer.scores, key=lambda score: score.crps, reverse=True)
    ax.barh(
        range(len(scores)),
        [score.crps for score in scores],
        color=[DARK if score.method in best else LIGHT for score in scores],
    )
    for place, score in enumerate(scores):
        inside = f"{score.inside}/{score.forecasts} {heading('inside', language)}"
        ax.annotate(
            f"{figure(score.crps, language, 1)}  ({inside})",
            (score.crps, place),
            xytext=(4, 0),
            textcoords="offset points",
            verticalalignment="center",
            fontsize="small",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},  # above the line
        )
    ax.axvline(naive.crps, color=ACCENT, linestyle="--")
    names = [value_label(score.method, language) for score in scores]
    ax.set_yticks(range(len(scores)), names)
    ax.margins(x=0.35)
    ax.set_xlim(left=0)
    count_axis(ax.xaxis, language, "crps_cards")
    return finish(ax, language, source)
