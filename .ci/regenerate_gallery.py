"""Draw the pictures of the gallery and of the front page with the lines that the gallery shows.

Run it from the root of the repository, with the extra `plots` installed, when a picture changes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

DOCS = Path("docs")
BLOCK_OR_PICTURE = re.compile(
    r"^```python\n(.*?)^```$|^!\[[^]]*\]\((\S+\.svg)\)$", re.MULTILINE | re.DOTALL
)
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "gallery",
    "font.size": 12.5,
}  # read on a phone


def main() -> None:
    """Run the blocks in order, and save the axes where a picture stands."""
    mpl.use("Agg")
    mpl.rcParams.update(SETTINGS)
    lines: dict[str, object] = {}
    for code, picture in BLOCK_OR_PICTURE.findall((DOCS / "gallery.md").read_text("utf-8")):
        if code:
            exec(code, lines)  # noqa: S102  the project's own page
        else:
            path = DOCS / picture
            plt.gcf().savefig(path, metadata={"Date": None})
            text = re.sub(r"[ \t]+$", "", path.read_text("utf-8"), flags=re.MULTILINE)
            path.write_text(text, "utf-8")
            plt.close("all")
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
