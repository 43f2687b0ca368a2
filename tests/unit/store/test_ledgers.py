"""Ledgers in a store: what was posted is there, once, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.json_samples import SITI

from dukcapil import Ledger
from dukcapil.blanko import STORE, Counted, Printed, Received, Reversed, Serials
from dukcapil.errors import (
    ConcurrentWrite,
    ConflictingEntry,
    InsufficientBlanko,
    InvalidStore,
)

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above
from dukcapil.store._journals import Journal, Overtaken  # noqa: E402  what never leaves it

COUNTED, DAY, LATER = date(2020, 11, 29), date(2020, 11, 30), date(2020, 12, 1)
OPENING = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=10)
FIRST, SECOND = (Printed(id=f"p-{n}", on=DAY, cards=3) for n in (1, 2))


def test_what_was_posted_is_there_for_others(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        main = office.ledger("main")
        posted = main.post(OPENING)
        posted = main.post(FIRST, SECOND)
        assert (
            other.ledger("main").load() == posted == Ledger().post_all([[OPENING], [FIRST, SECOND]])
        )
        assert office.ledger("main") is main
        assert main.name == "ledger:main"
        assert len(office.ledger("second").load()) == 0
        assert repr(office) == "Store()"


def test_a_value_in_hand_never_changes(sqlite: str) -> None:
    with store.create(sqlite) as office:
        before = office.ledger("main").post(OPENING)
        after = office.ledger("main").post(FIRST)
        assert (len(before), len(after)) == (1, 2)
        assert office.ledger("main").load() == after


def test_the_same_call_again_changes_nothing(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        for one in (office, other, office):
            assert len(one.ledger("main").post_all([[OPENING], [FIRST, FIRST]])) == 2
        assert office.verify()["ledger:main"].sequence == 2


def test_an_id_with_another_body_is_refused_by_its_field(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        office.ledger("main").post_all([[OPENING], [FIRST]])
        with pytest.raises(ConflictingEntry, match="another cards"):
            other.ledger("main").post(Printed(id="p-1", on=DAY, cards=4))


def test_whoever_is_overtaken_is_judged_by_what_is_there(url: str) -> None:
    with store.create(url) as office, store.open(url) as other:
        mine, theirs = office.ledger("main"), other.ledger("main")
        with pytest.raises(InsufficientBlanko):
            theirs.post(FIRST)
        mine.post(OPENING)
        assert len(theirs.post(FIRST)) == 2, "refused before, and right by now"
        assert mine.post(SECOND).balance(STORE, on=DAY) == 4
        theirs.load()
        mine.post(Printed(id="p-3", on=DAY, cards=2))
        with pytest.raises(InsufficientBlanko):
            theirs.post(Printed(id="p-4", on=DAY, cards=3))
        theirs.post(Printed(id="p-5", on=DAY, cards=2))
        assert mine.load().balance(STORE, on=DAY) == 0


def test_a_refused_document_leaves_nothing(sqlite: str) -> None:
    with store.create(sqlite) as office:
        main = office.ledger("main")
        main.post(OPENING)
        with pytest.raises(InsufficientBlanko):
            main.post_all([[FIRST], [Printed(id="p-9", on=DAY, cards=9)]])
        assert len(main.load()) == main.checkpoint.sequence == 1


@pytest.fixture
def never_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others always come first, until the journal is locked."""
    move, lock = Journal.move, Journal.lock
    locked: list[str] = []

    def overtaken(journal: Journal, connection: Any, head: Any, to: Any) -> None:  # noqa: ANN401
        if not locked:
            raise Overtaken
        move(journal, connection, head, to)

    def remembered(journal: Journal, connection: Any) -> None:  # noqa: ANN401
        locked.append(journal.name)
        lock(journal, connection)

    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr(Journal, "move", overtaken)
    monkeypatch.setattr(Journal, "lock", remembered)


@pytest.mark.usefixtures("never_first")
def test_whoever_is_always_overtaken_gets_a_turn(url: str) -> None:
    with store.create(url) as office:
        assert len(office.ledger("main").post(OPENING)) == 1
        assert len(office.ledger("main").load()) == 1


@pytest.mark.usefixtures("never_first")
def test_a_batch_that_is_always_overtaken_gets_a_turn(url: str) -> None:
    with store.create(url) as office:
        assert len(office.people.append([SITI], batch="b-1")) == 1
        assert office.verify()["people"].sequence == 1


