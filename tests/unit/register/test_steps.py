"""The changes of stage in columns are those of the folds, day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from support import oracle
from support.histories import ANA, CID, OF_ANA, WAY, Permits, day, events_of, happened, someone

from dukcapil import (
    Register,
    Resident,
)
from dukcapil.cards import (
    CardBroughtIn,
    CardDamaged,
    CardFound,
    CardHandedOver,
    CardLost,
    CardPrinted,
    CardShipped,
    CardVoided,
    CardWithdrawn,
    IssueReason,
    SuketIssued,
)
from dukcapil.recording import (
    AdjudicationRequired,
    BiometricsCaptured,
    DuplicateCleared,
    DuplicateFound,
    EnrollmentFailedAtCentral,
    PrintReadyRecordMade,
    RecordDeleted,
    SentForCardPrinting,
)

SECOND: dict[str, Any] = {"card": "c-2", "reason": IssueReason.LOST}
LIVES: dict[str, tuple[Resident, list[Any]]] = {
    "nothing": (ANA, []),
    "a whole way, and back": (
        ANA,
        [
            *events_of(*WAY[:2], SentForCardPrinting, CardPrinted, CardShipped, CardHandedOver),
            happened(CardWithdrawn, 8),
            happened(RecordDeleted, 9),
            happened(BiometricsCaptured, 11),
        ],
    ),
    "all in a day": (ANA, [happened(kind, 2, id=kind.__name__) for kind in WAY]),
    "up and down in a day": (
        ANA,
        [*OF_ANA, happened(CardLost, 5), happened(CardPrinted, 5, id="x", ordinal=9, **SECOND)],
    ),
    "two cards": (
        ANA,
        [
            *OF_ANA,
            happened(CardPrinted, 4, **SECOND),
            happened(CardHandedOver, 6, card="c-2"),
            happened(CardDamaged, 7),
            happened(CardVoided, 9, card="c-2"),
        ],
    ),
    "a card from elsewhere, lost": (ANA, events_of(CardBroughtIn, CardLost)),
    "a card from elsewhere, lost, then recorded": (
        ANA,
        events_of(CardBroughtIn, CardLost, BiometricsCaptured),
    ),
    "a duplicate": (ANA, events_of(*WAY[:2], DuplicateFound, DuplicateCleared, RecordDeleted)),
    "corrected": (
        ANA,
        [
            *OF_ANA,
            happened(CardHandedOver, 7, supersedes=OF_ANA[3].id),
        ],
    ),
    "a failure, deleted and made anew in a day": (
        ANA,
        [
            *events_of(BiometricsCaptured, EnrollmentFailedAtCentral),
            *(
                happened(kind, 4, id=kind.__name__)
                for kind in (PrintReadyRecordMade, BiometricsCaptured, RecordDeleted)
            ),
            happened(CardPrinted, 30),
        ],
    ),
    "deleted and made anew in a day, with a capture alone": (
        ANA,
        [
            *OF_ANA[:2],
            *(happened(kind, 5, id=kind.__name__) for kind in (BiometricsCaptured, RecordDeleted)),
            happened(PrintReadyRecordMade, 8),
        ],
    ),
    "made and deleted in a day": (
        ANA,
        [happened(kind, 4, id=kind.__name__) for kind in (RecordDeleted, BiometricsCaptured)],
    ),
    "a lost card that is found, and lost again": (
        ANA,
        [*OF_ANA, happened(CardLost, 4), happened(CardFound, 5), happened(CardLost, 8)],
    ),
    "a card printed and voided": (ANA, events_of(CardPrinted, CardVoided)),
    "a waiting card, withdrawn": (ANA, events_of(*WAY[:3], CardWithdrawn)),
    "two dispatches to the printer": (
        ANA,
        [
            *events_of(*WAY[:2], SentForCardPrinting, CardPrinted, CardHandedOver, CardLost),
            happened(SentForCardPrinting, 8),
            happened(CardPrinted, 9, **SECOND),
        ],
    ),
    "a lost card, then a duplicate, cleared": (
        ANA,
        [
            *OF_ANA,
            happened(CardLost, 4),
            happened(DuplicateFound, 5),
            happened(DuplicateCleared, 8),
        ],
    ),
    "a card that came on the day of the deletion": (
        ANA,
        [
            *OF_ANA[:2],
            happened(RecordDeleted, 5),
            happened(CardBroughtIn, 5, id="x"),
            happened(CardLost, 7),
        ],
    ),
    "adjudicated": (
        ANA,
        events_of(BiometricsCaptured, AdjudicationRequired, PrintReadyRecordMade),
    ),
    "a suket": (ANA, [*OF_ANA[:2], happened(SuketIssued, 3), happened(CardPrinted, 5)]),
    "a dated card of a citizen": (
        ANA,
        [*OF_ANA[:2], attrs.evolve(OF_ANA[2], valid_until=day(9)), OF_ANA[3]],
    ),
    "a dated card that was corrected": (
        ANA,
        [*OF_ANA[:3], happened(CardPrinted, 6, valid_until=day(9), supersedes=OF_ANA[2].id)],
    ),
}
PERMITS: dict[str, Permits] = {
    "for life": [(-9, None)],
    "that ends": [(-9, 6)],
    "renewed": [(-9, 6), (6, None)],
    "that lapses": [(-9, 6), (9, 15)],
    "to come": [(9, 15)],
}
for label, permits in PERMITS.items():
    foreigner = someone(permits=permits)
    ways = {"": [], ", then replaced": [happened(CardPrinted, 10, **SECOND)]}
    for how, more in ways.items():
        LIVES[f"a foreigner, permit {label}{how}"] = (foreigner, [*OF_ANA, *more])


@pytest.mark.parametrize("life", LIVES)
def test_the_steps_are_the_stages_of_every_day(life: str) -> None:
    person, events = LIVES[life]
    # Others before and after, so that everybody's steps have their own place.
    before = someone(9, born=date(2003, 4, 1))
    register = Register.of(
        [person, CID, before],
        [*events, *events_of(*WAY, who=CID), *events_of(BiometricsCaptured, who=before)],
    )
    position = register._order[register.residents.index(person)]
    for number in range(-3, 20):
        on = day(number)
        part = register.standing(person.nik, on=on).part
        assert register._state.steps.at(position, on.toordinal()) == part.value
        assert oracle.position(person, events, on) == oracle.POSITIONS[part.value]


def test_some_lives_day_by_day() -> None:
    def stages(life: str) -> str:
        person, events = LIVES[life]
        register = Register.of([person], events)
        return "".join(str(int(register.standing(person.nik, on=day(n)).stage)) for n in range(14))

    assert stages("a whole way, and back") == "12233444200111"
    assert stages("up and down in a day") == "12344333333333"
    assert stages("two cards") == "12344444422222"
    assert stages("a card from elsewhere, lost, then recorded") == "42222222222222"
    assert stages("a failure, deleted and made anew in a day") == "11112222222222"
    assert stages("a lost card that is found, and lost again") == "12342444222222"
    assert stages("a card printed and voided") == "32222222222222"
    assert stages("a lost card, then a duplicate, cleared") == "12342111111111"
    assert stages("a dated card of a citizen") == "12344444444444"  # the end has no effect
    assert stages("a foreigner, permit that ends") == "12344422222222"
    assert stages("a foreigner, permit that lapses, then replaced") == "12344422223333"
