"""Standing of one person on one day."""

from typing import final, get_args

import attrs

from dukcapil._shared.checks import check_type
from dukcapil._shared.values import Value
from dukcapil.cards import CardStatus, Holding
from dukcapil.recording import Recording, RecordingStatus
from dukcapil.regions import RegionCode
from dukcapil.register._stage import Stage, StagePart, part_of
from dukcapil.wajib_ktp import Assessment, Obliged

__all__ = ["Standing"]


@final
@attrs.frozen(kw_only=True)
class Standing(Value):
    """The standing of one resident on a date: obligation, residence, record and cards.

    Attributes:
        assessment: the obligation to hold a card, with its grounds.
        region: the region of residence; None where no stay covers the date.
        recording: the record.
        holding: the cards.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=date(2003, 5, 1),
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=date(2003, 5, 1))],
        ... )
        >>> standing = Register.of([someone]).standing(someone.nik, on=date(2020, 12, 9))
        >>> print(standing)
        obliged: is an Indonesian citizen, has turned 17 (Pasal 63 ayat (1) UU 23/2006 \
sebagaimana diubah dengan UU 24/2013); UNREGISTERED
        >>> standing.is_in_gap
        True
    """

    assessment: Assessment
    region: RegionCode | None
    recording: Recording
    holding: Holding

    def __attrs_post_init__(self) -> None:
        if type(self.assessment) not in get_args(Assessment):
            check_type(self, "assessment", self.assessment, Obliged)
        if self.region is not None:
            check_type(self, "region", self.region, RegionCode)
        check_type(self, "recording", self.recording, Recording)
        check_type(self, "holding", self.holding, Holding)

    @property
    def part(self) -> StagePart:
        """The part of the obliged to which the record and the cards amount, by `STAGE_TABLE`."""
        return part_of(self.recording, self.holding)

    @property
    def stage(self) -> Stage:
        """The stage of that part."""
        return self.part.stage

    @property
    def is_in_gap(self) -> bool:
        """True if the resident must hold a card and does not."""
        return isinstance(self.assessment, Obliged) and self.stage is not Stage.HOLDING

    @property
    def status(self) -> RecordingStatus:
        """The status as SIAK would show it, statuses of the card included."""
        if self.holding.card is not None:
            return RecordingStatus.CARD_ISSUED
        waiting = self.holding.waiting_card
        if waiting is None:
            is_ready = self.part is StagePart.PRINT_READY
            is_proved = is_ready and not self.recording.status.is_print_ready
            return RecordingStatus.PRINT_READY_RECORD if is_proved else self.recording.status
        shipped = waiting.status is CardStatus.SHIPPED
        return RecordingStatus.CARD_SHIPPED if shipped else RecordingStatus.CARD_PRINTED

    def __str__(self) -> str:
        """The assessment and the status, without any date."""
        return f"{self.assessment}; {self.status}"
