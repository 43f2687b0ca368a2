"""Indonesian pages say what the English ones say, with the same code, figures and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH_ALONE = ("reference/", "adr/", "explanation/")
"""Folders that are not translated."""

NOT_YET = {
    "gallery",
    "law",
    "pitfalls",
    "how-to/a-district-is-split",
    "how-to/check-a-dkb-table",
    "how-to/current-statuses",
    "how-to/forecast-demand-from-history",
    "how-to/frames-duckdb",
    "how-to/frames-pandas",
    "how-to/frames-polars",
    "how-to/frames-spark",
    "how-to/from-requests-to-an-order",
    "how-to/keep-a-register-up",
    "how-to/keep-it-in-a-database",
    "how-to/many-people",
    "how-to/plan-visits",
    "how-to/publish-small-counts",
    "how-to/put-it-behind-an-api",
    "how-to/pydantic-and-json",
    "how-to/read-office-rows",
    "how-to/reorder-rules",
    "how-to/start-from-our-stock-card",
    "how-to/what-the-inspector-asks",
    "how-to/why-a-published-figure-changed",
}
"""Pages without a twin. Translate one and take it out of this list."""

TWINS = sorted(DOCS.rglob("*.id.md"))


def english(twin: Path) -> Path:
    """The page that a page translates."""
    return twin.with_name(twin.name.replace(".id.md", ".md"))


def name_of(page: Path) -> str:
    return page.relative_to(DOCS).as_posix().removesuffix(".md").removesuffix(".id")


def test_every_page_has_a_twin_or_is_known_to_have_none() -> None:
    pages = {name_of(page) for page in DOCS.rglob("*.md")} - {name_of(page) for page in TWINS}
    assert {page for page in pages if not page.startswith(ENGLISH_ALONE)} == NOT_YET


@pytest.mark.parametrize("twin", TWINS, ids=name_of)
@pytest.mark.parametrize(
    "same",
    [
        pytest.param(r"^```.*?^```$", id="code"),
        pytest.param(r"(?<=\]\()[^)]+(?=\))", id="addresses"),
        pytest.param(r"(?<=\]\[)[^]]+(?=\])", id="names"),
        pytest.param(r"^#+ ", id="headings"),
    ],
)
def test_a_twin_has_the_same_code_links_and_headings(twin: Path, same: str) -> None:
    pattern = re.compile(same, re.MULTILINE | re.DOTALL)
    found = [pattern.findall(page.read_text(encoding="utf-8")) for page in (english(twin), twin)]
    assert found[0] == found[1]


def test_a_twin_of_the_glossary_has_all_its_terms() -> None:
    rows = [
        [
            line
            for line in (DOCS / name).read_text(encoding="utf-8").splitlines()
            if line[:2] == "| "
        ]
        for name in ("glossary.md", "glossary.id.md")
    ]
    missing = {line.split("|")[1].strip() for line in rows[0][1:]} - {
        line.split("|")[2].strip() for line in rows[1][1:]
    }
    assert missing == set()
    terms = [line.split("|")[1].strip().lower() for line in rows[1][1:]]
    assert terms == sorted(terms)
