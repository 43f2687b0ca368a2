"""Forecasts: fans, bounds, trajectories, what binds, and the distribution of one figure."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import Final

from matplotlib.axes import Axes

from dukcapil._shared.labels import Language, heading
from dukcapil.distributions import Distribution
from dukcapil.forecast import Binding, Bounds, Figure, Outlook, Trajectory, TreeOutlook
from dukcapil.months import Month
from dukcapil.plots._paper import (
    ACCENT,
    DARK,
    LIGHT,
    MIDDLE,
    SHADES,
    count_axis,
    figure,
    finish,
    legend_above,
    month_axis,
    month_text,
    paper,
    percent_axis,
)

__all__ = [
    "binding_bars",
    "bounds_band",
    "distribution_bars",
    "outlook_fan",
    "trajectory_lines",
]

_EVEN = Fraction(1, 2)
_MOST_BARS = 60
_STYLES: Final = {
    "cleared_by": "--",
    "cleared_in": "--",
    "cleared_earliest": "--",
    "cleared_latest": "-",
}


def outlook_fan(  # noqa: PLR0913  the answer, and options by name
    answer: Outlook | TreeOutlook,
    *,
    of: Figure = Figure.OUTSTANDING,
    confidence: Fraction = Fraction(19, 20),
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the quantiles of a figure at the end of each month as a fan, with two marks.

    A line marks the month by whose end the backlog is cleared with the given probability, and
    another the first by whose end a stock-out is as likely as not; each only if there is one.
    Quantiles that are known as intervals are drawn by their outer ends.

    Args:
        answer: the answer of `outlook`, of a scenario or a tree.
        of: the figure.
        confidence: the probability of the first mark.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import Month, Scenario, outlook, plots
        >>> from dukcapil.distributions import Uniform
        >>> answer = outlook(Scenario(
        ...     start=Month(2020, 12),
        ...     months=6,
        ...     not_recorded_people=8,
        ...     recording_capacity_people=4,
        ...     allocation_cards=Uniform(1, 5),
        ... ))
        >>> plots.outlook_fan(answer).get_ylabel()
        'outstanding, people'
    """
    ax = paper(ax, language)
    months = [one.month for one in answer.month_outlooks]
    fans = [getattr(one, of.value) for one in answer.month_outlooks]
    shares, at = fans[0].shares, range(len(months))
    pairs = [(low, high) for low, high in zip(shares, reversed(shares), strict=True) if low < high]
    for color, (low, high) in zip(_bands(len(pairs)), pairs, strict=True):
        ax.fill_between(
            at,
            [fan.quantile(low).low for fan in fans],
            [fan.quantile(high).high for fan in fans],
            color=color,
            label=f"{_percent(low, language)} - {_percent(high, language)} %",
        )
    ax.plot(at, [fan.mean.value for fan in fans], color=DARK, label=heading("mean", language))
    _mark(ax, months, answer.cleared_with(confidence), "cleared_by", confidence, language)
    even = (one.month for one in answer.month_outlooks if one.stock_out_by.value >= _EVEN)
    _mark(ax, months, next(even, None), "stock_out_by", _EVEN, language)
    unit = "cards" if of is Figure.ON_HAND else "people"
    _month_end_axes(ax, months, language, of.value, unit)
    return finish(ax, language, source)


def _bands(count: int) -> Sequence[str]:
    """Return a colour for each band, the widest the palest."""
    return [LIGHT, *[MIDDLE] * (count - 1)] if count else []


def _percent(share: Fraction, language: Language) -> str:
    text = f"{float(100 * share):g}"
    return text.replace(".", ",") if language == "id" else text


def _mark(  # noqa: PLR0913, PLR0917  one private line of a picture
    ax: Axes,
    months: Sequence[Month],
    month: Month | None,
    name: str,
    share: Fraction | None,
    language: Language,
) -> None:
    """Draw an upright line at a month, if it is one of these."""
    if month not in months or month is None:
        return
    sure = "" if share is None else f", {_percent(share, language)} %"
    is_clearance = name.startswith("cleared")
    ax.axvline(
        months.index(month),
        color=DARK if is_clearance else ACCENT,
        linestyle=_STYLES.get(name, ":"),
        linewidth=2,
        label=f"{heading(name, language)}: {month_text(month, language)}{sure}",
    )


def _month_end_axes(
    ax: Axes, months: Sequence[Month], language: Language, name: str, unit: str
) -> None:
    ax.set_xlim(-0.2, max(1, len(months) - 1) + 0.2)
    ax.set_ylim(bottom=0)
    month_axis(ax.xaxis, months, language)
    ax.set_xlabel(heading("end_of_month", language))
    count_axis(ax.yaxis, language, unit)
    label, unit = heading(name, language), heading(unit, language)
    ax.set_ylabel(f"{label}, {unit}")
    legend_above(ax)


