"""What all pictures share: axes, colours that differ in grey too, numbers and dates as written."""

from collections.abc import Hashable, Sequence
from datetime import date
from itertools import accumulate, pairwise
from math import ceil
from typing import Final

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from dukcapil._shared.labels import (
    INDONESIAN_FIGURES,
    Language,
    check_language,
    heading,
    value_label,
)
from dukcapil._shared.tables import key_parts
from dukcapil.months import Month

__all__ = [
    "ACCENT",
    "DARK",
    "GREY",
    "LIGHT",
    "MIDDLE",
    "SHADES",
    "count_axis",
    "day_axis",
    "day_text",
    "figure",
    "finish",
    "key_text",
    "legend_above",
    "month_axis",
    "month_text",
    "paper",
    "percent_axis",
    "text_on",
]

# Blue against orange is told apart by all common kinds of colour vision, and dark against light
# in print without colour; neighbours among the shades differ in luminance too.
DARK: Final = "#1b4b72"
MIDDLE: Final = "#3f7cac"
LIGHT: Final = "#bcd7ec"
ACCENT: Final = "#f2a641"
GREY: Final = "#666666"
SHADES: Final = ("#fad59c", "#d9822b", "#98bedd", "#659dc8", "#35709f", "#123a5c")

_MONTHS: Final = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
}
_MOST_TICKS: Final = 7
_SIGN: Final = 4.0  # of a legend, with the space around it, in sizes of its font
_BESIDE_TICKS: Final = 4.0  # the label of an axis and what is left free, likewise
_PART_OF_PAPER: Final = 0.775  # the width of axes before they are laid out, of one
_ROUND_STEPS: Final = [1, 2, 5, 10]


def paper(ax: Axes | None, language: Language) -> Axes:
    """Return the axes to draw on, without the frame above and to the right."""
    check_language("plot", language)
    if ax is None:
        _, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def finish(ax: Axes, language: Language, source: str) -> Axes:
    """Write the source below the picture."""
    if source:
        ax.annotate(
            f"{heading('source', language)}: {source}",
            xy=(0, 0),
            xycoords="axes fraction",
            xytext=(0, -54),
            textcoords="offset points",
            verticalalignment="top",
            fontsize="small",
            color=GREY,
            gid="source",
        )
    return ax


def legend_above(ax: Axes) -> None:
    """Put the legend above the picture, in as many columns as its words let fit."""
    small = FontProperties(size="small")
    sign = _SIGN * small.get_size_in_points()
    widths = [_points(label, small) + sign for label in ax.get_legend_handles_labels()[1]]
    columns = len(widths)
    while columns > 1 and _width_in(columns, widths) > _legend_room(ax):
        columns -= 1
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        fontsize="small",
        borderaxespad=0.2,
        columnspacing=1.2,
    )


def _legend_room(ax: Axes) -> float:
    """Return the width above a picture, right of what stands beside it, in points."""
    font = FontProperties(size="medium")
    part = min(1, ax.get_position().width / _PART_OF_PAPER)
    paper_width = part * ax.figure.bbox.width * 72 / ax.figure.dpi
    ticks = ax.yaxis.get_major_formatter().format_ticks([*ax.yaxis.get_majorticklocs()])
    beside = max((_points(tick, font) for tick in ticks), default=0)
    return paper_width - beside - _BESIDE_TICKS * font.get_size_in_points()


def _points(text: str, font: FontProperties) -> float:
    """Return the width of a text."""
    return float(TextPath((0, 0), text, prop=font).get_extents().width) if text.strip() else 0


def _width_in(columns: int, widths: Sequence[float]) -> float:
    """Return the width of a legend, which fills one column after the other."""
    each, more = divmod(len(widths), columns)
    ends = [0, *accumulate(each + (column < more) for column in range(columns))]
    return sum(max(widths[start:end]) for start, end in pairwise(ends))


def figure(value: float, language: Language, digits: int = 0) -> str:
    """Return a number with the separators of the language."""
    text = f"{value:,.{digits}f}"
    return text.translate(INDONESIAN_FIGURES) if language == "id" else text


def count_axis(axis: Axis, language: Language, unit: str) -> None:
    """Write whole numbers with separators, and the unit."""
    axis.set_major_locator(MaxNLocator(5, integer=True, steps=_ROUND_STEPS))
    axis.set_major_formatter(FuncFormatter(lambda value, _: figure(value, language)))
    axis.set_label_text(heading(unit, language))


def percent_axis(axis: Axis, language: Language, name: str) -> None:
    """Write percentages, with as many decimals as their ticks need."""
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.4g}".translate(_separators(language)))
    )
    axis.set_label_text(heading(name, language))


def _separators(language: Language) -> dict[int, int]:
    return INDONESIAN_FIGURES if language == "id" else {}


def month_text(month: Month, language: Language) -> str:
    """Return a month as `Dec 2020`, or `Des 2020`."""
    first = month.first_day
    return f"{_MONTHS[language][first.month - 1]} {first.year}"


def month_axis(axis: Axis, months: Sequence[Month], language: Language) -> None:
    """Name some of the months that stand at 0, 1, 2 and so on."""
    shown = range(0, len(months), ceil(len(months) / _MOST_TICKS))
    axis.set_major_locator(FixedLocator(list(shown)))
    axis.set_ticklabels([month_text(months[index], language).replace(" ", "\n") for index in shown])
    axis.set_label_text(heading("month", language))


def day_text(day: date, language: Language) -> str:
    """Return a day as `31 Dec`, or `31 Des`, above its year."""
    return f"{day.day} {_MONTHS[language][day.month - 1]}\n{day.year}"


def day_axis(axis: Axis, days: Sequence[date], language: Language) -> None:
    """Name some of the days, which stand at their ordinals."""
    shown = days[:: ceil(len(days) / _MOST_TICKS)]
    axis.set_major_locator(FixedLocator([day.toordinal() for day in shown]))
    axis.set_ticklabels([day_text(day, language) for day in shown])
    axis.set_label_text(heading("date", language))


def key_text(key: Hashable, language: Language) -> str:
    """Return a key as a reader knows it: regions by name."""
    parts = [
        getattr(part, "region_name", None) or value_label(part, language) for part in key_parts(key)
    ]
    return ", ".join(parts) or value_label("all", language)


def text_on(shade: int) -> str:
    """Return the colour of text on a shade."""
    return "white" if shade >= len(SHADES) - 2 else "black"
