"""Stores that cannot be opened, are damaged, or were written to by others all the time."""

from typing import final

from dukcapil.errors._base import DukcapilError

__all__ = ["ConcurrentWrite", "DamagedJournal", "InvalidStore"]


@final
class InvalidStore(DukcapilError, ValueError):
    """A database that holds no store of this format, or files that hold none.

    Attributes:
        found: the fault.
        advice: the remedy.

    Examples:
        >>> from dukcapil.errors import InvalidStore
        >>> print(InvalidStore(found="no store", advice="make one with store.create"))
        no store; make one with store.create
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, found: str, advice: str) -> None:
        super().__init__(f"{found}; {advice}")
        self.found = found
        self.advice = advice


@final
class DamagedJournal(DukcapilError, ValueError):
    """A journal in which a row was changed, removed or put elsewhere since it was written.

    Attributes:
        journal: the name of the journal.
        sequence: the number of the first row at fault.
        found: the fault.

    Examples:
        >>> from dukcapil.errors import DamagedJournal
        >>> print(DamagedJournal(journal="ledger:main", sequence=7, found="another digest"))
        ledger:main, row 7: another digest; compare the row with a backup, and ask who changed it
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, journal: str, sequence: int, found: str) -> None:
        super().__init__(
            f"{journal}, row {sequence}: {found}; "
            "compare the row with a backup, and ask who changed it"
        )
        self.journal = journal
        self.sequence = sequence
        self.found = found


@final
class ConcurrentWrite(DukcapilError, RuntimeError):
    """A write in a transaction of the caller's that others came before; nothing was written.

    Attributes:
        journal: the name of the journal.

    Examples:
        >>> from dukcapil.errors import ConcurrentWrite
        >>> print(ConcurrentWrite(journal="ledger:main"))
        ledger:main: others wrote first; roll back, and do everything again in a new transaction
    """

    __module__ = "dukcapil.errors"

    def __init__(self, *, journal: str) -> None:
        super().__init__(
            f"{journal}: others wrote first; "
            "roll back, and do everything again in a new transaction"
        )
        self.journal = journal
