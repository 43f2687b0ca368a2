"""Text of tables whose cells hold more than one number: bounds, brackets, several quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dukcapil._shared.labels import Language, check_language, heading
from dukcapil._shared.markup import Written

__all__ = ["in_language", "written"]

_INDONESIAN: Final = str.maketrans(",.", ".,")


def written(
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[object]],
    language: Language,
    note: str = "",
) -> Written:
    """Return a table as people read it, in a language.

    Args:
        table: the name of the class of the table, for errors.
        columns: for each column the name that its label has, and what is added to the label.
        rows: the cells, written in English; the first of each row is a month.
        language: `en` or `id`.
        note: sentences below the table, in that language.
    """
    check_language(table, language)
    return Written(
        headings=[heading(name, language) + more for name, more in columns],
        rows=[[in_language(str(cell), language) for cell in row] for row in rows],
        is_figure=[bool(at) for at in range(len(columns))],
        note=note,
    )


def in_language(text: str, language: Language) -> str:
    """Return numbers that are written in English in a language."""
    if language == "en":
        return text
    return text.translate(_INDONESIAN).replace(" to ", " s.d. ")
