"""Files that cannot be read: those of offices, and those of registers."""

from typing import final

from dukcapil.errors._base import DukcapilError

__all__ = ["InvalidRegisterFile", "InvalidWorkbook"]


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
