"""Coverage and stages: over time, by group, and by age."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes

from dukcapil._shared.coverage import Coverage
from dukcapil._shared.labels import Language, heading, value_label
from dukcapil.coverage import AgeBand, CoverageTable, StageTable
from dukcapil.nik import Sex
from dukcapil.plots._paper import (
    ACCENT,
    DARK,
    MIDDLE,
    SHADES,
    count_axis,
    day_axis,
    figure,
    finish,
    key_text,
    legend_above,
    paper,
)
from dukcapil.register import StagePart

__all__ = [
    "age_pyramid",
    "coverage_bars",
    "coverage_over_time",
    "draw_coverage",
    "stage_bars",
    "stages_over_time",
]


def draw_coverage(
    table: CoverageTable[Any],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw a table of coverages: over time if it has several dates, else by group."""
    picture = coverage_over_time if len(table.dates) > 1 else coverage_bars
    return picture(table, ax=ax, language=language, source=source)


def coverage_over_time(
    table: CoverageTable[Any],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the covered and the gap of all groups together, over the dates of a table.

    The areas are stacked, so that their upper edge is the obliged, in people. The first and the
    last percentage stand in the picture.

    Args:
        table: coverages on two or more dates, such as those of `series`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        ValueError: for a table of fewer than two dates.

    Examples:
        >>> from dukcapil import Month, plots, series
        >>> from dukcapil.testing import synthetic_city
        >>> table = series(synthetic_city(300, seed=1), Month.range(Month(2020, 1), Month(2021, 1)))
        >>> plots.coverage_over_time(table, language="id").get_ylabel()
        'jiwa'
    """
    days = table.dates
    if len(days) < 2:
        raise ValueError("coverage_over_time.table: expected two dates or more; use coverage_bars")
    totals = [table.total(on=day) for day in days]
    ax = paper(ax, language)
    ax.stackplot(
        [day.toordinal() for day in days],
        [total.covered for total in totals],
        [total.gap for total in totals],
        labels=[heading("covered", language), heading("gap", language)],
        colors=[DARK, ACCENT],
    )
    for index, side in ((0, "left"), (-1, "right")):
        ax.annotate(
            _percent(totals[index], language),
            (days[index].toordinal(), totals[index].covered),
            xytext=(6 if side == "left" else -6, -12),
            textcoords="offset points",
            horizontalalignment=side,
            verticalalignment="top",
            color="white",
        )
    ax.margins(x=0)
    count_axis(ax.yaxis, language, "people")
    day_axis(ax.xaxis, days, language)
    legend_above(ax)
    return finish(ax, language, source)


def _percent(coverage: Coverage, language: Language) -> str:
    obliged = coverage.obliged
    return f"{figure(100 * coverage.covered / obliged, language, 2)} %" if obliged else ""


def coverage_bars(
    table: CoverageTable[Any],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the covered and the gap of each group on one date, the largest gap on top.

    Args:
        table: coverages on one date, such as those of `measure`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        ValueError: for a table of several dates, or of none.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Coverage, CoverageTable, plots
        >>> day = date(2019, 6, 30)
        >>> table = CoverageTable.of([
        ...     ("Badung", day, Coverage(obliged=370_244, covered=368_705)),
        ...     ("Kutai Timur", day, Coverage(obliged=289_542, covered=238_379)),
        ... ])
        >>> [tick.get_text() for tick in plots.coverage_bars(table).get_yticklabels()]
        ['Badung', 'Kutai Timur']
    """
    if len(table.dates) != 1:
        raise ValueError("coverage_bars.table: expected one date; use coverage_over_time")
    rows = [(row.key, (row.coverage.covered, row.coverage.gap)) for row in table.rows]
    names = [heading("covered", language), heading("gap", language)]
    return _bars(rows, names, (DARK, ACCENT), paper(ax, language), language, source)


def stage_bars(
    table: StageTable[Any],
    *,
    only_gap: bool = False,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the stages of each group as a stacked bar, the largest gap on top and in figures.

    The gap is of everybody who does not hold a card. The darker, the nearer to it.

    Args:
        table: the stages, such as those of `partition`.
        only_gap: whether to leave out those who hold a card, which makes a small gap visible.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import plots
        >>> from dukcapil.coverage import StageRow, StageTable
        >>> on = date(2020, 12, 31)
        >>> table = StageTable([StageRow(key="A", on=on, counts=(50, 40, 3, 20, 900))])
        >>> axes = plots.stage_bars(table)
        >>> axes.texts[0].get_text()
        '113'
    """
    rows = [(row.key, _drawn(row.parts, only_gap=only_gap)) for row in table.rows]
    names = [value_label(part, language) for part in reversed(StagePart)]
    return _bars(rows, names, SHADES[::-1], paper(ax, language), language, source)


def _drawn(parts: Sequence[int], *, only_gap: bool) -> tuple[int, ...]:
    """Return the counts of the parts from the last to the first, or of those in the gap."""
    return 0 if only_gap else parts[-1], *reversed(parts[:-1])


def _bars(  # noqa: PLR0913, PLR0917  one private place for both pictures
    rows: Sequence[tuple[Hashable, Sequence[int]]],
    names: Sequence[str],
    colors: Sequence[str],
    ax: Axes,
    language: Language,
    source: str,
) -> Axes:
    """Draw stacked bars with the first part covered, sorted by the sum of the others."""
    rows = sorted(rows, key=lambda row: sum(row[1][1:]))
    starts = [0] * len(rows)
    for part, (name, color) in enumerate(zip(names, colors, strict=True)):
        counts = [parts[part] for _, parts in rows]
        if any(counts):
            ax.barh(range(len(rows)), counts, left=starts, label=name, color=color)
        starts = [start + count for start, count in zip(starts, counts, strict=True)]
    for place, (_, parts) in enumerate(rows):
        ax.annotate(
            figure(sum(parts[1:]), language),
            (sum(parts), place),
            xytext=(4, 0),
            textcoords="offset points",
            verticalalignment="center",
            fontsize="small",
        )
    ax.set_yticks(range(len(rows)), [key_text(key, language) for key, _ in rows])
    ax.margins(x=0.12)
    ax.set_xlim(left=0)
    count_axis(ax.xaxis, language, "people_gap_in_figures")
    legend_above(ax)
    return finish(ax, language, source)


def stages_over_time(
    tables: Iterable[StageTable[Any]],
    *,
    only_gap: bool = False,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the stages of all groups together as stacked areas over many dates.

    Args:
        tables: the answers of `partition` on two dates or more, in any order.
        only_gap: whether to leave out those who hold a card, which makes a small gap visible.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        ValueError: for fewer than two dates.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import plots
        >>> from dukcapil.coverage import partition
        >>> from dukcapil.testing import synthetic_city
        >>> city = synthetic_city(300, seed=1)
        >>> days = [date(2019, 12, 31), date(2020, 12, 31)]
        >>> axes = plots.stages_over_time(partition(city, on=day) for day in days)
        >>> axes.get_ylabel()
        'people'
    """
    totals: defaultdict[Any, list[int]] = defaultdict(lambda: [0] * len(StagePart))
    for table in tables:
        for row in table:
            totals[row.on] = [sum(both) for both in zip(totals[row.on], row.parts, strict=True)]
    days = sorted(totals)
    if len(days) < 2:
        raise ValueError("stages_over_time.tables: expected two dates or more; use stage_bars")
    ax = paper(ax, language)
    parts = [
        (part, counts)
        for part in reversed(StagePart)
        if any(counts := [totals[day][part.value] for day in days])
        and not (only_gap and part is StagePart.HOLDING)
    ]
    ax.stackplot(
        [day.toordinal() for day in days],
        *(counts for _, counts in parts),
        labels=[value_label(part, language) for part, _ in parts],
        colors=[SHADES[part.value] for part, _ in parts],
    )
    ax.margins(x=0)
    count_axis(ax.yaxis, language, "people")
    day_axis(ax.xaxis, days, language)
    legend_above(ax)
    return finish(ax, language, source)


def age_pyramid(
    table: CoverageTable[Any],
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the obliged of each sex and band of ages, women to the right, with their gap.

    Args:
        table: coverages on one date by sex and age, such as those of `measure` with
            `by=(AgeBands([17, 30, 50]), Sex)`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        ValueError: for a table with other keys, or of several dates.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import Sex, measure, plots
        >>> from dukcapil.coverage import AgeBands
        >>> from dukcapil.testing import synthetic_city
        >>> city = synthetic_city(300, seed=1)
        >>> table = measure(city, on=date(2020, 12, 31), by=(AgeBands([17, 30, 50]), Sex))
        >>> axes = plots.age_pyramid(table)
        >>> [tick.get_text() for tick in axes.get_yticklabels()]
        ['17-29', '30-49', '50+']
    """
    people = {_sex_and_age(row.key): row.coverage for row in table.rows}
    if len(table.dates) != 1:
        raise ValueError("age_pyramid.table: expected one date; use measure for one")
    bands = sorted({age for _, age in people}, key=lambda age: age.low)
    ax = paper(ax, language)
    for sex, side, dark, light in ((Sex.MALE, -1, DARK, ACCENT), (Sex.FEMALE, 1, MIDDLE, ACCENT)):
        found = [people.get((sex, age), Coverage(obliged=0, covered=0)) for age in bands]
        places = range(len(bands))
        covered = [side * each.covered for each in found]
        ax.barh(
            places,
            covered,
            color=dark,
            label=f"{value_label(sex, language)}, {heading('covered', language)}",
        )
        gap = heading("gap", language) if sex is Sex.FEMALE else None
        ax.barh(places, [side * each.gap for each in found], left=covered, color=light, label=gap)
    ax.axvline(0, color="white", linewidth=1)
    ax.set_yticks(range(len(bands)), [str(age) for age in bands])
    ax.set_ylabel(heading("age", language))
    count_axis(ax.xaxis, language, "people")
    ax.xaxis.set_major_formatter(lambda value, _: figure(abs(value), language))
    legend_above(ax)
    return finish(ax, language, source)


def _sex_and_age(key: Hashable) -> tuple[Sex, AgeBand]:
    match key:
        case (Sex() as sex, AgeBand() as age) | (AgeBand() as age, Sex() as sex):
            return sex, age
        case _:
            raise ValueError(
                "age_pyramid.table: expected keys of sex and age; measure by=(AgeBands(…), Sex)"
            )
