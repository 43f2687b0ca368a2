"""One tree of errors and warnings; data are attributes, and no message carries personal data."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import ClassVar, final

__all__ = [
    "CoverageAboveWhole",
    "DukcapilError",
    "DukcapilWarning",
    "DuplicateRecord",
    "EmptyTable",
    "Fault",
    "IllegalTransition",
    "InvalidFamilyCardNumber",
    "InvalidNIK",
    "InvalidRecord",
    "InvalidRegionCode",
    "MissingExtra",
    "NIKMismatch",
    "UnknownColumn",
    "UnknownRegion",
]


@final
class Fault(StrEnum):
    """What is wrong with a piece of data: the `reason` of every error, problem and remark.

    A member is its own short phrase; `advice` says what to do.

    Examples:
        >>> from dukcapil.errors import Fault
        >>> print(Fault.SERIAL)
        impossible serial
        >>> Fault.SERIAL.advice
        'serials start at 0001'
    """

    advice: str

    def __new__(cls, phrase: str, advice: str) -> Fault:
        """Make a member that is the phrase and carries the advice."""
        member = str.__new__(cls, phrase)
        member._value_ = phrase
        member.advice = advice
        return member

    NOT_TEXT = "not text", "read the column as text, because numbers lose digits"
    NOT_DIGITS = "not all ASCII digits", "remove the rest; parse() strips spaces, dots and dashes"
    LENGTH = "wrong length", "look for lost or added digits; spreadsheets keep only 15 of 16"
    REGION = "impossible region", "a province is 11 to 96, a kab/kota or kecamatan is never 00"
    DATE = "impossible date", "check the day and the month against the calendar"
    SERIAL = "impossible serial", "serials start at 0001"
    SHAPE = "wrong shape", "write 32, 32.75, 32.75.01 or 32.75.01.1001"
    BPS_CODE = (
        "code of the statistics office",
        "use the ministry's code: BPS gives a kecamatan three digits, Kemendagri two",
    )
    WRONG_TYPE = "wrong type", "convert the value before it is passed"
    MISSING = "missing", "give the value; for a table, name its column in `columns`"
    NO_NIK_YET = "no NIK yet", "have the person registered first, then read the row again"
    DUPLICATE = "duplicate", "decide which one is right and keep that one"
    UNREADABLE = "not understood", "use one of the spellings in the documentation"
    IN_FUTURE = "later than the as-of date", "check the date, or read the table as of a later day"
    CONTRADICTION = "contradicts another field", "compare the two fields with the document"
    NEGATIVE = "negative", "pass a count of zero or more"
    OUT_OF_BOUNDS = "out of bounds", "see the bounds in the documentation of the field"
    MONTHS = "wrong number of months", "give one amount, or one for each month"
    OUT_OF_ORDER = "periods overlap or are out of order", "sort them and let each end first"
    EXTRA_CELLS = "more cells than headings", "look for a stray separator in the row"
    NIK_MISMATCH = "the NIK disagrees", "nothing: a NIK is kept for life, even a wrong one"
    UNKNOWN_REGION = "region in no table", "check the code; old and new regions are legitimate"
    UNKNOWN_RESIDENT = "no such resident", "give the residents too, or leave the event out"
    UNKNOWN_EVENT = "no such event", "give the event that is corrected too"
    UNDATED_MARRIAGE = "marriage without a date", "nothing: at 17 it no longer matters"


class DukcapilError(Exception):
    """Root of every error this library raises on purpose."""


class _InvalidCode(DukcapilError, ValueError):
    """A text that cannot be the code it was taken for."""

    _expected: ClassVar[str]

    def __init__(self, *, reason: Fault, found: str) -> None:
        super().__init__(reason, found)
        self.reason = reason
        self.found = found

    def __str__(self) -> str:
        # Written when it is read: many numbers are refused whose message nobody looks at.
        reason = self.reason
        return f"{reason}: expected {self._expected}, found {self.found}; {reason.advice}"

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), reason=self.reason, found=self.found), ()


@final
class InvalidNIK(_InvalidCode):
    """A value that cannot be a NIK.

    Attributes:
        reason: the `Fault`.
        found: what was found, described without its digits.

    Examples:
        >>> from dukcapil import NIK
        >>> NIK("327599")
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidNIK: wrong length: expected a NIK of 16 digits, found 6 \
characters; look for lost or added digits; spreadsheets keep only 15 of 16
    """

    _expected = "a NIK of 16 digits"


@final
class InvalidFamilyCardNumber(_InvalidCode):
    """A value that cannot be a family-card (KK) number.

    Attributes:
        reason: the `Fault`.
        found: what was found, described without its digits.

    Examples:
        >>> from dukcapil import FamilyCardNumber
        >>> FamilyCardNumber.is_valid("3275994501200001")  # KK numbers add no 40 to a day
        False
    """

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

    _expected = "a region code of the ministry"


@final
class InvalidRecord(DukcapilError, ValueError):
    """One fault of one record. Several faults come together as an `ExceptionGroup`.

    Attributes:
        path: where the record stands, such as `rows[3]`.
        field: the field at fault.
        reason: the `Fault`.

    Examples:
        >>> from dukcapil import Coverage
        >>> Coverage(obliged=-1, covered=0)
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidRecord: Coverage.obliged: negative; pass a count of zero or more
    """

    def __init__(self, *, path: str, field: str, reason: Fault) -> None:
        """Say where, which field, what is wrong and what to do."""
        super().__init__(f"{path}.{field}: {reason}; {reason.advice}")
        self.path = path
        self.field = field
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), path=self.path, field=self.field, reason=self.reason), ()


@final
class DuplicateRecord(DukcapilError, ValueError):
    """Records that must be unique are not.

    Attributes:
        kind: what must be unique.
        count: how many keys stand more than once.

    Examples:
        >>> from dukcapil.errors import DuplicateRecord
        >>> print(DuplicateRecord(kind="place and date", count=2))
        2 repeated: expected each place and date once; decide which one is right and keep that one
    """

    def __init__(self, *, kind: str, count: int) -> None:
        """Say of what, and how many."""
        super().__init__(f"{count} repeated: expected each {kind} once; {Fault.DUPLICATE.advice}")
        self.kind = kind
        self.count = count

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), kind=self.kind, count=self.count), ()


@final
class IllegalTransition(DukcapilError, ValueError):
    """An event that cannot follow the status it meets.

    Attributes:
        status: the status of the record or card before it.
        event: the class of the event.
        allowed: the classes of events that could follow.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.recording import PrintReadyRecordMade, fold
        >>> event = PrintReadyRecordMade(
        ...     id="e-1", nik=NIK("3275994105030001"), occurred_on=date(2020, 5, 20)
        ... )
        >>> fold([event], on=date(2020, 5, 20))
        Traceback (most recent call last):
            ...
        dukcapil.errors.IllegalTransition: PrintReadyRecordMade cannot follow UNREGISTERED: \
