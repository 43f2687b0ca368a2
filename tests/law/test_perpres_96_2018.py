"""Perpres 96/2018 on how registration is done: the articles in use here."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from dukcapil import NIK, PermanentForeigner, StayPermit, law
from dukcapil.cards import (
    CardDamaged,
    CardEvent,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardWithdrawn,
    IssueReason,
    fold,
    uses_blank,
)

DAY = timedelta(days=1)
WOMAN = NIK("3275994105030001")
FIRST, SECOND = date(2020, 6, 2), date(2022, 8, 17)


def issued(card: str, on: date, reason: IssueReason) -> list[CardEvent]:
    """Return the events of a card printed and handed over in a day."""
    return [
        CardPrinted(id=f"{card}-printed", nik=WOMAN, occurred_on=on, card=card, reason=reason),
        CardHandedOver(id=f"{card}-handed-over", nik=WOMAN, occurred_on=on, card=card),
    ]


OLD = issued("old", FIRST, IssueReason.NEW)
WITHDRAWN = CardWithdrawn(id="e-9", nik=WOMAN, occurred_on=SECOND, card="old")


def cards_held(events: list[CardEvent], on: date) -> str | None:
    card = fold(events, on=on).card
    return None if card is None else card.id


class TestPasal14:
    """A card is issued new, after moving in, a change, an extension, loss or damage."""

    def test_there_are_six_reasons_as_loss_and_damage_are_published_apart(self) -> None:
        assert {reason.name for reason in IssueReason} == {
            "NEW",
            "MOVED_IN",
            "DATA_CHANGE",
            "PERMIT_EXTENSION",
            "LOST",
            "DAMAGED",
        }

    @pytest.mark.parametrize("reason", IssueReason)
    def test_all_cite_it(self, reason: IssueReason) -> None:
        assert str(reason.citation) == "Pasal 14 Perpres 96/2018"
        assert reason.citation is law.CARD_ISSUE

    @pytest.mark.parametrize("reason", IssueReason)
    def test_every_kind_uses_one_blank(self, reason: IssueReason) -> None:
        assert sum(map(uses_blank, issued("new", SECOND, reason))) == 1

    @pytest.mark.parametrize("reason", [IssueReason.MOVED_IN, IssueReason.DATA_CHANGE])
    def test_the_old_card_is_held_until_the_office_that_issues_the_new_one_withdraws_it(
        self, reason: IssueReason
    ) -> None:
        events = [*OLD, *issued("new", SECOND, reason), WITHDRAWN]
        assert cards_held(events, SECOND - DAY) == "old"
        assert cards_held(events, SECOND) == "new"
        assert sum(map(uses_blank, events)) == 2

    @pytest.mark.parametrize(
        ("kind", "reason"), [(CardLost, IssueReason.LOST), (CardDamaged, IssueReason.DAMAGED)]
    )
    def test_a_lost_or_damaged_card_is_replaced(
        self, kind: type[CardLost | CardDamaged], reason: IssueReason
    ) -> None:
        loss = kind(id="e-9", nik=WOMAN, occurred_on=SECOND - 9 * DAY, card="old")
        events = [*OLD, loss, *issued("new", SECOND, reason)]
        days = (SECOND - 10 * DAY, SECOND - 9 * DAY, SECOND)
        assert [cards_held(events, on) for on in days] == ["old", None, "new"]

    def test_a_foreigner_gets_another_card_when_the_permit_is_extended(self) -> None:
        end = date(2027, 8, 17)
        permits = [StayPermit(since=FIRST, until=SECOND), StayPermit(since=SECOND, until=end)]
        foreigner = PermanentForeigner(permits)
        events = [*OLD, *issued("new", SECOND, IssueReason.PERMIT_EXTENSION), WITHDRAWN]
        card = fold(events, on=SECOND, citizenship=foreigner).card
        assert card is not None
        assert (card.id, card.valid_until) == ("new", end)
        assert fold(OLD, on=SECOND, citizenship=foreigner).card is None

    def test_the_citation_is_marked_as_quoted(self) -> None:
        assert law.CARD_ISSUE.certainty is law.Certainty.QUOTED


class TestPasal22:
    """A card may be issued by an office other than that of the domicile."""

    @pytest.mark.parametrize("reason", IssueReason)
    def test_it_is_a_place_beside_any_reason(self, reason: IssueReason) -> None:
        printed, handed_over = issued("new", SECOND, reason)
        assert isinstance(printed, CardPrinted)
        outside = attrs.evolve(printed, outside_domicile=True)
        card = fold([outside, handed_over], on=SECOND).card
        assert card is not None
        assert (card.reason, uses_blank(outside)) == (reason, True)

    def test_the_citation_is_marked_as_quoted(self) -> None:
        assert str(law.CARD_OUTSIDE_DOMICILE) == "Pasal 22 Perpres 96/2018"
        assert law.CARD_OUTSIDE_DOMICILE.certainty is law.Certainty.QUOTED
