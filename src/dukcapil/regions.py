"""Region codes of the Ministry of Home Affairs, and the names of the regions.

The ministry's codes are not those of the statistics office (BPS): of 514 kabupaten/kota only
320 have the same number in both. A code that no table contains is unknown, never invalid:
regions are split and renumbered, and a NIK keeps the code it was issued with.
"""

import re
from functools import cache
from importlib import resources
from typing import Final, NamedTuple, Self, final

import attrs

from dukcapil._shared.checks import check_type
from dukcapil._shared.values import CheckedText, Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault, InvalidRegionCode

__all__ = ["Level", "Region", "RegionCode", "children", "find", "lookup", "present"]

_DOTTED: Final = (
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
class RegionCode(CheckedText, pattern=_DOTTED):
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
        """The name in the table of the library; None if the table does not contain the code."""
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
    """Look up a province, kabupaten/kota or kecamatan.

    The table has the codes of Kepmendagri 300.2.2-2138/2025, and the codes of Papua that this
    decree and earlier ones retired. It has no names of desa and kelurahan.

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
        >>> regions.lookup("32.75.99") is None
        True
    """
    return _table().regions.get(RegionCode(code))


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
        if (region := lookup(one)) is not None:
            return code if region.successor is None else region.successor
    return code


def children(code: str) -> tuple[Region, ...]:
    """Return the regions in use that are one level down, by code.

    Args:
        code: a `RegionCode`, or a dotted code as text.

    Returns:
        The regions; none for a kecamatan, and for a code that no table contains.

    Raises:
        InvalidRegionCode: for a text that cannot be a code.

    Examples:
        >>> from dukcapil import regions
        >>> len(regions.children("32.75"))
        12
    """
    return _table().children.get(RegionCode(code), ())


def find(name: str) -> tuple[Region, ...]:
    """Find the regions in use by their exact name, ignoring case.

    Args:
        name: the full name, such as `Kota Bekasi`; spaces around it are ignored.

    Returns:
        All regions of that name, by code.

    Examples:
        >>> from dukcapil import regions
        >>> [region.code for region in regions.find("kota bekasi")]
        [RegionCode('32.75')]
    """
    return _table().by_name.get(name.strip().casefold(), ())


@cache
def bundled_kelurahan() -> tuple[Region, ...]:
    """Return the 56 kelurahan of Kota Bekasi, the only ones whose names the library has."""
    return tuple(
        Region(code=RegionCode(code), name=name) for code, name in _rows("kelurahan_bekasi.tsv")
    )


class _Table(NamedTuple):
    regions: dict[RegionCode, Region]
    children: dict[RegionCode, tuple[Region, ...]]
    by_name: dict[str, tuple[Region, ...]]


@cache
def _table() -> _Table:
    current = [Region(code=RegionCode(code), name=name) for code, name in _rows("regions.tsv")]
    children: dict[RegionCode, tuple[Region, ...]] = {}
    by_name: dict[str, tuple[Region, ...]] = {}
    for region in current:
        if (parent := region.code.parent) is not None:
            children[parent] = (*children.get(parent, ()), region)
        name = region.name.casefold()
        by_name[name] = (*by_name.get(name, ()), region)
    known = {region.code: region for region in current}
    # Codes in use come last: they win over a retired region with the same code.
    return _Table({**_retired(known), **known}, children, by_name)


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


def _rows(name: str) -> list[list[str]]:
    text = (resources.files("dukcapil") / "_data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
