"""One tree of errors and warnings; data are attributes, and no message carries personal data.

Every error is a `DukcapilError`, and also the `ValueError`, `ImportError` or the like that Python
programs catch; every warning is a `DukcapilWarning`. `Fault` is the vocabulary of reasons, each
with its advice.

Where a change goes: a reason `_faults`; numbers and region codes `_codes`; records, tables,
histories and plans `_records`; files `_files`; the ledger of blanks `_ledger`; stores `_store`;
warnings `_warnings`.
"""

from dukcapil.errors._base import DukcapilError, MissingExtra
from dukcapil.errors._codes import InvalidFamilyCardNumber, InvalidNIK, InvalidRegionCode
from dukcapil.errors._faults import Fault
from dukcapil.errors._files import InvalidJSON, InvalidRegisterFile, InvalidWorkbook
from dukcapil.errors._ledger import (
    ConflictingEntry,
    CountMismatch,
    InsufficientBlanko,
    LedgerError,
    RefusedEntry,
)
from dukcapil.errors._records import (
    DuplicateRecord,
    IllegalTransition,
    InvalidRecord,
    InvalidTable,
    UnsoundPlan,
)
from dukcapil.errors._store import ConcurrentWrite, DamagedJournal, InvalidStore
from dukcapil.errors._warnings import (
    CoverageAboveWhole,
    DukcapilWarning,
    EmptyTable,
    NIKMismatch,
    RoundedNumbers,
    UnknownColumn,
    UnknownRegion,
)

__all__ = [
    "ConcurrentWrite",
    "ConflictingEntry",
    "CountMismatch",
    "CoverageAboveWhole",
    "DamagedJournal",
    "DukcapilError",
    "DukcapilWarning",
    "DuplicateRecord",
    "EmptyTable",
    "Fault",
    "IllegalTransition",
    "InsufficientBlanko",
    "InvalidFamilyCardNumber",
    "InvalidJSON",
    "InvalidNIK",
    "InvalidRecord",
    "InvalidRegionCode",
    "InvalidRegisterFile",
    "InvalidStore",
    "InvalidTable",
    "InvalidWorkbook",
    "LedgerError",
    "MissingExtra",
    "NIKMismatch",
    "RefusedEntry",
    "RoundedNumbers",
    "UnknownColumn",
    "UnknownRegion",
    "UnsoundPlan",
]
