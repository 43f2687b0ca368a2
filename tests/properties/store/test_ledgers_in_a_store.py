"""A ledger in a store is the ledger that the core makes of the same documents."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from support.strategies import dates

from dukcapil import Ledger, Register
from dukcapil.testing import documents, registers

pytest.importorskip("sqlalchemy")
from dukcapil import store


@given(documents())
def test_documents_are_taken_and_refused_as_by_the_core(given: list[tuple[object, ...]]) -> None:
    ledger = Ledger()
    with store.create("sqlite://") as office:
        main = office.ledger("main")
        for document in given:
            after, refusal = ledger.submit(*document)  # type: ignore[arg-type]
            if refusal is None:
                assert main.post(*document) == after  # type: ignore[arg-type]
            else:
                with pytest.raises(type(refusal)) as caught:
                    main.post(*document)  # type: ignore[arg-type]
                assert str(caught.value) == str(refusal)
            ledger = after
        assert main.load() == ledger
        assert main.verify().sequence == len(ledger)


@settings(max_examples=settings().max_examples // 2)
@given(registers(), dates)
def test_a_register_is_kept_and_known_as_by_the_core(register: Register, day: date) -> None:
    with store.create("sqlite://") as office:
        kept = office.people.append(register._entries(), register.events())
        assert kept == register
        assert office.people.known_on(day) == register.known_on(day)
        assert store.StoredPeople(office._database).load() == register
