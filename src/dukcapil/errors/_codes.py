"""Refused texts: NIKs, family-card numbers and region codes."""

from typing import ClassVar, final

from dukcapil.errors._base import DukcapilError
from dukcapil.errors._faults import Fault

__all__ = ["InvalidFamilyCardNumber", "InvalidNIK", "InvalidRegionCode"]


class _InvalidCode(DukcapilError, ValueError):
    """A text that cannot be the code that was expected."""

    _expected: ClassVar[str]

    def __init__(self, *, reason: Fault, found: str) -> None:
        super().__init__(reason, found)
        self.reason = reason
        self.found = found

    def __str__(self) -> str:
        # Formatted on demand: `is_valid` and readers of columns drop most of these errors unread.
        reason = self.reason
        return f"{reason}: expected {self._expected}, found {self.found}; {reason.advice}"


@final
class InvalidNIK(_InvalidCode):
    """A value that cannot be a NIK.

    Attributes:
        reason: the `Fault`.
        found: a description of what was found, without its digits.

    Examples:
        >>> from dukcapil import NIK
        >>> NIK("327599")
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidNIK: wrong length: expected a NIK of 16 digits, found 6 \
characters; look for lost or added digits; spreadsheets keep only 15 of 16
    """

    __module__ = "dukcapil.errors"

    _expected = "a NIK of 16 digits"


@final
class InvalidFamilyCardNumber(_InvalidCode):
    """A value that cannot be a family-card (KK) number.

    Attributes:
        reason: the `Fault`.
        found: a description of what was found, without its digits.

    Examples:
        >>> from dukcapil import FamilyCardNumber
        >>> FamilyCardNumber.is_valid("3275994501200001")  # KK numbers add no 40 to a day
        False
    """

    __module__ = "dukcapil.errors"

    _expected = "a family-card number of 16 digits"


@final
class InvalidRegionCode(_InvalidCode):
    """A value that cannot be a region code of the Ministry of Home Affairs.

    Attributes:
        reason: the `Fault`; `Fault.BPS_CODE` for a code shaped like the statistics office's.
        found: what was found.

    Examples:
        >>> from dukcapil import RegionCode
        >>> from dukcapil.errors import InvalidRegionCode
        >>> try:
        ...     RegionCode.parse("3275010")
        ... except InvalidRegionCode as error:
        ...     print(error.reason)
        code of the statistics office
    """

    __module__ = "dukcapil.errors"

    _expected = "a region code of the ministry"
