"""Add the examples, which stand outside `docs/`, to the site of each language, as notebooks.

The prose of `NAME.py` in another language is in `NAME.LANGUAGE.md`: its cells in their order,
between lines of `***`. Pages of the reference are in English, and begin in Indonesian with the
sentence that `_reference.tsv` has for them.
"""

from __future__ import annotations

import os
import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jupytext
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs_jupyter.plugin import NotebookFile

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).parents[1]
AS_NOTEBOOKS: Final = ROOT / ".cache" / "examples"
DOWNLOADS: Final = "[{0}.ipynb]({0}.ipynb) · [{0}.py]({0}.py)"
SENTENCES: Final = dict(
    line.split("\t")
    for line in (ROOT / "docs" / "_reference.tsv").read_text(encoding="utf-8").splitlines()
)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Say the version below every page."""
    source = (ROOT / "src" / "dukcapil" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', source, re.MULTILINE)
    assert found is not None  # noqa: S101  the build reads it there too
    config.copyright = f"dukcapil {found[1]}"
    return config


@event_priority(-200)  # after the plugin of languages, which would take notebooks for other files
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Offer every script and table of `examples/` under the same path, below that of a language."""
    language, default = _languages(config)
    below = "" if language == default else f"{language}/"
    for path in sorted((ROOT / "examples").iterdir()):
        if path.suffix in {".py", ".csv"}:
            files.append(_file(path, below, language, config))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401  what MkDocs gives
    """Say that a session at the prompt is one, so that its output is not taken for code."""
    return markdown.replace("```python\n>>> ", "```pycon\n>>> ")


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
        file.abs_src_path = str(_page_source(path, language))
    file.dest_path = f"{below}{file.dest_path}"
    file.abs_dest_path = os.path.normpath(Path(config["site_dir"]) / file.dest_path)
    file.url = f"{below}{file.url}"
    file.alternates = {language: file}
    file.locale = file.locale_alternate_of = language
    file.localization = None
    file.norm_src_uri = name
    return file


def on_page_context(context: Any, page: Any, **_: Any) -> Any:  # noqa: ANN401  what MkDocs gives
    """Lead to the script where a page says `edit`."""
    if page.file.src_uri.startswith("examples/"):
        page.edit_url = page.edit_url.replace("/docs/examples/", "/examples/")
    return context


def on_post_page(output: str, page: Any, config: MkDocsConfig, **_: Any) -> str:  # noqa: ANN401
    """Put the notebook and the script beside their page."""
    if page.file.src_uri.startswith("examples/"):
        script, folder = ROOT / page.file.src_uri, Path(page.file.abs_dest_path).parent
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(script, folder)
        text = _for_a_notebook(script, "Path()", _languages(config)[0])
        cells = jupytext.reads(text, fmt="py:percent")
        jupytext.write(cells, folder / f"{script.stem}.ipynb")
    return output


def _page_source(script: Path, language: str) -> Path:
    """Write the notebook of a page, and return where it is."""
    text = _for_a_notebook(script, 'Path("examples")', language)
    title, rest = text.removeprefix("# %% [markdown]\n").split("\n", 1)
    link = DOWNLOADS.format(script.stem)
    source = AS_NOTEBOOKS / language / "examples" / script.name  # `include` asks for the folder
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(f"# %% [markdown]\n{title}\n#\n# {link}\n{rest}", encoding="utf-8")
    return source


def _for_a_notebook(script: Path, folder: str, language: str) -> str:
    """Return a script in which tables are displayed, since a notebook has no place of its own."""
    text = _in_language(script, language).replace("Path(__file__).parent", folder)
    return re.sub(r"^print\((?=[a-z_]+[(.)])", "display(", text, flags=re.MULTILINE)


def _in_language(script: Path, language: str) -> str:
    """Return a script whose cells of prose are those of a language, if it has them."""
    text = script.read_text(encoding="utf-8")
    twin = script.with_suffix(f".{language}.md")
    if not twin.exists():
        return text
    english = re.compile(r"(?<=^# %% \[markdown\]\n)(?:#.*\n)+", re.MULTILINE)
    cells = twin.read_text(encoding="utf-8").strip().split("\n***\n")
    if len(english.findall(text)) != len(cells):
        message = f"{twin.name} has {len(cells)} cells of prose, {script.name} another number"
        raise ValueError(message)
    prose = iter(cells)
    return english.sub(
        lambda _: "".join(f"# {line}".rstrip() + "\n" for line in next(prose).splitlines()), text
    )


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Begin a page of the reference with its sentence in the language of the site."""
    folder, _slash, name = page.file.src_uri.removesuffix(".md").rpartition("/")
    if folder == "reference" and name in SENTENCES and _languages(config)[0] == "id":
        return html.replace("</h1>", f'</h1>\n<p lang="id">{escape(SENTENCES[name])}</p>', 1)
    return html
