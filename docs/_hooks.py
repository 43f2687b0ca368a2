"""Add the examples, which stand outside `docs/`, to the site of each language, in its words.

The prose of `NAME.py` in another language is in `NAME.LANGUAGE.md`: its cells in their order,
between lines of `***`. Code and outputs are those of the one run. Pages of the reference are in
English, and begin in Indonesian with the sentence that `_reference.tsv` has for them.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markdown import Markdown
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs_jupyter.plugin import NotebookFile
from nbconvert.filters.markdown_mistune import markdown2html_mistune

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).parents[1]
SENTENCES: Final = dict(
    line.split("\t")
    for line in (ROOT / "docs" / "_reference.tsv").read_text(encoding="utf-8").splitlines()
)

PROSE: Final = re.compile(
    r'(?P<opening><div class="jp-RenderedHTMLCommon jp-RenderedMarkdown jp-MarkdownOutput[^>]*>)'
    r".*?(?=\n</div>)",
    re.DOTALL,
)
"""The prose of a cell in the page of a notebook; it has no `div` of its own."""


@event_priority(-200)  # after the plugin of languages, which would take notebooks for other files
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Offer every script and table of `examples/` under the same path, below that of a language."""
    language, default = _languages(config)
    below = "" if language == default else f"{language}/"
    for path in sorted((ROOT / "examples").iterdir()):
        if path.suffix in {".py", ".csv"}:
            files.append(_file(path, below, language, config))
    return files


def _languages(config: MkDocsConfig) -> tuple[str, str]:
    plugin: Any = config.plugins["i18n"]
    return plugin.current_language, plugin.default_language


def _file(path: Path, below: str, language: str, config: MkDocsConfig) -> File:
    """Return a file with what the plugin of languages asks of it."""
    name = path.relative_to(ROOT).as_posix()
    file: Any = File(
        name, str(ROOT), config["site_dir"], use_directory_urls=config["use_directory_urls"]
    )
    if path.suffix == ".py":
        file = NotebookFile(file, **config)
    file.dest_path = f"{below}{file.dest_path}"
    file.abs_dest_path = os.path.normpath(Path(config["site_dir"]) / file.dest_path)
    file.url = f"{below}{file.url}"
    file.alternates = {language: file}
    file.locale = file.locale_alternate_of = language
    file.localization = None
    file.norm_src_uri = name
    return file


@event_priority(-200)  # after the plugin of notebooks, which decides how they are rendered
def on_pre_page(page: Page, *, config: MkDocsConfig, **_: object) -> Page:
    """Put the prose of a language in the place of the English one, if there is any."""
    script = Path(page.file.abs_src_path or "")
    twin = script.with_suffix(f".{_languages(config)[0]}.md")
    if script.suffix == ".py" and twin.exists():
        rendered: Any = page.render

        def render(config: MkDocsConfig, files: Files) -> None:
            rendered(config, files)
            _translate(page, twin.read_text(encoding="utf-8").split("\n***\n"))

        page.render = render  # type: ignore[method-assign]
    return page


def _translate(page: Page, cells: list[str]) -> None:
    found = PROSE.findall(page.content or "")
    if len(found) != len(cells):
        message = f"{page.file.src_uri}: {len(found)} cells of prose, {len(cells)} in translation"
        raise ValueError(message)
    prose = iter(cells)
    page.content = PROSE.sub(
        lambda cell: f"{cell['opening']}\n{markdown2html_mistune(next(prose))}",
        page.content or "",
    )
    headings = Markdown(extensions=["toc"])
    headings.convert("\n\n".join(cells))
    tokens: Any = headings.toc_tokens  # type: ignore[attr-defined]
    page.toc = get_toc(tokens)
    page.title = tokens[0]["name"]


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Begin a page of the reference with its sentence in the language of the site."""
    folder, _slash, name = page.file.src_uri.removesuffix(".md").rpartition("/")
    if folder == "reference" and name in SENTENCES and _languages(config)[0] == "id":
        return html.replace("</h1>", f'</h1>\n<p lang="id">{escape(SENTENCES[name])}</p>', 1)
    return html
