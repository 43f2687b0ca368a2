"""The store: what is written stays written (extra `store`).

Journals of ledgers, of people and of events in SQLite, which needs no server, or in PostgreSQL for
many writers. The library computes with values as always; the store keeps them: rows are only ever
inserted, every row has the digest of all before it, whoever is overtaken by another writer checks
again, and a call that is repeated changes nothing. The tables are documented in the reference, for
SQL and other languages.

Where a change goes: a table or a column `_tables`, with a step in `_opening`; what a row says
`_rows`; appending and proving `_journals`; ledgers `_ledgers`, people and events `_people`;
transactions and attempts `_transactions`; JSON lines `_exchange`; opening and versions
`_opening`; columns of others' tables `_types`; the whole `_store`.
"""

from dukcapil._shared.publishing import publish
from dukcapil.errors import MissingExtra

try:
    import sqlalchemy as _sqlalchemy  # noqa: F401  is it there?
except ModuleNotFoundError as _error:
    raise MissingExtra(extra="store") from _error

from dukcapil.store._journals import Checkpoint
from dukcapil.store._ledgers import StoredLedger
from dukcapil.store._opening import TABLES_VERSION
from dukcapil.store._people import StoredPeople
from dukcapil.store._store import Store, create, open, upgrade  # noqa: A004  as files are
from dukcapil.store._tables import PERSONAL_COLUMNS
from dukcapil.store._types import ValueType

__all__ = [
    "PERSONAL_COLUMNS",
    "TABLES_VERSION",
    "Checkpoint",
    "Store",
    "StoredLedger",
    "StoredPeople",
    "ValueType",
    "create",
    "open",
    "upgrade",
]

publish(__name__)
