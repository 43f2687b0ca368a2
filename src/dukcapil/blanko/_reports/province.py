"""The half-monthly report to the province."""

from datetime import date, timedelta
from typing import final

import attrs

from dukcapil._shared.checks import check_count, check_date, check_type, raise_faults
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.rendering import Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._ledger import Ledger
from dukcapil.blanko._reports.moves import (
    Table,
)
from dukcapil.blanko._reports.reconciliation import Reconciliation, reconcile
from dukcapil.errors import Fault
from dukcapil.months import Month

__all__ = ["ProvincialReport", "provincial_report"]


@final
@attrs.frozen(kw_only=True)
class ProvincialReport(Tabular, Value):
    """What the province is told twice a month.

    Attributes:
        on: the day of the figures of people.
        recording: how many of the obliged are recorded.
        suket_people: who hold an interim certificate; 0 or more.
        print_ready_people: who wait for print with a record that is ready; 0 or more.
        blanks: the blanks of the half of the month that `on` falls in: its 1st to 15th, or from
            the 16th on. What remains is its `closing_cards`.

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
            raise_faults("ProvincialReport", [("blanks", Fault.CONTRADICTION)])

    def _table(self) -> Table:
        percent = self.recording.percent()
        figures = {
            "obliged people": self.recording.obliged,
            "recorded people": self.recording.covered,
            "recorded, percent": "" if percent is None else percent,
            "suket people": self.suket_people,
            "print-ready people": self.print_ready_people,
            "blanks received": self.blanks.received_cards,
            "blanks used": self.blanks.printed_cards,
            "blanks spoiled": self.blanks.spoiled_cards,
            "blanks remaining": self.blanks.closing_cards,
        }
        rows = [(name, f"{figure:,}" if figure != "" else "") for name, figure in figures.items()]
        last_day = self.blanks.until - timedelta(days=1)
        return ("", f"{self.blanks.since} to {last_day}"), rows


def provincial_report(  # noqa: PLR0913  the figures the province asks for, by name
    ledger: Ledger,
    *,
    on: date,
    obliged_people: int,
    recorded_people: int,
    print_ready_people: int,
    suket_people: int,
) -> ProvincialReport:
    """The twice-monthly report to the province.

    Args:
        ledger: the ledger; its entries of the whole half of the month count.
        on: the day of the figures of people. The period is that half of its month: the 1st to
            15th, or from the 16th on.
        obliged_people: who must hold a card; 0 or more.
        recorded_people: who of them are recorded; 0 or more.
        print_ready_people: who wait for print with a record that is ready; 0 or more.
        suket_people: who hold an interim certificate; 0 or more.

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
        >>> print(report)
                            2020-11-01 to 2020-11-15
        obliged people                     1,797,232
        recorded people                    1,754,756
        recorded, percent                      97.64
        suket people                             300
        print-ready people                    12,000
        blanks received                        9,000
        blanks used                            7,100
        blanks spoiled                             0
        blanks remaining                       1,900
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
