"""Names of regions as people write them: with or without "Kec.", spaces, dots and apostrophes."""

import re
from typing import Final, NamedTuple

__all__ = ["RegionName", "read_region_name"]

_LEVEL_SAID: Final = {
    **dict.fromkeys(("prov", "provinsi", "propinsi"), 1),
    **dict.fromkeys(("kec", "kecamatan", "distrik"), 3),
    **dict.fromkeys(("kel", "kelurahan", "desa", "ds"), 4),
}
_KINDS: Final = {
    "kab": "kabupaten",
    "kabupaten": "kabupaten",
    "kota": "kota",
    "dki": "daerahkhususibukota",
    "daerahkhususibukota": "daerahkhususibukota",
    "di": "daerahistimewa",
    "daerahistimewa": "daerahistimewa",
}
_LONG_KINDS: Final = (
    (re.compile(r"\bdaerah khusus(?: ibu ?kota)?\b"), "daerahkhususibukota"),
    (re.compile(r"\b(?:daerah istimewa|d i)\b"), "daerahistimewa"),
)
_SHORT_WORDS: Final = {"kep": "kepulauan", "adm": "", "administrasi": ""}
_APOSTROPHES: Final = re.compile("['`\u2018\u2019]")
_PUNCTUATION: Final = re.compile(r"[\W_]+")


class RegionName(NamedTuple):
    """The parts of a name, by which its spellings are alike.

    Attributes:
        level: 1 (province), 3 (kecamatan) or 4 (village), where a word before the name says it.
        kind: `kabupaten`, `kota`, or what else a title says of a region; empty without one.
        bare: the name itself, in lower case and without spaces and punctuation.
    """

    level: int | None
    kind: str
    bare: str

    @property
    def whole(self) -> str:
        """The name with its kind: "Kotabaru" is spelled "Kota Baru" too."""
        return self.kind + self.bare

    def is_same(self, other: "RegionName") -> bool:
        """Return whether two names are the same, where both say the kind of the same kind."""
        is_kind_open = not (self.kind and other.kind)
        return self.whole == other.whole or (is_kind_open and self.bare == other.bare)


def read_region_name(text: str) -> RegionName:
    """Read a name. A word that would leave no name is the name."""
    plain = _PUNCTUATION.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()
    for pattern, kind in _LONG_KINDS:
        plain = pattern.sub(kind, plain)
    words = [_SHORT_WORDS.get(word, word) for word in plain.split()]
    words = [word for word in words if word]
    level = _LEVEL_SAID.get(words[0]) if len(words) > 1 else None
    if level is not None:
        words = words[1:]
    kind = _KINDS.get(words[0], "") if len(words) > 1 else ""
    return RegionName(level, kind, "".join(words[1:] if kind else words))
