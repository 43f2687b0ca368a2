"""Times: from the obligation to a stage, and those of people who wait."""

from typing import Any

from matplotlib.axes import Axes

from dukcapil._shared.labels import Language, heading
from dukcapil.coverage import BacklogTable, Timeliness
from dukcapil.plots._paper import (
    ACCENT,
    DARK,
    GREY,
    LIGHT,
    MIDDLE,
    count_axis,
    figure,
    finish,
    key_text,
    legend_above,
    paper,
    percent_axis,
)

__all__ = ["backlog_ages", "timeliness_curve"]


def timeliness_curve(
    answer: Timeliness,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the share of people who reached a stage, by the days since they became obliged.

    The band is the pointwise 95 % interval of the answer, and a line marks the median.

    Args:
        answer: the answer of `timeliness`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import plots
        >>> from dukcapil.coverage import timeliness
        >>> from dukcapil.testing import synthetic_city
        >>> answer = timeliness(synthetic_city(300, seed=1), on=date(2020, 12, 31))
        >>> plots.timeliness_curve(answer).get_ylabel()
        'reached the stage, %'
    """
    ax = paper(ax, language)
    days = [0, *(step.days for step in answer.steps), answer.observed_days]
    shares = [100 * answer.within(day) for day in days]
    bounds = [answer.interval(day) for day in days]
    ax.fill_between(
        days,
        [100 * low for low, _ in bounds],
        [100 * high for _, high in bounds],
        step="post",
        color=LIGHT,
        label=heading("band_95", language),
    )
    ax.step(days, shares, where="post", color=DARK, label=heading("reached_percent", language))
    if answer.median_days is not None:
        ax.axvline(
            answer.median_days,
            color=ACCENT,
            linestyle="--",
            label=f"{heading('median_days', language)}: {figure(answer.median_days, language)}",
        )
    ax.set_ylim(0, 100)
    ax.set_xlim(0, max(1, answer.observed_days))
    count_axis(ax.xaxis, language, "days_since_obliged")
    percent_axis(ax.yaxis, language, "reached_percent")
    legend_above(ax)
    return finish(ax, language, source)


def backlog_ages(
    table: BacklogTable[Any],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the median, the ninth decile and the longest wait of each group, in days.

    Args:
        table: the answer of `backlog`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from dukcapil import plots
        >>> from dukcapil.coverage import BacklogRow, BacklogTable
        >>> row = BacklogRow(
        ...     key="A", people=300, median_days=65, ninth_decile_days=400, longest_days=1_234
        ... )
        >>> plots.backlog_ages(BacklogTable([row])).get_xlabel()
        'days waited'
    """
    ax = paper(ax, language)
    rows = sorted(table.rows, key=lambda row: row.ninth_decile_days)
    places = range(len(rows))
    ax.hlines(places, 0, [row.longest_days for row in rows], color=GREY, linewidth=1)
    for name, marker, color in (
        ("median_days", "o", MIDDLE),
        ("ninth_decile_days", "D", DARK),
        ("longest_days", "|", GREY),
    ):
        ax.plot(
            [getattr(row, name) for row in rows],
            places,
            linestyle="",
            marker=marker,
            markersize=7,
            color=color,
            label=heading(name, language),
        )
    people = heading("people", language)
    waiting = [f"({figure(row.people, language)} {people})" for row in rows]
    names = [f"{key_text(row.key, language)} {of}" for row, of in zip(rows, waiting, strict=True)]
    ax.set_yticks(places, names)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_xlim(left=0)
    count_axis(ax.xaxis, language, "days_waited")
    legend_above(ax)
    return finish(ax, language, source)
