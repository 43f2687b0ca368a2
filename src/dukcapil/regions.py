"""Region codes of the Ministry of Home Affairs, and the names of the regions.

The ministry's codes are not those of the statistics office (BPS): of 514 kabupaten/kota only
320 have the same number in both. A code that no table contains is unknown, never invalid:
regions are split and renumbered, and a NIK keeps the code it was issued with.

The library has the names of provinces, kabupaten/kota and kecamatan, and of the 56 kelurahan of
Kota Bekasi. Those of all 83,762 desa and kelurahan come with the extra `villages`.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Final, NamedTuple, Self, TypeAlias, final

import attrs

from dukcapil._shared import adapters
from dukcapil._shared.checks import check_type
from dukcapil._shared.region_names.reading import read_region_name
from dukcapil._shared.values import CheckedText, Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault, InvalidRegionCode, MissingExtra

__all__ = ["Level", "Region", "RegionCode", "children", "find", "lookup", "present", "retired"]

STRICT_PATTERN: Final = (
    r"(?:1[1-9]|[2-8][0-9]|9[0-6])"  # province 11 to 96
    r"(?:\.(?:0[1-9]|[1-9][0-9])"  # kabupaten or kota
    r"(?:\.(?:0[1-9]|[1-9][0-9])"  # kecamatan
    r"(?:\.[1-9][0-9]{3})?)?)?"  # desa or kelurahan
)
# The shape alone, also of impossible regions: for patterns of columns and for `Fault.SHAPE`.
CODE_PATTERN: Final = r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?"
_DOTTED_SHAPE: Final = re.compile(CODE_PATTERN)
_UNDOTTED: Final = re.compile(r"([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})([0-9]{4})?)?)?")
_BPS: Final = re.compile(
    r"[0-9]{7}|[0-9]{2}\.[0-9]{2}\.[0-9]{3}(?:\.[0-9]{3})?"  # a kecamatan has three digits
    r"|[0-9]{6}0[0-9]{3}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.0[0-9]{3}"  # a desa below 1000
)


@final
class Level(int, Worded):
    """Levels of regions; a wider level compares less than a finer one.

    Attributes:
        PROVINCE: *provinsi*.
        KAB_KOTA: *kabupaten* or *kota*.
        KECAMATAN: *kecamatan* or, in Papua, *distrik*.
        DESA_KELURAHAN: *desa* or *kelurahan*.
    """

    PROVINCE = 1
    KAB_KOTA = 2
    KECAMATAN = 3
    DESA_KELURAHAN = 4


@final
class RegionCode(CheckedText, pattern=STRICT_PATTERN):
    """A dotted region code at one of four levels: `32`, `32.75`, `32.75.01`, `32.75.01.1001`.

    The code is a `str` and sorts, hashes and stores as its text. The operator `in` tests
    whether a region lies in another one (every region lies in itself), not whether a text is
    part of another one.

    The constructor takes the dotted code; `RegionCode.parse` also reads it without dots.

    Raises:
        InvalidRegionCode: for any other text, with the `reason`.

    Examples:
        >>> from dukcapil import RegionCode
        >>> bekasi = RegionCode("32.75")
        >>> RegionCode("32.75.01.1001") in bekasi
        True
        >>> bekasi.level, bekasi.parent
        (<Level.KAB_KOTA: 2>, RegionCode('32'))
    """

    __slots__ = ()

    @classmethod
    def _refusal(cls, text: object) -> InvalidRegionCode:
        if not isinstance(text, str):
            return InvalidRegionCode(reason=Fault.NOT_TEXT, found=type(text).__name__)
        found = f"{len(text)} characters"
        if not (text.isascii() and text.replace(".", "").isdigit()):
            return InvalidRegionCode(reason=Fault.NOT_DIGITS, found=found)
        if _BPS.fullmatch(text):
            return InvalidRegionCode(reason=Fault.BPS_CODE, found=found)
        reason = Fault.REGION if _DOTTED_SHAPE.fullmatch(text) else Fault.SHAPE
        return InvalidRegionCode(reason=reason, found=found)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a code with or without dots, and with spaces around it.

        Raises:
            InvalidRegionCode: for any other text; a code shaped like those of the statistics
                office is refused as `Fault.BPS_CODE`.

        Examples:
            >>> RegionCode.parse("3275011001")
            RegionCode('32.75.01.1001')
        """
        if not isinstance(text, str):
            raise cls._refusal(text)
        match = _UNDOTTED.fullmatch(text.strip())
        return cls(".".join(filter(None, match.groups())) if match else text.strip())

    @property
    def level(self) -> Level:
        """The level: 1 (province) to 4 (desa or kelurahan)."""
        return Level(self.count(".") + 1)

    @property
    def parent(self) -> "RegionCode | None":
        """The region one level up, or None for a province."""
        head, dot, _ = self.rpartition(".")
        return RegionCode(head) if dot else None

    @property
    def ancestors(self) -> "tuple[RegionCode, ...]":
        """The wider regions that contain this one, nearest first."""
        parent = self.parent
        return () if parent is None else (parent, *parent.ancestors)

    def at(self, level: Level) -> "RegionCode":
        """Return the region of the given level that contains this one, or this one itself.

        Raises:
            ValueError: if the level is finer than that of the code, or not a level.

        Examples:
            >>> from dukcapil.regions import Level
            >>> RegionCode("32.75.01.1001").at(Level.KECAMATAN)
            RegionCode('32.75.01')
        """
        level = Level(level)
        if level > self.level:
            raise ValueError(f"expected a level of {self.level.name} or wider, found {level.name}")
        return RegionCode(".".join(self.split(".")[:level]))

    @property
    def region_name(self) -> str | None:
        """The name, see `lookup`; None if no table contains the code."""
        region = lookup(self)
        return None if region is None else region.name

    def __contains__(self, region: object) -> bool:
        """Return whether `region` is this region or lies in it."""
        return isinstance(region, str) and (region == self or region.startswith(f"{self}."))

    def __repr__(self) -> str:
        """The expression that makes the code."""
        return f"RegionCode({str(self)!r})"


