"""Changes of a figure by their causes, as a waterfall."""

from collections.abc import Hashable, Sequence
from typing import Any, Literal, get_args

from matplotlib.axes import Axes

from dukcapil._shared.labels import INDONESIAN_FIGURES, Language, heading, value_label
from dukcapil.coverage import FlowRow, FlowTable, RevisionRow, RevisionTable
from dukcapil.plots._paper import ACCENT, DARK, GREY, MIDDLE, count_axis, finish, paper

__all__ = ["waterfall"]

_Stock = Literal["obliged", "covered"]
"""The figure whose changes are drawn."""

_ONLY = object()


def waterfall(  # noqa: PLR0913  the answer, and options by name
    table: FlowTable[Any] | RevisionTable[Any],
    *,
    key: Hashable = _ONLY,
    of: _Stock = "covered",
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    """Draw the causes that lead from one figure of a group to another, each in people.

    Causes that changed nothing are left out, and the axis begins near the smallest figure.

    Args:
        table: flows between two dates, or revisions between two days of knowledge.
        key: the group; needed only where the table has several.
        of: the `obliged` or the `covered`.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        KeyError: for a group that the table does not have.
        ValueError: for several groups without `key`, or another figure.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import flows, plots
        >>> from dukcapil.testing import synthetic_city
        >>> table = flows(synthetic_city(300, seed=1), date(2019, 12, 31), date(2020, 12, 31))
        >>> [tick.get_text() for tick in plots.waterfall(table).get_yticklabels()][:2]
        ['before', 'died']
    """
    if of not in get_args(_Stock):
        raise ValueError("waterfall.of: expected 'obliged' or 'covered'")
    row = _row(table, key)
    first, changes, last = _steps(row, of)
    ends = ("before", "after") if isinstance(table, FlowTable) else ("published", "now")
    names = [ends[0], *(cause for cause, _ in changes), ends[1]]
    ax = paper(ax, language)
    at, lowest, highest, end = first, min(first, last), max(first, last), len(names) - 1
    ax.barh([0, end], [first, last], color=DARK)
    for place, (_, change) in enumerate(changes, start=1):
        ax.barh(place, change, left=at, color=MIDDLE if change > 0 else ACCENT)
        ax.plot([at, at], [place - 1.4, place + 0.4], color=GREY, linewidth=0.8)
        at += change
        lowest, highest = min(lowest, at), max(highest, at)
        _write(ax, max(at, at - change), place, f"{change:+,}", language)
    _write(ax, first, 0, f"{first:,}", language)
    _write(ax, last, end, f"{last:,}", language)
    ax.set_yticks(range(len(names)), [value_label(name, language) for name in names])
    ax.invert_yaxis()
    span = max(8, highest - lowest)
    ax.set_xlim(max(0, lowest - span * 0.25), highest + span * 0.25)
    count_axis(ax.xaxis, language, of)
    ax.set_xlabel(f"{heading(of, language)}, {heading('people', language)}")
    return finish(ax, language, source)


def _row(
    table: FlowTable[Any] | RevisionTable[Any], key: Hashable
) -> FlowRow[Any] | RevisionRow[Any]:
    if key is not _ONLY:
        return table[key]
    if len(table) != 1:
        raise ValueError(
            f"waterfall.table: expected one group, found {len(table)}; choose one by key="
        )
    return table.rows[0]


def _steps(
    row: FlowRow[Any] | RevisionRow[Any], of: _Stock
) -> tuple[int, Sequence[tuple[object, int]], int]:
    """Return the first figure, the causes with their changes, and the last figure."""
    changes: list[tuple[object, int]] = []
    for count in row.counts:
        change = getattr(count, of)
        cause = getattr(count, "flow", None) or getattr(count, "fact", None)
        if change:
            changes.append((cause, change))
    return getattr(row.before, of), changes, getattr(row.after, of)


def _write(ax: Axes, x: int, place: int, text: str, language: Language) -> None:
    ax.annotate(
        text.translate(INDONESIAN_FIGURES) if language == "id" else text,
        (x, place),
        xytext=(4, 0),
        textcoords="offset points",
        verticalalignment="center",
        fontsize="small",
    )
