"""Files and documents that cannot be read: of offices, of registers, of JSON."""

from collections.abc import Iterable
from typing import final

from dukcapil.errors._base import DukcapilError

__all__ = ["InvalidJSON", "InvalidRegisterFile", "InvalidWorkbook"]


@final
class InvalidJSON(DukcapilError, ValueError):
    """A document of JSON, or plain data of one, that says no value of the library.

    Attributes:
        faults: every fault: the path of the place, from `$` for the whole, and what was expected.

    Examples:
        >>> from dukcapil.errors import InvalidJSON
        >>> print(InvalidJSON(faults=[("$.value.cards", "expected a number, found text")]))
        $.value.cards: expected a number, found text
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, faults: Iterable[tuple[str, str]]) -> None:
        faults = tuple(faults)
        shown = "; ".join(f"{path}: {why}" for path, why in faults[:3])
        more = f"; and {len(faults) - 3} more, see `faults`" if len(faults) > 3 else ""
        super().__init__(shown + more)
        self.faults = faults


@final
class InvalidRegisterFile(DukcapilError, ValueError):
    """A file that holds no register, a damaged one, or one of a later format.

    Attributes:
        file: the name of the file, without its folder.
        found: the fault.
        advice: the remedy.

    Examples:
        >>> from dukcapil.errors import InvalidRegisterFile
        >>> print(InvalidRegisterFile(
        ...     file="city.register", found="damaged events.parquet", advice="open a copy"
        ... ))
        city.register: damaged events.parquet; open a copy
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, file: str, found: str, advice: str) -> None:
        super().__init__(f"{file}: {found}; {advice}")
        self.file = file
        self.found = found
        self.advice = advice


@final
class InvalidWorkbook(DukcapilError, ValueError):
    """A file that is no table, or that leaves open which table it is.

    Attributes:
        file: the name of the file, without its folder.
        sheet: the sheet; empty where the file as a whole is at fault.
        found: the fault.
        advice: the remedy.

    Examples:
        >>> from dukcapil.errors import InvalidWorkbook
        >>> print(InvalidWorkbook(
        ...     file="Mei.xlsx", sheet="Rekap", found="no row of headings", advice="name its row"
        ... ))
        Mei.xlsx, sheet 'Rekap': no row of headings; name its row
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, file: str, found: str, advice: str, sheet: str = "") -> None:
        place = f"{file}, sheet {sheet!r}" if sheet else file
        super().__init__(f"{place}: {found}; {advice}")
        self.file = file
        self.sheet = sheet
        self.found = found
        self.advice = advice