@final
@attrs.frozen(kw_only=True)
class Region(Value):
    """A region of the tables.

    Attributes:
        code: the code.
        name: the name in the decree, such as `Kota Bekasi`.
        retired: True if the code is no longer in use.
        successor: the code that replaced a retired one, or None if it is not known.

    Examples:
        >>> from dukcapil import regions
        >>> old = regions.lookup("91.01.01")
        >>> old.name, old.retired, old.successor
        ('Merauke', True, RegionCode('93.01.01'))
    """

    code: RegionCode
    name: str
    retired: bool = False
    successor: RegionCode | None = None

    def __attrs_post_init__(self) -> None:
        check_type(self, "code", self.code, RegionCode)
        check_type(self, "name", self.name, str)
        check_type(self, "retired", self.retired, bool)
        if self.successor is not None:
            check_type(self, "successor", self.successor, RegionCode)

    @property
    def level(self) -> Level:
        """The level of the code."""
        return self.code.level


def lookup(code: str) -> Region | None:
    """Look up a region.

    The table has the codes of Kepmendagri 300.2.2-2138/2025 down to the kecamatan, and the codes
    of Papua that this decree and earlier ones retired. Of desa and kelurahan it has those of Kota
    Bekasi; the others are known where the extra `villages` is installed.

    Args:
        code: a `RegionCode`, or a dotted code as text.

    Returns:
        The region, or None if no table contains the code.

    Raises:
        InvalidRegionCode: for a text that cannot be a code.

    Examples:
        >>> from dukcapil import regions
        >>> regions.lookup("32.75").name
        'Kota Bekasi'
        >>> regions.lookup("32.75.01.1001").name
        'Bekasijaya'
        >>> regions.lookup("32.75.99") is None
        True
    """
    code = RegionCode(code)
    found = _table().regions.get(code)
    if found is None and code.level is Level.DESA_KELURAHAN:
        return _village(code)
    return found


def present(code: RegionCode) -> RegionCode:
    """Return the region in use that has the territory of a code, by the table of the library.

    Args:
        code: a code in use, a retired one, or one of a desa or kelurahan in a retired region,
            whose present number is not in the table: it gives the kecamatan.

    Returns:
        The successor of a retired region; the code itself where none is known.

    Raises:
        TypeError: for something that is not a `RegionCode`.

    Examples:
        >>> from dukcapil import regions
        >>> regions.present(RegionCode("91.01.01.2001"))
        RegionCode('93.01.01')
    """
    check_type("present", "code", code, RegionCode)
    for one in (code, *code.ancestors):
        if (region := _table().regions.get(one)) is not None:
            return code if region.successor is None else region.successor
    return code


def retired() -> tuple[Region, ...]:
    """Return the regions that are in use no more, by code.

    Returns:
        The retired kecamatan, and the kabupaten and kota that contained them, each with its
        `successor` where there is one.

    Examples:
        >>> from dukcapil import regions
        >>> len(regions.retired())
        620
    """
    return tuple(
        sorted(
            (region for region in _table().regions.values() if region.retired),
            key=lambda region: region.code,
        )
    )


def children(code: str) -> tuple[Region, ...]:
    """Return the regions in use that are one level down, by code.

    Args:
        code: a `RegionCode`, or a dotted code as text.

    Returns:
        The regions; none for a desa or kelurahan, and for a code that no table has in use.

    Raises:
        InvalidRegionCode: for a text that cannot be a code.
        MissingExtra: for a kecamatan outside Kota Bekasi, where the extra `villages` is not
            installed.

    Examples:
        >>> from dukcapil import regions
        >>> len(regions.children("32.75")), len(regions.children("32.75.01"))
        (12, 4)
    """
    code = RegionCode(code)
    known = _table().children.get(code)
    if known is not None:
        return known
    region = _table().regions.get(code)
    has_villages = code.level is Level.KECAMATAN and region is not None and not region.retired
    if not has_villages:
        return ()
    codes = _village_names().codes_in(code)
    return tuple(region for region in map(lookup, codes) if region is not None)


