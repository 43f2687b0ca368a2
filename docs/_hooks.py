"""Add the examples, which stand outside `docs/`, to the site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).parents[1]


@event_priority(100)  # before the plugin that renders notebooks looks for them
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Offer every script and table of `examples/` under the same path."""
    for path in sorted((ROOT / "examples").iterdir()):
        if path.suffix in {".py", ".csv"}:
            name = path.relative_to(ROOT).as_posix()
            nice = config["use_directory_urls"]
            files.append(File(name, str(ROOT), config["site_dir"], use_directory_urls=nice))
    return files
