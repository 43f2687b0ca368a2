"""Tables as text and as HTML."""

from __future__ import annotations

from dukcapil._shared.rendering import html_table, text_table


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    text = text_table(("place", "count", "why"), [("A", "1,000", "x"), ("long", -5, "longer")])
    assert text.splitlines() == [
        "place  count  why",
        "A      1,000  x",
        "long      -5  longer",
    ]


def test_a_table_without_rows_is_its_headings() -> None:
    assert text_table(("a", "b"), []) == "a  b"


def test_html_is_escaped() -> None:
    assert html_table(("<a>",), [("&",)]) == (
        "<table><thead><tr><th>&lt;a&gt;</th></tr></thead>"
        "<tbody><tr><td>&amp;</td></tr></tbody></table>"
    )