def find(name: str, *, level: Level | None = None) -> tuple[Region, ...]:
    """Find the regions in use by name, however it is spelled.

    Case, spaces, punctuation and apostrophes make no difference, nor does a word before the name
    that says the level: "Kec. Pondokgede" is `Pondok Gede`, "DKI Jakarta" is `Daerah Khusus
    Ibukota Jakarta`. A name without "Kota" and "Kabupaten" means both. All words of the name are
    needed, in their order.

    Args:
        name: the name.
        level: the only level to search; all levels unless given, or said by a word such as
            "Desa" before the name.

    Returns:
        All regions that `lookup` knows and that have the name, by code: of desa and kelurahan
        those of Kota Bekasi, or all where the extra `villages` is installed.

    Raises:
        TypeError: for a name that is not text.
        ValueError: for a level that is none.

    Examples:
        >>> from dukcapil import regions
        >>> from dukcapil.regions import Level
        >>> [region.name for region in regions.find("BEKASI", level=Level.KAB_KOTA)]
        ['Kabupaten Bekasi', 'Kota Bekasi']
        >>> [region.code for region in regions.find("Kec. Pondok-gede")]
        [RegionCode('32.75.08')]
    """
    check_type("find", "name", name, str)
    said = read_region_name(name)
    levels = {Level(one) for one in (level, said.level) if one is not None}
    spellings = [_spellings()]
    if levels <= {Level.DESA_KELURAHAN}:
        spellings.append(_village_spellings())
    codes = sorted(code for known in spellings for code in known.get(said.whole, ()))
    found = filter(None, map(lookup, codes))
    return tuple(region for region in found if levels <= {region.level})


@cache
def bundled_kelurahan() -> tuple[Region, ...]:
    """Return the 56 kelurahan of Kota Bekasi, whose names the library has without an extra."""
    return _read("kelurahan_bekasi.tsv")


class _Table(NamedTuple):
    regions: dict[RegionCode, Region]
    children: dict[RegionCode, tuple[Region, ...]]


@cache
def _table() -> _Table:
    current = _in_use()
    children: dict[RegionCode, tuple[Region, ...]] = {}
    for region in current:
        if (parent := region.code.parent) is not None:
            children[parent] = (*children.get(parent, ()), region)
    known = {region.code: region for region in current}
    # Codes in use come last: they win over a retired region with the same code.
    return _Table({**_retired(known), **known}, children)


def _in_use() -> tuple[Region, ...]:
    return (*_read("regions.tsv"), *bundled_kelurahan())


def _village_names() -> ModuleType:
    return adapters.load("dukcapil._shared.region_names.villages", extra="villages")


def _village(code: RegionCode) -> Region | None:
    try:
        name = _village_names().NAMES.get(code)
    except MissingExtra:
        return None
    return None if name is None else Region(code=code, name=name)


_Spellings: TypeAlias = dict[str, list[str]]
"""Codes by the spellings that `find` takes for the names."""


@cache
def _spellings() -> _Spellings:
    return _spelled((region.code, region.name) for region in _in_use())


def _village_spellings() -> _Spellings:
    """Return the villages that are not bundled; none without the extra."""
    try:
        return _all_village_spellings()
    except MissingExtra:
        return {}


@cache
def _all_village_spellings() -> _Spellings:
    bundled = _table().regions
    names = _village_names().NAMES.items()
    return _spelled((code, name) for code, name in names if code not in bundled)


def _spelled(names: Iterable[tuple[str, str]]) -> _Spellings:
    spelled: _Spellings = {}
    for code, text in names:
        name = read_region_name(text)
        spelled.setdefault(name.whole, []).append(code)
        if name.kind and code.count(".") < Level.KAB_KOTA:
            spelled.setdefault(name.bare, []).append(code)
    return spelled


def _retired(known: dict[RegionCode, Region]) -> dict[RegionCode, Region]:
    """Return the retired kecamatan, and the retired kabupaten/kota that contained them.

    The successor of a kabupaten/kota is the one of its kecamatan, which all share it.
    """
    retired: dict[RegionCode, Region] = {}
    for code, name, new_code in _rows("regions_retired.tsv"):
        old = RegionCode(code)
        new = RegionCode(new_code) if new_code else None
        retired[old] = Region(code=old, name=name, retired=True, successor=new)
        if new is not None:
            old_parent, new_parent = old.at(Level.KAB_KOTA), new.at(Level.KAB_KOTA)
            retired[old_parent] = Region(
                code=old_parent, name=known[new_parent].name, retired=True, successor=new_parent
            )
    return retired


def _read(name: str) -> tuple[Region, ...]:
    return tuple(Region(code=RegionCode(code), name=region) for code, region in _rows(name))


def _rows(name: str) -> list[list[str]]:
    text = (resources.files("dukcapil") / "_data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
