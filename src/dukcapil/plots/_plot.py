"""The picture of an answer, by its kind."""

from collections.abc import Callable
from typing import Any, Final

from matplotlib.axes import Axes

from dukcapil._shared.adapters import Plotted
from dukcapil._shared.labels import Language
from dukcapil.allocation import Sharing
from dukcapil.blanko import StockCard
from dukcapil.coverage import (
    BacklogTable,
    CoverageTable,
    FlowTable,
    RevisionTable,
    StageTable,
    Timeliness,
)
from dukcapil.demand import Backtest, NewlyObliged
from dukcapil.distributions import Distribution
from dukcapil.forecast import Bounds, Outlook, Trajectory, TreeOutlook
from dukcapil.outreach import Plan
from dukcapil.plots import _blanks, _coverage, _demand, _forecast, _outreach, _waiting, _waterfall

__all__ = ["plot"]

_PICTURES: Final[dict[type[Plotted], Callable[..., Axes]]] = {
    Backtest: _demand.backtest_scores,
    BacklogTable: _waiting.backlog_ages,
    Bounds: _forecast.bounds_band,
    CoverageTable: _coverage.draw_coverage,
    Distribution: _forecast.distribution_bars,
    FlowTable: _waterfall.waterfall,
    NewlyObliged: _demand.newly_obliged_bars,
    Outlook: _forecast.outlook_fan,
    Plan: _outreach.plan_board,
    RevisionTable: _waterfall.waterfall,
    Sharing: _blanks.shares_side_by_side,
    StageTable: _coverage.stage_bars,
    StockCard: _blanks.stock_steps,
    Timeliness: _waiting.timeliness_curve,
    Trajectory: _forecast.trajectory_lines,
    TreeOutlook: _forecast.outlook_fan,
}


def plot(
    answer: Plotted,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
    **options: Any,  # noqa: ANN401  those of the picture
) -> Axes:
    """Draw an answer with the function for answers of its kind; `answer.plot()` is the same.

    Args:
        answer: the answer.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.
        options: further options of that function.

    Raises:
        TypeError: for an answer without a picture.

    Examples:
        >>> from dukcapil import plots
        >>> from dukcapil.distributions import Uniform
        >>> plots.plot(Uniform(1, 6), unit="cards").get_xlabel()
        'cards'
    """
    for kind, picture in _PICTURES.items():
        if isinstance(answer, kind):
            return picture(answer, ax=ax, language=language, source=source, **options)
    kinds = ", ".join(kind.__name__ for kind in _PICTURES)
    raise TypeError(f"plot.answer: expected one of {kinds}; found {type(answer).__name__}")
