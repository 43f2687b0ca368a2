"""The outcome of an import."""

from html import escape
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil._shared.problems import Problem, Problems
from dukcapil._shared.tables import Column, Content, Kind, Tabular
from dukcapil._shared.values import Value
from dukcapil.blanko._entries import Entry
from dukcapil.blanko._ledger import Ledger
from dukcapil.errors import Fault

__all__ = ["Import"]

_SHOWN: Final = 10


@final
@attrs.frozen(kw_only=True, repr=False)
class Import(Tabular, Value):
    """The outcome of `import_rows`: cards posted and rejected, and problems by row.

    Attributes:
        ledger: the ledger with what was posted; the one given where nothing was written.
        entries: what was posted for rows of the file, or would be.
        already_there: how many entries were in the ledger already.
        problems: what was not posted, and balances that differ, by row.
        sums: the rows that were taken for sums of others, and so not read.
        no_longer_in_file: ids of entries that came from the same book, of a day, a place and a
            figure that the file covers, but of no row of it.
        correction: the one document that turns the books into the file: it reverses those
            entries and has the new ones. Empty where nothing is to be corrected, or the ledger
            would refuse it; the problems of its rows say why.
        refusal: why the ledger refuses the correction; empty where it does not.
        ignored_columns: headings that were not understood and so not read.
        cards_in_file: all amounts that could be read.
        cards_posted: of these, those posted, or that would be.
        cards_rejected: those that were not.
        cards_already_there: those posted before.
        dry_run: whether nothing was written.

    Raises:
        InvalidRecord: where the cards in the file are not those posted, rejected and there already.
    """

    ledger: Ledger
    entries: tuple[Entry, ...]
    already_there: int
    problems: Problems
    sums: Problems
    no_longer_in_file: tuple[str, ...]
    correction: tuple[Entry, ...]
    refusal: str
    ignored_columns: tuple[str, ...]
    cards_in_file: int
    cards_posted: int
    cards_rejected: int
    cards_already_there: int
    dry_run: bool

    def __attrs_post_init__(self) -> None:
        check_type(self, "problems", self.problems, Problems)
        check_type(self, "sums", self.sums, Problems)
        known = self.cards_posted + self.cards_rejected + self.cards_already_there
        if known != self.cards_in_file:
            raise_faults("Import", [("cards_in_file", Fault.CONTRADICTION, "cards_posted")])

    def __repr__(self) -> str:
        """Return the numbers of entries and problems."""
        return (
            f"Import(entries={len(self.entries)}, already_there={self.already_there}, "
            f"problems={len(self.problems)}, sums={len(self.sums)}, "
            f"no_longer_in_file={len(self.no_longer_in_file)}, dry_run={self.dry_run})"
        )

    def __str__(self) -> str:
        """Return the sums, and remarks on what to check."""
        return "\n".join([super().__str__(), *self._remarks()])

    def _repr_html_(self) -> str:
        remarks = "".join(f"<li>{escape(remark)}</li>" for remark in self._remarks())
        return super()._repr_html_() + (remarks and f"<ul>{remarks}</ul>")

    def _content(self) -> Content:
        columns = (Column("figure"), Column("cards", Kind.COUNT), Column("entries", Kind.COUNT))
        return columns, [
            ("in the file", self.cards_in_file, None),
            ("to be posted" if self.dry_run else "posted", self.cards_posted, len(self.entries)),
            ("posted before", self.cards_already_there, self.already_there),
            ("rejected", self.cards_rejected, None),
        ]

    def _remarks(self) -> list[str]:
        remarks = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            remarks.append(f"and {len(self.problems) - _SHOWN} more, see `problems`")
        of_file = "no longer in the file, to be reversed" if self.dry_run else "reversed"
        if self.sums:
            places = ", ".join(map(_place, self.sums))
            remarks.append(f"rows that are sums, not read: {places}")
        # Headings and ids are the office's own words: they are counted, not shown.
        if self.ignored_columns:
            number = len(self.ignored_columns)
            remarks.append(f"headings not understood, not read: {number}, see `ignored_columns`")
        if self.no_longer_in_file:
            number = len(self.no_longer_in_file)
            remarks.append(f"{of_file}: {number}, see `no_longer_in_file`")
        if self.refusal:
            remarks.append(f"the correction is refused: {self.refusal}")
        elif self.correction and self.dry_run:
            remarks.append("nothing is written; correct=True posts the correction")
        return remarks


def _place(problem: Problem) -> str:
    return " ".join(filter(None, (problem.source, problem.sheet, str(problem.row))))
