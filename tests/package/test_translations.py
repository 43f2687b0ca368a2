"""Indonesian pages say what the English ones say, with the same code, figures and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH_ALONE = ("reference/", "adr/", "explanation/")
"""Folders that are not translated."""

NOT_YET: set[str] = set()
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


def name_and_language(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


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


def slug(heading: str) -> str:
    """The address that Markdown gives a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower())


def anchors(page: Path) -> set[str]:
    """The addresses of the headings of a page, outside code."""
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    found = set()
    for heading in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE):
        own = re.search(r"\{ #([a-z0-9-]+) \}$", heading)
        found.add(own[1] if own else slug(heading))
    return found


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=name_and_language)
def test_links_to_headings_find_them_in_both_languages(page: Path) -> None:
    """A heading that is linked has `{ #address }` in the translation."""
    text = page.read_text(encoding="utf-8")
    for path, anchor in re.findall(r"\]\(([^):#]*\.md)?#([^)]+)\)", text):
        target = (page.parent / path).resolve() if path else page
        in_indonesian = target.with_suffix(".id.md")
        assert anchor in anchors(target), (path, anchor)
        assert not in_indonesian.exists() or anchor in anchors(in_indonesian), (path, anchor)


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
