"""The events of a question: those that hold, and the ends of the cards that have one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil.frames._engines import Engine
from dukcapil.frames._layout import EVENTS, Frame
from dukcapil.frames._obligation import is_born_citizen
from dukcapil.frames._table import Table, check_together

__all__ = ["Log", "ends_of_cards"]

_NEEDED: Final = ("person", "kind", "occurred_on", "card", "valid_until")


@final
@attrs.frozen
class Log:
    """The events of some people.

    Attributes:
        events: those that no other supersedes.
        ends: the ends of cards, `_until`, of each `_person` and `_card` that has one. An end
            printed on the card of a citizen for life is none.
    """

    events: Table
    ends: Frame

    @classmethod
    def of(
        cls, events: IntoFrame, columns: Mapping[str, str] | None, *, stays: Table, function: str
    ) -> Log:
        """Check a table of events beside the stays of the same people."""
        standing = _not_superseded(events, columns, stays=stays, function=function)
        return cls(standing, ends_of_cards(standing, stays))

    @property
    def engine(self) -> Engine:
        """The engine that runs the events."""
        return self.events.engine

    def __getitem__(self, name: str) -> nw.Expr:
        """Return a column of the events as an expression."""
        return self.events[name]

    def kind_is_in(self, *names: str) -> nw.Expr:
        """Return whether an event is of one of some kinds."""
        return self.engine.is_in(self["kind"], names)

    def until(self, day: date) -> Log:
        """Return the events up to and with a day."""
        events = self.events
        past = events.frame.filter(events["occurred_on"] <= nw.lit(day))
        return attrs.evolve(self, events=attrs.evolve(events, frame=past))


def _not_superseded(
    events: IntoFrame, columns: Mapping[str, str] | None, *, stays: Table, function: str
) -> Table:
    table = Table.of(events, EVENTS, _NEEDED, columns, name="events", function=function)
    needed = [*_NEEDED, *(["ordinal"] if table.has("ordinal") else [])]
    needed += ["id", "supersedes"] if table.has("supersedes") else []
    table = Table.of(events, EVENTS, needed, columns, name="events", function=function)
    check_together(stays, table, function)
    if "supersedes" not in needed:
        return table
    superseded = table.frame.select(table["supersedes"].alias("_superseded")).filter(
        ~nw.col("_superseded").is_null()
    )
    standing = table.frame.with_columns(table["id"].alias(table.columns["id"])).join(
        superseded, left_on=table.columns["id"], right_on="_superseded", how="anti"
    )
    return attrs.evolve(table, frame=standing)


def ends_of_cards(events: Table, stays: Table) -> Frame:
    """Return the ends of the cards that have one, `_until`, by `_person` and `_card`."""
    is_for_life = is_born_citizen(stays) & stays["permit_until"].is_null()
    others = stays.frame.filter(~is_for_life).select(stays["person"].alias("_person"))
    return (
        events.frame.filter(~events["valid_until"].is_null() & ~events["card"].is_null())
        .select(
            events["person"].alias("_person"),
            events["card"].alias("_card"),
            events["valid_until"].alias("_until"),
        )
        .join(others, on="_person", how="semi")
        .group_by("_person", "_card")
        .agg(nw.col("_until").min())
    )
