"""Add the examples, which stand outside `docs/`, to the site of each language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs_jupyter.plugin import NotebookFile

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).parents[1]


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
