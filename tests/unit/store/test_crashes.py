"""Writers that race, are killed, or run out of space: what was acknowledged is there.

The processes are those of `support/store_trials.py`, which makes as many trials as it is told to.
The numbers here grow with the profile; those of the documentation were run by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dukcapil.blanko import STORE, Counted, Printed

sqlalchemy = pytest.importorskip("sqlalchemy")
from dukcapil import store  # noqa: E402  after the check above
from dukcapil.store import _opening as opening  # noqa: E402  engines as the library makes them

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
SCRIPT = Path(__file__).parents[2] / "support" / "store_trials.py"
BUDGET = settings().max_examples
DAY = date(2020, 11, 30)


def trial(name: str, url: str, number: int) -> Any:  # noqa: ANN401  of JSON
    done = subprocess.run(
        [sys.executable, str(SCRIPT), name, url, str(number), "1"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_of_writers_who_race_nothing_is_lost_or_double_or_too_much(url: str) -> None:
    found = trial("race", url, max(3, BUDGET // 5))
    assert found["failed"] == []
    assert found["acknowledged"] is True
    assert (found["refused"], found["balance"]) == (10, 0)


def test_of_writers_who_are_killed_everything_acknowledged_is_there(url: str) -> None:
    found = trial("kills", url, BUDGET // 3)
    assert found["kills"] == BUDGET // 3, found
    assert found["acknowledged"] <= found["found"] <= found["acknowledged"] + found["kills"]


def test_of_writers_who_die_with_the_lock_nothing_is_left(url: str) -> None:
    found = trial("locked", url, max(3, BUDGET // 6))
    assert found["kills"] == max(3, BUDGET // 6), found
    assert found["acknowledged"] == found["found"]


def test_of_writers_of_people_who_are_killed_rows_and_columns_are_whole(url: str) -> None:
    found = trial("people", url, max(3, BUDGET // 10))
    assert found["kills"] == max(3, BUDGET // 10), found


def test_a_migration_that_is_killed_is_repeated(url: str) -> None:
    assert trial("migrations", url, BUDGET // 3)["kills"] == BUDGET // 3


def test_a_limit_of_the_size_of_files_loses_nothing(sqlite: str) -> None:
    found = trial("quota", sqlite, 400_000)
    assert found["there"] is found["failed"] is True


def test_a_disk_that_is_full_loses_nothing_and_is_written_again_when_it_is_not(
    sqlite: str,
) -> None:
    found = trial("full", sqlite, 2**20)
    if "skipped" in found:
        pytest.skip(f"no disk can be mounted here: {found['skipped']}")
    assert found["acknowledged"] > 10
    assert found["there"] is found["goes_on"] is True
    assert "full" in found["failed"]


def test_a_full_database_loses_nothing(sqlite: str) -> None:
    engine = opening.engine_of(sqlite)
    with store.create(engine) as office:
        main = office.ledger("main")
        main.post(Counted(id="c-1", on=date(2020, 11, 29), at=STORE, counted_cards=10**6))
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        engine.dispose()

        def limit(connection: Any, _: object) -> None:  # noqa: ANN401  of the driver
            connection.execute(f"PRAGMA max_page_count = {pages + 8}")

        sqlalchemy.event.listen(engine, "connect", limit)

        acknowledged = 1
        while acknowledged < 1_000:
            try:
                main.post(Printed(id=f"p-{acknowledged}", on=DAY, cards=1, note="x" * 500))
            except sqlalchemy.exc.OperationalError:
                break
            acknowledged += 1
        assert 1 < acknowledged < 1_000
    with store.open(sqlite) as office:
        office.verify()
        assert len(office.ledger("main").load()) == acknowledged
        assert (
            len(office.ledger("main").post(Printed(id="p-x", on=DAY, cards=1))) == acknowledged + 1
        )


def test_a_connection_that_is_cut_loses_nothing(postgresql: str) -> None:
    engine = opening.engine_of(postgresql)
    server = sqlalchemy.create_engine(postgresql, isolation_level="AUTOCOMMIT")
    cuts = iter([True])

    def cut(connection: Any, _: object, statement: str, *__: object) -> None:  # noqa: ANN401
        if statement.startswith("INSERT INTO ledger_entry") and next(cuts, False):
            number = connection.connection.dbapi_connection.info.backend_pid
            with server.connect() as other:
                other.execute(sqlalchemy.text(f"SELECT pg_terminate_backend({number})"))

    sqlalchemy.event.listen(engine, "before_cursor_execute", cut)
    counted = Counted(id="c-1", on=date(2020, 11, 29), at=STORE, counted_cards=10)
    with store.create(engine) as office:
        with pytest.raises(sqlalchemy.exc.OperationalError):
            office.ledger("main").post(counted)
        assert len(office.ledger("main").load()) == 0
        assert len(office.ledger("main").post(counted)) == 1
        assert office.verify()["ledger:main"].sequence == 1
    server.dispose()
