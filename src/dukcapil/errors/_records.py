"""Invalid records, tables, histories and plans."""

from typing import final

from dukcapil.errors._base import DukcapilError
from dukcapil.errors._faults import Fault

__all__ = ["DuplicateRecord", "IllegalTransition", "InvalidRecord", "InvalidTable", "UnsoundPlan"]


@final
class InvalidRecord(DukcapilError, ValueError):
    """One fault of one record; several faults are raised as an `ExceptionGroup`.

    Attributes:
        path: the record, such as `rows[3]`.
        field: the field at fault.
        reason: the `Fault`.
        other: the field that is contradicted, for `Fault.CONTRADICTION`; None for other faults.
        bound: what is allowed, for some of `Fault.OUT_OF_BOUNDS`; None where the documentation of
            the field says it.

    Examples:
        >>> from dukcapil import Coverage
        >>> Coverage(obliged=-1, covered=0)
        Traceback (most recent call last):
            ...
        dukcapil.errors.InvalidRecord: Coverage.obliged: negative; pass a count of zero or more
    """

    __module__ = "dukcapil.errors"

    def __init__(
        self,
        *,
        path: str,
        field: str,
        reason: Fault,
        other: str | None = None,
        bound: str | None = None,
    ) -> None:
        phrase = f"contradicts {other}" if other is not None else reason
        advice = reason.advice if bound is None else f"pass {bound}"
        super().__init__(f"{path}.{field}: {phrase}; {advice}")
        self.path = path
        self.field = field
        self.reason = reason
        self.other = other
        self.bound = bound


@final
class InvalidTable(DukcapilError, ValueError):
    """A column of a data frame that is missing or of the wrong kind.

    Several faults are raised as an `ExceptionGroup`.

    Attributes:
        table: the table: `stays`, `events` or `frame`.
        column: the name of the column.
        expected: the kind of column that is needed.
        found: the kind of column that was found.
        advice: the remedy.

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

    __module__ = "dukcapil.errors"

    def __init__(self, *, table: str, column: str, expected: str, found: str, advice: str) -> None:
        super().__init__(f"{table}.{column}: expected {expected}, found {found}; {advice}")
        self.table = table
        self.column = column
        self.expected = expected
        self.found = found
        self.advice = advice


@final
class DuplicateRecord(DukcapilError, ValueError):
    """Records with a key that must be unique and is not.

    Attributes:
        kind: the key that must be unique.
        count: the number of keys that occur more than once.

    Examples:
        >>> from dukcapil.errors import DuplicateRecord
        >>> print(DuplicateRecord(kind="place and date", count=2))
        2 repeated: expected each place and date once; decide which one is right and keep that one
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, kind: str, count: int) -> None:
        super().__init__(f"{count} repeated: expected each {kind} once; {Fault.DUPLICATE.advice}")
        self.kind = kind
        self.count = count


@final
class IllegalTransition(DukcapilError, ValueError):
    """An event that cannot follow the status of its record or card.

    Attributes:
        status: the status before the event.
        event: the class of the event.
        allowed: the classes of events that may follow that status.

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

    __module__ = "dukcapil.errors"

    def __init__(self, *, status: str, event: str, allowed: tuple[str, ...]) -> None:
        expected = " or ".join(allowed) or "nothing more"
        super().__init__(
            f"{event} cannot follow {status}: expected {expected}; "
            "look for a missing event, correct one with `supersedes`, "
            "or give events of one day an `ordinal`"
        )
        self.status = status
        self.event = event
        self.allowed = allowed


@final
class UnsoundPlan(DukcapilError, ValueError):
    """A plan of visits that cannot be carried out, or lacks its proof.

    Attributes:
        flaws: the flaws, one sentence each.

    Examples:
        >>> from dukcapil.errors import UnsoundPlan
        >>> print(UnsoundPlan(flaws=("2020-03-02, crew 3: 2 stops are too many",)))
        1 flaw, the first: 2020-03-02, crew 3: 2 stops are too many; make the plan anew
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, flaws: tuple[str, ...]) -> None:
        count = f"{len(flaws)} flaw{'s' if len(flaws) > 1 else ''}"
        super().__init__(f"{count}, the first: {next(iter(flaws))}; make the plan anew")
        self.flaws = flaws
