"""Pictures of answers, with matplotlib, from the extra `plots`.

Each function takes an answer and returns the matplotlib axes that it drew on, new ones unless `ax`
is given; `answer.plot()` calls the function for its kind. Colours differ in lightness as well as
in hue, so that pictures are read in print without colour and by people of any colour vision.

Arguments in common:

* `ax`: the axes to draw on; those of a new figure unless given.
* `language`: `en` or `id`, for labels and separators of numbers.
* `source`: where the figures come from, as a line below the picture.

Where a change goes: colours, axes and numbers `_paper`; the choice of a picture `_plot`; words
`_shared.labels`; a picture, the module of its subject.
"""

from dukcapil._shared.publishing import publish
from dukcapil.errors import MissingExtra

try:
    import matplotlib as _matplotlib  # noqa: F401, ICN001  is it there?
except ModuleNotFoundError as _error:
    raise MissingExtra(extra="plots") from _error

from dukcapil.plots._blanks import shares_side_by_side, stock_steps
from dukcapil.plots._coverage import (
    age_pyramid,
    coverage_bars,
    coverage_over_time,
    stage_bars,
    stages_over_time,
)
from dukcapil.plots._demand import backtest_scores, newly_obliged_bars
from dukcapil.plots._forecast import (
    binding_bars,
    bounds_band,
    distribution_bars,
    outlook_fan,
    trajectory_lines,
)
from dukcapil.plots._outreach import plan_board, plan_map
from dukcapil.plots._plot import plot
from dukcapil.plots._waiting import backlog_ages, timeliness_curve
from dukcapil.plots._waterfall import waterfall

__all__ = [
    "age_pyramid",
    "backlog_ages",
    "backtest_scores",
    "binding_bars",
    "bounds_band",
    "coverage_bars",
    "coverage_over_time",
    "distribution_bars",
    "newly_obliged_bars",
    "outlook_fan",
    "plan_board",
    "plan_map",
    "plot",
    "shares_side_by_side",
    "stage_bars",
    "stages_over_time",
    "stock_steps",
    "timeliness_curve",
    "trajectory_lines",
    "waterfall",
]

publish(__name__)