def bounds_band(
    answer: Bounds,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the guaranteed bounds of the people outstanding, and when the backlog is cleared.

    Args:
        answer: the answer of `bounds`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import Interval, Month, Scenario, bounds, plots
        >>> answer = bounds(Scenario(
        ...     start=Month(2020, 12),
        ...     months=6,
        ...     not_recorded_people=8,
        ...     allocation_cards=Interval(1, 5),
        ... ))
        >>> [text.get_text() for text in plots.bounds_band(answer).get_legend().get_texts()][1]
        'cleared at the earliest: Jan 2021'
    """
    ax = paper(ax, language)
    months = [one.month for one in answer.month_bounds]
    ends = [one.outstanding_people for one in answer.month_bounds]
    at = range(len(months))
    lows, highs = [end.low for end in ends], [end.high for end in ends]
    ax.fill_between(at, lows, highs, color=LIGHT, label=heading("guaranteed_bounds", language))
    ax.plot(at, lows, color=DARK)
    ax.plot(at, highs, color=DARK)
    _mark(ax, months, answer.cleared_earliest, "cleared_earliest", None, language)
    _mark(ax, months, answer.cleared_latest, "cleared_latest", None, language)
    _month_end_axes(ax, months, language, "outstanding_people", "people")
    return finish(ax, language, source)


def trajectory_lines(
    answer: Trajectory,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the people not recorded and waiting at the end of each month, and the blanks.

    Args:
        answer: the answer of `project`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import Month, Scenario, plots, project
        >>> answer = project(Scenario(
        ...     start=Month(2020, 12), months=3, not_recorded_people=8, allocation_cards=3
        ... ))
        >>> plots.trajectory_lines(answer).get_ylabel()
        'people, cards'
    """
    ax = paper(ax, language)
    months = [end.month for end in answer.month_ends]
    at = range(len(months))
    ax.stackplot(
        at,
        [end.not_recorded_people for end in answer.month_ends],
        [end.waiting_people for end in answer.month_ends],
        labels=[heading(name, language) for name in ("not_recorded_people", "waiting_people")],
        colors=[ACCENT, LIGHT],
    )
    ax.plot(
        at,
        [end.on_hand_cards for end in answer.month_ends],
        color=DARK,
        linestyle="--",
        label=heading("on_hand_cards", language),
    )
    _mark(ax, months, answer.cleared_in, "cleared_in", None, language)
    _mark(ax, months, answer.stock_out_in, "stock_out_in", None, language)
    _month_end_axes(ax, months, language, "people", "cards")
    return finish(ax, language, source)


def binding_bars(
    answer: Outlook | TreeOutlook,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the probability with which each constraint binds at the end of each month, stacked.

    Args:
        answer: the answer of `outlook`, of a scenario or a tree.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import Month, Scenario, outlook, plots
        >>> from dukcapil.distributions import Uniform
        >>> answer = outlook(Scenario(
        ...     start=Month(2020, 12),
        ...     months=6,
        ...     not_recorded_people=8,
        ...     recording_capacity_people=4,
        ...     allocation_cards=Uniform(1, 5),
        ... ))
        >>> plots.binding_bars(answer).get_ylabel()
        'probability, %'
    """
    ax = paper(ax, language)
    months = [one.month for one in answer.month_outlooks]
    starts = [0.0] * len(months)
    colors = (SHADES[5], SHADES[3], SHADES[1], SHADES[2])
    hatches = ("", "", "//", "..")
    for binding, color, hatch in zip(Binding, colors, hatches, strict=True):
        chances = [100 * one.binds(binding).value for one in answer.month_outlooks]
        if any(chances):
            ax.bar(
                range(len(months)),
                chances,
                bottom=starts,
                color=color,
                hatch=hatch,
                edgecolor="white",
                label=heading(f"held_up_by_{binding.value}", language),
            )
        starts = [start + chance for start, chance in zip(starts, chances, strict=True)]
    ax.set_ylim(0, 100)
    month_axis(ax.xaxis, months, language)
    ax.set_xlabel(heading("end_of_month", language))
    percent_axis(ax.yaxis, language, "probability_percent")
    legend_above(ax)
    return finish(ax, language, source)


def distribution_bars(
    answer: Distribution,
    *,
    unit: str = "amount",
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the probabilities of a distribution, with its mean and its central 90 %.

    Where there are more than 60 amounts, each bar is of several: as many as the label says.

    Args:
        answer: a distribution, such as that of `distribution_of` for one month.
        unit: the label of the amounts, such as `people` or `cards`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import plots
        >>> from dukcapil.distributions import Uniform
        >>> axes = plots.distribution_bars(Uniform(15_000, 20_000), unit="cards")
        >>> axes.get_ylabel()
        'probability per 100, %'
    """
    ax = paper(ax, language)
    wide = _round_up(max(1, ceil((answer.high - answer.low + 1) / _MOST_BARS)))
    starts = range(answer.low, answer.high + 1, wide)
    upto = [float(answer.probability(at_most=start + wide - 1)) for start in starts]
    chances = [100 * (one - before) for one, before in zip(upto, [0.0, *upto], strict=False)]
    ax.bar(
        [start + (wide - 1) / 2 for start in starts],
        chances,
        width=wide if len(starts) > 12 else wide * 0.8,
        color=MIDDLE,
    )
    low, high = answer.quantile(Fraction(1, 20)), answer.quantile(Fraction(19, 20))
    mean = float(answer.mean)
    ax.axvspan(
        low - 0.5,
        high + 0.5,
        color=LIGHT,
        alpha=0.5,
        zorder=0,
        label=f"90 %: {figure(low, language)} - {figure(high, language)}",
    )
    ax.axvline(
        mean,
        color=ACCENT,
        linestyle="--",
        label=f"{heading('mean', language)}: {figure(mean, language, 1)}",
    )
    count_axis(ax.xaxis, language, unit)
    percent_axis(ax.yaxis, language, "probability_percent")
    if wide > 1:
        one, percent = heading("probability_of", language), figure(wide, language)
        ax.set_ylabel(f"{one} {percent}, %")
    legend_above(ax)
    return finish(ax, language, source)


def _round_up(amount: int) -> int:
    """Return the next amount that is 1, 2 or 5 with zeros."""
    zeros = int("1".ljust(len(str(amount)), "0"))
    return next(step * zeros for step in (1, 2, 5, 10) if step * zeros >= amount)
