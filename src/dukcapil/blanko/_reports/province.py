"""The half-monthly report to the province."""

from datetime import date
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._reports.reconciliation import FIGURE_COLUMNS, Reconciliation, reconcile
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["ProvincialReport", "provincial_report"]


@final
@attrs.frozen(kw_only=True)
class ProvincialReport(Tabular, Value):
    """The half-monthly report of an office to the province.

    Attributes:
        on: the day of the figures of people.
        recording: the recorded among the obliged.
        suket_people: holders of an interim certificate; 0 or more.
        print_ready_people: people with a record ready for print who wait for a card; 0 or more.
        blanks: the blanks of the half of the month that `on` falls in: its 1st to 15th, or from
            the 16th on. Its figures add up, and what remains is its `closing_cards`.

    Raises:
        InvalidRecord: for negative numbers, or blanks of another period.
    """

    on: date
    recording: Coverage
    suket_people: int
    print_ready_people: int
    blanks: Reconciliation

    def __attrs_post_init__(self) -> None:
        check_date(self, "on", self.on)
        check_type(self, "recording", self.recording, Coverage)
        check_count(self, "suket_people", self.suket_people)
        check_count(self, "print_ready_people", self.print_ready_people)
        check_type(self, "blanks", self.blanks, Reconciliation)
        if (self.blanks.since, self.blanks.until) != _half_of_month(self.on):
            raise_faults("ProvincialReport", [("blanks", Fault.CONTRADICTION, "on")])

    def _content(self) -> Content:
        recording, blanks = self.recording, self.blanks
        people = recording.obliged, recording.covered, recording.percent()
        waiting = self.suket_people, self.print_ready_people
        figures = (getattr(blanks, column.name) for column in FIGURE_COLUMNS)
        return _COLUMNS, [(blanks.since, blanks.until, *people, *waiting, *figures)]


_COLUMNS: Final = (
    Column("since", Kind.DATE),
    Column("until", Kind.DATE),
    Column("obliged", Kind.COUNT),
    Column("recorded", Kind.COUNT),
    Column("percent", Kind.PERCENT),
    Column("suket_people", Kind.COUNT),
    Column("print_ready", Kind.COUNT),
    *FIGURE_COLUMNS,
)


def provincial_report(  # noqa: PLR0913  the figures the province asks for, by name
    ledger: Ledger,
    *,
    on: date,
    obliged_people: int,
    recorded_people: int,
    print_ready_people: int,
    suket_people: int,
) -> ProvincialReport:
    """Compile the half-monthly report to the province.

    Args:
        ledger: the ledger; its entries of the whole half of the month count.
        on: the day of the figures of people. The period is that half of its month: the 1st to
            15th, or from the 16th on.
        obliged_people: people who must hold a card; 0 or more.
        recorded_people: the recorded among them; 0 or more.
        print_ready_people: people with a record ready for print who wait for a card; 0 or more.
        suket_people: holders of an interim certificate; 0 or more.

    Raises:
        TypeError: for a `datetime`, something that is no ledger, or counts that are not `int`.
        InvalidRecord: for a negative count.

    Warns:
        CoverageAboveWhole: where more are recorded than obliged.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.blanko import provincial_report
        >>> from dukcapil.blanko import Allocated, Ledger, Printed, Received
        >>> ledger = Ledger().post(
        ...     Allocated(id="a-1", on=date(2020, 11, 2), cards=9_000, document="BAST 12"),
        ...     Received(id="r-1", on=date(2020, 11, 2), cards=9_000, document="BAST 12"),
        ...     Printed(id="p-1", on=date(2020, 11, 12), cards=7_100),
        ... )
        >>> report = provincial_report(
        ...     ledger,
        ...     on=date(2020, 11, 15),
        ...     obliged_people=1_797_232,
        ...     recorded_people=1_754_756,
        ...     print_ready_people=12_000,
        ...     suket_people=300,
        ... )
        >>> for name, figure in report.to_dicts()[0].items():
        ...     print(name, figure)
        since 2020-11-01
        until 2020-11-16
        obliged 1797232
        recorded 1754756
        percent 97.64
        suket_people 300
        print_ready 12000
        opening_cards 0
        opened_cards 0
        received_cards 9000
        borrowed_cards 0
        recovered_cards 0
        found_cards 0
        corrected_cards 0
        printed_cards 7100
        spoiled_cards 0
        lost_cards 0
        missing_cards 0
        lent_cards 0
        repaid_cards 0
        sent_back_cards 0
        closing_cards 1900
    """
    check_date("provincial_report", "on", on)
    since, until = _half_of_month(on)
    return ProvincialReport(
        on=on,
        recording=Coverage(obliged=obliged_people, covered=recorded_people),
        suket_people=suket_people,
        print_ready_people=print_ready_people,
        blanks=reconcile(ledger, since=since, until=until),
    )


def _half_of_month(on: date) -> tuple[date, date]:
    middle = on.replace(day=16)
    if on < middle:
        return on.replace(day=1), middle
    return middle, (Month.of(on) + 1).first_day
