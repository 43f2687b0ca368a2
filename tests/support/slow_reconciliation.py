"""The reconciliation of a period computed from all entries, the oracle of the report."""

from __future__ import annotations

from datetime import date

import attrs
from support.naive_ledger import Naive

from dukcapil.blanko import Allocated, Blank, Ledger, Place, PlaceKind, Reconciliation, Reversed

__all__ = ["by_entries"]

FIGURE_OF = {
    "opening stock": "opened_cards",
    "found at counts": "found_cards",
    "printed": "printed_cards",
    "spoiled": "spoiled_cards",
    "destroyed": "spoiled_cards",
    "lost": "lost_cards",
    "missing at counts": "missing_cards",
    "lent to": "lent",
    "borrowed from": "borrowed",
    "ministry": "sent_back_cards",
    "province": "sent_back_cards",
}
TWO_WAYS = {
    ("lent", True): "lent_cards",
    ("lent", False): "recovered_cards",
    ("borrowed", True): "repaid_cards",
    ("borrowed", False): "borrowed_cards",
}


def by_entries(
    ledger: Ledger, since: date, until: date, blank: Blank = Blank.CITIZEN
) -> Reconciliation:
    """Entry by entry, with the moves of the slow ledger."""
    written = Naive().post(*ledger).written
    moves_of = {entry.id: moves for entry, moves in written}
    above = {entry.ends[1] for entry in ledger if isinstance(entry, Allocated)}
    figures = {field.name: 0 for field in attrs.fields(Reconciliation)[3:]}

    def outside(place: Place) -> str:
        if place.kind is PlaceKind.TRANSIT:
            return "received_cards" if place in above else ""
        return FIGURE_OF.get(place.kind.value, "")

    for entry, moves in written:
        known = moves_of[entry.reverses] if isinstance(entry, Reversed) else moves
        for (day, source, target, cards), (began, *_) in zip(moves, known, strict=True):
            if source.blank is not blank:
                continue
            came, went = outside(source), outside(target)
            change = ((not went) - (not came)) * cards
            figures["opening_cards"] += change * (day < since)
            figures["closing_cards"] += change * (day < until)
            if since <= day < until and change:
                if isinstance(entry, Reversed) and began < since:
                    figures["corrected_cards"] += change
                else:
                    sign = -1 if isinstance(entry, Reversed) else 1
                    is_out = bool(went) is (sign > 0)
                    figure = TWO_WAYS.get((came or went, is_out), came or went)
                    figures[figure] += sign * cards
    return Reconciliation(since=since, until=until, blank=blank, **figures)
