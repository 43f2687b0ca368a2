"""One tree of errors and warnings; data are attributes, and no message carries personal data."""

from datetime import date
from enum import StrEnum
from functools import partial
from typing import ClassVar, final

__all__ = [
    "ConflictingEntry",
    "CountMismatch",
    "CoverageAboveWhole",
    "DukcapilError",
    "DukcapilWarning",
    "DuplicateRecord",
    "EmptyTable",
    "Fault",
    "IllegalTransition",
    "InsufficientBlanko",
    "InvalidFamilyCardNumber",
    "InvalidNIK",
    "InvalidRecord",
    "InvalidRegionCode",
    "InvalidTable",
    "LedgerError",
    "MissingExtra",
    "NIKMismatch",
    "RefusedEntry",
    "UnknownColumn",
    "UnknownRegion",
    "UnsoundPlan",
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

    def __new__(cls, phrase: str, advice: str) -> "Fault":
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
    MISSING = "missing", "give the value"
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
    AMBIGUOUS = (
        "ambiguous comma",
        "write 1500 or 1.500, since 1,500 can also be one and a half",
    )
    UNKNOWN_RESIDENT = "no such resident", "give the residents too, or leave the event out"
    UNKNOWN_EVENT = "no such event", "give the event that is corrected too"
    UNKNOWN_VENUE = "no such venue", "use the id of a venue of the plan"
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
        other: the field that is contradicted, for `Fault.CONTRADICTION`; None where none is known.

    Examples:
        >>> from dukcapil import Coverage
        >>> Coverage(obliged=-1, covered=0)
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidRecord: Coverage.obliged: negative; pass a count of zero or more
    """

    def __init__(self, *, path: str, field: str, reason: Fault, other: str | None = None) -> None:
        """Name the record, the field and the fault, with advice."""
        phrase = f"contradicts {other}" if other is not None else reason
        super().__init__(f"{path}.{field}: {phrase}; {reason.advice}")
        self.path = path
        self.field = field
        self.reason = reason
        self.other = other

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), **vars(self)), ()


@final
class InvalidTable(DukcapilError, ValueError):
    """A column of a data frame that is missing, or is not what it has to be.

    Several faults come together as an `ExceptionGroup`.

    Attributes:
        table: which table: `stays`, `events` or `frame`.
        column: the column, by the name it was looked for.
        expected: what it has to be.
        found: what was found.
        advice: what to do.

    Examples:
        >>> from dukcapil.errors import InvalidTable
        >>> print(InvalidTable(
        ...     table="stays",
        ...     column="since",
        ...     expected="dates",
        ...     found="String",
        ...     advice="convert the column",
        ... ))
        stays.since: expected dates, found String; convert the column
    """

    def __init__(self, *, table: str, column: str, expected: str, found: str, advice: str) -> None:
        """Say where, what was expected and found, and what to do."""
        super().__init__(f"{table}.{column}: expected {expected}, found {found}; {advice}")
        self.table = table
        self.column = column
        self.expected = expected
        self.found = found
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), **vars(self)), ()


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


class LedgerError(DukcapilError, ValueError):
    """An entry that the ledger of blanks does not take; nothing of its document is written.

    Attributes are those of the kind of error.

    Examples:
        >>> from dukcapil.errors import InsufficientBlanko, LedgerError
        >>> issubclass(InsufficientBlanko, LedgerError)
        True
    """

    def __init__(self, message: str, **data: object) -> None:
        """Keep what the error is about as attributes."""
        super().__init__(message)
        self.__dict__.update(data)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[LedgerError], args: tuple[object, ...], data: dict[str, object]) -> object:
    error = kind.__new__(kind, *args)
    error.__dict__.update(data)
    return error


@final
class InsufficientBlanko(LedgerError):
    """A place would hold fewer than no cards at the end of a day.

    Attributes:
        needed_cards: how many have to go.
        on_hand_cards: how many there are at the end of that day without the entry.
        place: where.
        on: the first such day.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import Ledger, Printed
        >>> Ledger().post(Printed(id="p-1", on=date(2017, 5, 2), cards=3))
        Traceback (most recent call last):
            ...
        dukcapil.errors.InsufficientBlanko: store on 2017-05-02: 3 cards needed, 0 on hand; enter \
first what arrived, or look for an entry that is wrong
    """

    needed_cards: int
    on_hand_cards: int
    place: str
    on: date

    def __init__(self, *, needed_cards: int, on_hand_cards: int, place: str, on: date) -> None:
        """Say where, when, and how many."""
        super().__init__(
            f"{place} on {on}: {needed_cards:,} cards needed, {on_hand_cards:,} on hand; "
            "enter first what arrived, or look for an entry that is wrong",
            needed_cards=needed_cards,
            on_hand_cards=on_hand_cards,
            place=place,
            on=on,
        )


@final
class CountMismatch(LedgerError):
    """An entry would change what had been counted.

    Attributes:
        place: where it was counted.
        on: the day of the count.
        counted_cards: what was counted.
        balance_cards: what the ledger would say.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Counted, Ledger, Printed
        >>> may_1, may_2 = date(2017, 5, 1), date(2017, 5, 2)
        >>> ledger = Ledger().post(Counted(id="c-1", on=may_2, at=STORE, counted_cards=9))
        >>> ledger.post(Counted(id="c-2", on=may_2, at=STORE, counted_cards=8))
        Traceback (most recent call last):
            ...
        dukcapil.errors.CountMismatch: store on 2017-05-02: 9 cards were counted, and it would \
say 8; reverse the count if it was wrong; a movement can also be entered with compensate=True
    """

    place: str
    on: date
    counted_cards: int
    balance_cards: int

    def __init__(self, *, place: str, on: date, counted_cards: int, balance_cards: int) -> None:
        """Say what was counted, and what it would become."""
        super().__init__(
            f"{place} on {on}: {counted_cards:,} cards were counted, and it would say "
            f"{balance_cards:,}; reverse the count if it was wrong; "
            "a movement can also be entered with compensate=True",
            place=place,
            on=on,
            counted_cards=counted_cards,
            balance_cards=balance_cards,
        )


@final
class ConflictingEntry(LedgerError):
    """An id that is in the ledger already stands for another entry.

    Attributes:
        field: the first field that differs; `class` for another kind of entry.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import STORE, Counted, Ledger
        >>> may_2 = date(2017, 5, 2)
        >>> ledger = Ledger().post(Counted(id="c-1", on=may_2, at=STORE, counted_cards=9))
        >>> ledger.post(Counted(id="c-1", on=may_2, at=STORE, counted_cards=8))
        Traceback (most recent call last):
            ...
        dukcapil.errors.ConflictingEntry: the id is in the ledger with another counted_cards; \
give a new entry an id of its own, or reverse the old one
    """

    field: str

    def __init__(self, *, field: str) -> None:
        """Say what differs."""
        super().__init__(
            f"the id is in the ledger with another {field}; "
            "give a new entry an id of its own, or reverse the old one",
            field=field,
        )


@final
class RefusedEntry(LedgerError):
    """An entry that cannot be: its id was refused before, its period is closed, and the like.

    Attributes:
        why: what is in the way.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import Ledger, Reversed
        >>> Ledger().post(
        ...     Reversed(id="r-1", on=date(2017, 5, 2), reverses="p-1", reason="entered twice")
        ... )
        Traceback (most recent call last):
            ...
        dukcapil.errors.RefusedEntry: there is no entry of the id that is to be reversed
    """

    why: str

    def __init__(self, *, why: str) -> None:
        """Say what is in the way."""
        super().__init__(why, why=why)


@final
class UnsoundPlan(DukcapilError, ValueError):
    """A plan of visits that cannot be carried out, or that is not proven best.

    Attributes:
        flaws: everything that is wrong, one sentence each.

    Examples:
        >>> from dukcapil.errors import UnsoundPlan
        >>> print(UnsoundPlan(flaws=("2020-03-02, crew 3: 2 stops are too many",)))
        1 flaw, the first: 2020-03-02, crew 3: 2 stops are too many; make the plan anew
    """

    def __init__(self, *, flaws: tuple[str, ...]) -> None:
        """Say how many, and which is the first."""
        count = f"{len(flaws)} flaw{'s' if len(flaws) > 1 else ''}"
        super().__init__(f"{count}, the first: {next(iter(flaws))}; make the plan anew")
        self.flaws = flaws

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), flaws=self.flaws), ()


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
