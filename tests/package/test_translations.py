"""Indonesian pages say what the English ones say, with the same code, figures and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = DOCS.parent / "examples"
ENGLISH_ALONE = ("reference/", "adr/", "explanation/architecture", "explanation/column-scale")
"""Folders and pages for developers, which are not translated."""

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


def figures(text: str) -> list[str]:
    """The numbers in prose, without the separators of either language."""
    code = re.compile(r"^```.*?^```$|`[^`]*`|(?<=\])\([^)]*\)", re.MULTILINE | re.DOTALL)
    numbers = re.findall(r"\d(?:[\d.,]*\d)?", code.sub("", text))
    return sorted(re.sub("[.,]", "", number) for number in numbers)


@pytest.mark.parametrize("twin", TWINS, ids=name_of)
def test_a_twin_has_the_same_figures(twin: Path) -> None:
    found = [figures(page.read_text(encoding="utf-8")) for page in (english(twin), twin)]
    assert found[0] == found[1]


def cells(script: Path) -> list[str]:
    """The prose of a script that is a notebook, cell by cell."""
    blocks = re.split(r"^# %%", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
    prose = [block for block in blocks if block.startswith(" [markdown]")]
    return [
        re.sub(r"^# ?", "", block.partition("\n")[2], flags=re.MULTILINE).strip() for block in prose
    ]


@pytest.mark.parametrize("script", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_the_prose_of_an_example_has_a_twin(script: Path) -> None:
    """`docs/_hooks.py` puts the cells of `NAME.id.md`, between lines of `***`, into the page."""
    twin = script.with_suffix(".id.md").read_text(encoding="utf-8").split("\n***\n")
    for same in (figures, re.compile(r"^#+ ", re.MULTILINE).findall):
        assert [same(cell) for cell in cells(script)] == [same(cell) for cell in twin]


def test_every_page_of_the_reference_has_a_sentence_in_indonesian() -> None:
    """The site in Indonesian shows it below the heading of the English page."""
    lines = (DOCS / "_reference.tsv").read_text(encoding="utf-8").splitlines()
    sentences = dict(line.split("\t") for line in lines)
    pages = {page.stem for page in (DOCS / "reference").glob("*.md")} - {"index", "index.id"}
    assert sentences.keys() == pages
    assert all(sentence.endswith(".") for sentence in sentences.values())


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
