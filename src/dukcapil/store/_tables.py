"""The tables of a store: the contract with whoever reads it in SQL or another language."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = [
    "BATCH",
    "INDEXES",
    "JOURNAL",
    "LEDGER_ENTRY",
    "METADATA",
    "PERSONAL_COLUMNS",
    "PERSON_EVENT",
    "PERSON_SNAPSHOT",
    "REGISTER_COLUMNS",
    "ROWS",
    "STORE",
]

METADATA: Final = MetaData()
_SHA256: Final = 64

STORE: Final = Table("dukcapil_store", METADATA, Column("version", Integer, nullable=False))
"""One row: the version of the tables."""

JOURNAL: Final = Table(
    "journal",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("terms", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(_SHA256), nullable=False),
)
"""A row a journal, with its head: the last sequence number and the last digest."""


def _rows(name: str, *columns: "Column[object]") -> Table:
    """Return a table of the rows of journals, which are only ever inserted."""
    return Table(
        name,
        METADATA,
        Column("journal", String(200), primary_key=True),
        Column("sequence", BigInteger, primary_key=True, autoincrement=False),
        Column("post", BigInteger, nullable=False),
        Column("id", String(200), nullable=False),
        *columns,
        Column("body", Text, nullable=False),
        Column("digest", String(_SHA256), nullable=False),
        Index(f"{name}_id", "journal", "id", unique=True),
    )


LEDGER_ENTRY: Final = _rows(
    "ledger_entry",
    Column("kind", String(60), nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("entered_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("source", Text),
    Column("target", Text),
    Column("cards", BigInteger),
)
"""An entry of a ledger a row."""

PERSON_SNAPSHOT: Final = _rows(
    "person_snapshot",
    Column("nik", String(16), nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("sex", String(10), nullable=False),
    Column("region", String(13)),
    Column("died_on", Date),
    Column("entered_on", Date),
    Column("person", Text),
)
"""What was known of a resident from a day on a row; without a day, it was known always."""

PERSON_EVENT: Final = _rows(
    "person_event",
    Column("kind", String(60), nullable=False),
    Column("nik", String(16), nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("entered_on", Date, nullable=False),
    Column("card", Text),
    Column("supersedes", Text),
)
"""An event of a record or a card a row."""

BATCH: Final = Table(
    "batch",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("entered_on", Date),
    Column("source", Text, nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("digest", String(_SHA256), nullable=False),
)
"""What came in together a row."""

REGISTER_COLUMNS: Final = Table(
    "register_columns",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", String(_SHA256), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The columns of a register in parts, which are read in place of the bodies of its rows."""

ROWS: Final = (LEDGER_ENTRY, PERSON_SNAPSHOT, PERSON_EVENT)
"""The tables of rows of journals."""

INDEXES: Final = (
    Index("person_snapshot_nik", PERSON_SNAPSHOT.c.nik),
    Index("person_event_nik", PERSON_EVENT.c.nik),
    Index("ledger_entry_occurred_on", LEDGER_ENTRY.c.occurred_on),
)
"""For questions in SQL; the library itself reads by sequence."""

PERSONAL_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "ledger_entry": ("body",),
    "person_event": ("id", "nik", "occurred_on", "card", "supersedes", "body"),
    "person_snapshot": (
        *("id", "nik", "birth_date", "sex", "region", "died_on", "entered_on", "person", "body"),
    ),
    "register_columns": ("content",),
}
"""Columns of personal data by table, for grants, masking views and encryption.

The body of an entry of a ledger has the reference to the person responsible in its `actor`.
"""
