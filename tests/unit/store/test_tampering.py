"""A row that was changed, removed or put elsewhere by hand is found and named by its number."""

from __future__ import annotations

from datetime import date

import pytest
from support.json_samples import SITI

from dukcapil.blanko import STORE, Counted, Entry, Printed
from dukcapil.errors import DamagedJournal
from dukcapil.recording import BiometricsCaptured

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above
from dukcapil.store import Checkpoint  # noqa: E402  as above

COUNTED, DAY = date(2020, 11, 29), date(2020, 11, 30)
ENTRIES: list[Entry] = [
    Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=10),
    *(Printed(id=f"p-{number}", on=DAY, cards=1) for number in range(1, 4)),
]


def filled(url: str) -> dict[str, Checkpoint]:
    with store.create(url) as office:
        office.ledger("main").post_all([entry] for entry in ENTRIES)
        taken = BiometricsCaptured(id="e-1", nik=SITI.nik, occurred_on=DAY)
        office.people.append([SITI], [taken], entered_on=DAY)
        return office.verify()


def changed(url: str, *statements: str) -> None:
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.parametrize(
    ("statements", "sequence", "found"),
    [
        (
            ["UPDATE ledger_entry SET body = replace(body, '\"cards\":1', '\"cards\":2')"],
            2,
            "another digest",
        ),
        (
            ["UPDATE ledger_entry SET digest = upper(digest) WHERE sequence = 3"],
            3,
            "another digest",
        ),
        (["DELETE FROM ledger_entry WHERE sequence = 2"], 2, "missing"),
        (["DELETE FROM ledger_entry WHERE sequence = 4"], 4, "missing, or another head"),
        (["DELETE FROM ledger_entry"], 1, "missing, or another head"),
        (["UPDATE ledger_entry SET sequence = 9 WHERE sequence = 3"], 3, "missing"),
        (
            [
                "UPDATE ledger_entry SET sequence = 9 WHERE sequence = 3",
                "UPDATE ledger_entry SET sequence = 3 WHERE sequence = 2",
                "UPDATE ledger_entry SET sequence = 2 WHERE sequence = 9",
            ],
            2,
            "another digest",
        ),
        (
            ["UPDATE journal SET digest = '00' WHERE name = 'ledger:main'"],
            5,
            "missing, or another head",
        ),
    ],
)
def test_a_changed_row_is_named_when_it_is_read(
    url: str, statements: list[str], sequence: int, found: str
) -> None:
    filled(url)
    changed(url, *statements)
    with store.open(url) as office:
        for read in (office.verify, office.ledger("main").load):
            with pytest.raises(DamagedJournal) as caught:
                read()
            assert (caught.value.journal, caught.value.sequence) == ("ledger:main", sequence)
            assert caught.value.found == found


@pytest.mark.parametrize(
    ("statement", "journal", "column"),
    [
        ("UPDATE ledger_entry SET cards = 9 WHERE sequence = 2", "ledger:main", "cards"),
        ("UPDATE person_snapshot SET region = '11.01'", "people", "region"),
        ("UPDATE person_event SET occurred_on = '2020-01-01'", "events", "occurred_on"),
    ],
)
def test_a_column_that_says_something_else_is_named_by_verify(
    url: str, statement: str, journal: str, column: str
) -> None:
    filled(url)
    changed(url, statement)
    with store.open(url) as office, pytest.raises(DamagedJournal) as caught:
        office.verify()
    assert caught.value.journal == journal
    assert caught.value.found == f"{column} is not that of the body"


def test_a_changed_row_of_people_is_named_and_not_shown(sqlite: str) -> None:
    filled(sqlite)
    changed(sqlite, "UPDATE person_snapshot SET body = replace(body, 'SITI', 'TITI')")
    with store.open(sqlite) as office, pytest.raises(DamagedJournal, match="people, row 1"):
        office.people.load()


def test_a_journal_that_was_written_anew_is_found_by_a_checkpoint(url: str) -> None:
    """Whoever can write everything can write another history; a digest kept elsewhere tells."""
    kept = filled(url)["ledger:main"]
    with store.open(url) as office:
        office.ledger("main").post(Printed(id="p-9", on=DAY, cards=1))
        assert office.ledger("main").verify(kept).sequence == kept.sequence + 1
    changed(url, "DELETE FROM ledger_entry", "DELETE FROM journal WHERE name = 'ledger:main'")
    with store.open(url) as office:
        main = office.ledger("main")
        main.post_all([entry] for entry in [*ENTRIES[:3], Printed(id="p-3", on=DAY, cards=3)])
        office.verify()
        for checkpoint in (kept, Checkpoint(9, kept.digest)):
            with pytest.raises(DamagedJournal, match="not what the checkpoint says"):
                main.verify(checkpoint)


def test_a_value_in_hand_notices_another_history(sqlite: str) -> None:
    filled(sqlite)
    with store.open(sqlite) as office:
        main = office.ledger("main")
        main.load()
        changed(sqlite, "UPDATE journal SET sequence = 2, digest = '00' WHERE name = 'ledger:main'")
        with pytest.raises(DamagedJournal):
            main.load()
