"""What all pictures share: axes, colours that differ in grey too, numbers and dates as written."""

from collections.abc import Hashable, Sequence
from datetime import date
from math import ceil
from typing import Final

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
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
SHADES: Final = ("#f3b866", "#d9822b", "#a9cbe4", "#6ba3cd", "#35709f", "#123a5c")

_MONTHS: Final = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
}
_MOST_TICKS: Final = 7
_LEGEND_WIDTH: Final = 84  # characters


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
    labels = ax.get_legend_handles_labels()[1]
    columns = max(1, _LEGEND_WIDTH // (max(map(len, labels)) + 6))
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        fontsize="small",
        borderaxespad=0.2,
        columnspacing=1.2,
    )


def figure(value: float, language: Language, digits: int = 0) -> str:
    """Return a number with the separators of the language."""
    text = f"{value:,.{digits}f}"
    return text.translate(INDONESIAN_FIGURES) if language == "id" else text


def count_axis(axis: Axis, language: Language, unit: str) -> None:
    """Write whole numbers with separators, and the unit."""
    axis.set_major_locator(MaxNLocator(5, integer=True))
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


def day_axis(axis: Axis, days: Sequence[date], language: Language) -> None:
    """Name some of the days, which stand at their ordinals."""
    shown = days[:: ceil(len(days) / _MOST_TICKS)]
    axis.set_major_locator(FixedLocator([day.toordinal() for day in shown]))
    axis.set_ticklabels(
        [f"{day.day} {_MONTHS[language][day.month - 1]}\n{day.year}" for day in shown]
    )
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