expected BiometricsCaptured; look for a missing event, correct one with `supersedes`, or give \
events of one day an `ordinal`
    """

    def __init__(self, *, status: str, event: str, allowed: tuple[str, ...]) -> None:
        """Say what met what, and what could have."""
        expected = " or ".join(allowed) or "nothing more"
        super().__init__(
            f"{event} cannot follow {status}: expected {expected}; "
            "look for a missing event, correct one with `supersedes`, "
            "or give events of one day an `ordinal`"
        )
        self.status = status
        self.event = event
        self.allowed = allowed

    def __reduce__(self) -> tuple[object, ...]:
        again = partial(type(self), status=self.status, event=self.event, allowed=self.allowed)
        return again, ()


@final
class MissingExtra(DukcapilError, ImportError):
    """A part of the library that needs something more to be installed.

    Attributes:
        extra: the extra that brings it.

    Examples:
        >>> from dukcapil.errors import MissingExtra
        >>> print(MissingExtra(extra="testing"))
        expected the extra 'testing': run pip install 'dukcapil[testing]'
    """

    def __init__(self, *, extra: str) -> None:
        """Say what to install."""
        super().__init__(f"expected the extra {extra!r}: run pip install 'dukcapil[{extra}]'")
        self.extra = extra

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), extra=self.extra), ()


class DukcapilWarning(UserWarning):
    """Root of every warning of this library."""


@final
class CoverageAboveWhole(DukcapilWarning):
    """More people are covered than obliged; the counts are kept, never clamped.

    It happens in print when the numerator is newer than the denominator.
    """


@final
class NIKMismatch(DukcapilWarning):
    """A NIK disagrees with the birth date or the sex on record; the record is kept."""


@final
class UnknownRegion(DukcapilWarning):
    """A region code is possible but stands in no table; the record is kept."""


@final
class UnknownColumn(DukcapilWarning):
    """Columns of a table were not read."""


@final
class EmptyTable(DukcapilWarning):
    """A table has no rows."""