@pytest.mark.usefixtures("never_first")
def test_in_a_transaction_of_the_caller_nobody_waits(url: str) -> None:
    with store.create(url) as office:
        engine = sqlalchemy.create_engine(url, hide_parameters=True)
        with engine.connect() as connection:
            bound = office.bind(connection)
            with pytest.raises(ConcurrentWrite, match="ledger:main: others wrote first"):
                bound.ledger("main").post(OPENING)
            with pytest.raises(ConcurrentWrite, match="people"):
                bound.people.append([SITI])
        engine.dispose()


def test_a_ledger_keeps_what_it_was_begun_with(url: str) -> None:
    serials = Serials(1, 10)
    counted = Counted(id="c-1", on=COUNTED, at=STORE, counted_cards=10, serials=(serials,))
    begin = Ledger(serials=True, years=(2015, 2030))
    with store.create(url) as office:
        numbered = office.ledger("numbered", begin=begin)
        assert numbered.load() == begin
        numbered.post(counted)
    for again in (None, begin):
        with store.open(url) as office:
            numbered = office.ledger("numbered", begin=again)
            assert numbered.load().serials_at(STORE) == (serials,)
            assert office.verify()["ledger:numbered"].sequence == 1
    with store.open(url) as office:
        other = office.ledger("numbered", begin=Ledger())
        for call in (other.load, lambda: other.post(OPENING)):
            with pytest.raises(InvalidStore, match="begun with other terms"):
                call()


def test_a_ledger_that_others_begin_otherwise_meanwhile_is_refused(sqlite: str) -> None:
    with store.create(sqlite) as office, store.open(sqlite) as other:
        late = other.ledger("main")
        assert late.load() == Ledger()
        office.ledger("main", begin=Ledger(explain_from_cards=3)).post(OPENING)
        with pytest.raises(InvalidStore, match="meanwhile"):
            late.post(OPENING)


def test_the_day_of_entry_is_kept_as_the_ledger_gave_it(sqlite: str) -> None:
    with store.create(sqlite) as office, store.open(sqlite) as other:
        main = office.ledger("main")
        main.post(OPENING, entered_on=DAY)
        main.post_all([[FIRST]], entered_on=LATER)
        ledger = other.ledger("main").load()
        assert [entry.entered_on for entry in ledger] == [DAY, LATER]
        assert ledger == main.load()
        assert len(other.ledger("main").post(FIRST)) == 2


def test_every_kind_of_entry_can_be_asked_for_in_sql(sqlite: str) -> None:
    back = Reversed(id="r-1", on=DAY, reverses="p-1", reason="entered twice", actor="a-7")
    with store.create(sqlite) as office:
        office.ledger("main").post_all([[OPENING], [FIRST], [back]])
    engine = sqlalchemy.create_engine(sqlite)
    asked = "SELECT sequence, post, id, kind, occurred_on, source, target, cards FROM ledger_entry"
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(sqlalchemy.text(asked))]
    engine.dispose()
    assert rows == [
        (1, 1, "c-1", "Counted", "2020-11-29", "store", None, 10),
        (2, 2, "p-1", "Printed", "2020-11-30", "store", "printed", 3),
        (3, 3, "r-1", "Reversed", "2020-11-30", None, None, None),
    ]


def test_a_service_writes_its_rows_and_ours_in_one_commit(url: str) -> None:
    with store.create(url) as office:
        engine = sqlalchemy.create_engine(url, hide_parameters=True)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE TABLE visit (id INTEGER)"))
        office.ledger("main").post(OPENING)
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("INSERT INTO visit VALUES (1)"))
            bound = office.bind(connection)
            assert len(bound.ledger("main").post(FIRST)) == 2
            assert len(bound.ledger("main").post(SECOND)) == 3
            bound.close()
        assert len(office.ledger("main").load()) == 3

        with engine.connect() as connection:
            office.bind(connection).ledger("main").post(Printed(id="p-3", on=DAY, cards=1))
            connection.rollback()
        assert len(office.ledger("main").load()) == 3
        assert office.verify()["ledger:main"].sequence == 3
        engine.dispose()


def test_names_and_serials_are_checked(sqlite: str) -> None:
    with store.create(sqlite) as office:
        with pytest.raises(TypeError, match=r"ledger\.name: expected str"):
            office.ledger(1)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"ledger\.begin: expected Ledger"):
            office.ledger("main", begin=True)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="expected an empty ledger"):
            office.ledger("main", begin=Ledger().post(OPENING))
        with pytest.raises(TypeError, match="expected entries"):
            office.ledger("main").post("x")  # type: ignore[arg-type]
        assert Received not in map(type, office.ledger("main").load())
