"""Laws of region codes, against a slow reading of the specification."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from support.strategies import regions as fine_codes

from dukcapil import InvalidRegionCode, RegionCode, regions
from dukcapil.errors import Fault, MissingExtra
from dukcapil.regions import Level

WIDTHS = (2, 2, 2, 4)


def is_code(text: str) -> bool:
    """Read the specification aloud: 32, 32.75, 32.75.01 or 32.75.01.1001."""
    parts = text.split(".")
    if len(parts) > 4 or any(
        len(part) != width or any(character not in "0123456789" for character in part)
        for part, width in zip(parts, WIDTHS, strict=False)
    ):
        return False
    return (
        11 <= int(parts[0]) <= 96
        and "00" not in parts[1:3]
        and (len(parts) < 4 or int(parts[3]) >= 1000)  # below are the villages of BPS
    )


def numbers(low: int, high: int, *, places: int = 2) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(f"{{:0{places}}}".format)


def joined(separator: str) -> st.SearchStrategy[str]:
    """Texts with the shape of a code, possible or not, of one to four parts."""
    parts = st.tuples(
        numbers(9, 98),
        st.just("00") | numbers(0, 99),
        st.just("00") | numbers(0, 99),
        numbers(0, 9999, places=4),
    )
    return st.builds(lambda all_, n: separator.join(all_[:n]), parts, st.integers(1, 4))


codes = st.one_of(fine_codes, numbers(11, 96).map(RegionCode))
mistyped = st.builds(
    lambda code, place, character: code[:place] + character + code[place + 1 :],
    codes,
    st.integers(0, 12),
    st.sampled_from(".0123456789 -x\n\u0661\uff11\u00b2"),
)


class TestRegionCode:
    """A region code is a dotted Kemendagri code `32`, `32.75`, `32.75.01`, `32.75.01.1001`."""

    @given(joined(".") | mistyped | st.text("0123456789.", max_size=14) | st.text())
    def test_a_text_is_judged_as_the_specification_reads(self, text: str) -> None:
        assert RegionCode.is_valid(text) is is_code(text)

    @given(codes)
    def test_the_level_is_the_number_of_parts(self, code: RegionCode) -> None:
        assert code.level == len(code.split("."))

    @given(codes)
    def test_the_parent_has_one_part_less(self, code: RegionCode) -> None:
        parts = code.split(".")
        assert code.parent == (".".join(parts[:-1]) or None)
        assert (code.parent is None) is (code.level is Level.PROVINCE)

    @given(codes)
    def test_the_ancestors_lead_from_the_parent_to_the_province(self, code: RegionCode) -> None:
        parts = code.split(".")
        assert code.ancestors == tuple(".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))

    @given(codes, st.sampled_from(Level))
    def test_a_code_is_its_own_or_an_ancestor_at_every_level_up_to_its_own(
        self, code: RegionCode, level: Level
    ) -> None:
        wider = [region for region in (code, *code.ancestors) if region.level is level]
        try:
            found = [code.at(level)]
        except ValueError:
            found = []
        assert found == wider


class TestParse:
    """`RegionCode.parse` accepts undotted."""

    @given(codes)
    def test_parse_reads_a_code_with_and_without_dots(self, code: RegionCode) -> None:
        assert RegionCode.parse(str(code)) == RegionCode.parse(code.replace(".", "")) == code

    @given(joined(""))
    def test_undotted_digits_are_judged_as_their_dotted_form(self, text: str) -> None:
        ends = [end for end in (2, 4, 6, 10) if end <= len(text)]
        dotted = ".".join(text[a:b] for a, b in zip([0, *ends], ends, strict=False))
        try:
            found: str | None = RegionCode.parse(text)
        except InvalidRegionCode:
            found = None
        assert found == (dotted if is_code(dotted) else None)


class TestBPS:
    """BPS kecamatan have 7 digits; a BPS-shaped code is refused with a hint."""

    @given(numbers(11, 94), numbers(1, 99), numbers(10, 999, places=3), st.sampled_from(["", "."]))
    def test_a_kecamatan_of_three_digits_is_refused_as_one_of_bps(
        self, province: str, kab_kota: str, kecamatan: str, dot: str
    ) -> None:
        text = dot.join([province, kab_kota, kecamatan])
        assert _reasons(text) == {Fault.BPS_CODE}

    @given(
        numbers(11, 94),
        numbers(1, 99),
        st.integers(1, 99).map("{:02}0".format),
        numbers(1, 999, places=3),
    )
    def test_a_village_below_a_kecamatan_that_ends_in_0_is_refused_as_one_of_bps(
        self, province: str, kab_kota: str, kecamatan: str, village: str
    ) -> None:
        text = province + kab_kota + kecamatan + village
        try:
            RegionCode.parse(text)
        except InvalidRegionCode as error:
            reason = error.reason
        assert reason is Fault.BPS_CODE


class TestContainment:
    """`child in parent`: every region lies in itself and in its ancestors, and in no other."""

    @given(codes, codes)
    def test_a_region_lies_in_itself_and_in_its_ancestors_only(
        self, one: RegionCode, other: RegionCode
    ) -> None:
        for wide in (other, *other.ancestors, *one.ancestors):
            assert (one in wide) is (wide in (one, *one.ancestors))

    @given(codes)
    def test_no_region_lies_in_one_of_its_own_parts(self, code: RegionCode) -> None:
        assert code in code  # noqa: PLR0124
        assert [wide for wide in code.ancestors if wide in code] == []


class TestLookup:
    """Unknown is `None`, never an error."""

    @given(codes)
    def test_every_code_that_can_be_is_looked_up(self, code: RegionCode) -> None:
        region = regions.lookup(code)
        assert region is None or (region.code, region.level) == (code, code.level)

    @given(codes)
    def test_the_children_lie_one_level_down(self, code: RegionCode) -> None:
        try:
            children = regions.children(code)
        except MissingExtra:
            assert code.level is Level.KECAMATAN
            assert regions.lookup(code) is not None
            return
        for region in children:
            assert region.code.parent == code
            assert regions.lookup(region.code) == region
            assert not region.retired


class TestNames:
    """`find` returns regions in use, by code, and spelling makes no difference."""

    @given(st.text(max_size=30))
    def test_every_text_is_a_name_that_some_regions_have_or_none(self, name: str) -> None:
        found = regions.find(name)
        assert list(found) == sorted(found, key=lambda region: region.code)
        assert all(regions.lookup(region.code) == region for region in found)
        assert not any(region.retired for region in found)

    @given(
        st.sampled_from(["Pondokgede", "Kota Bekasi", "Ma'u", "Toli-Toli", "Depok"]),
        st.text(" .-_,;/", max_size=3),
        st.text(" .-_,;/", max_size=3),
        st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    )
    def test_case_and_punctuation_make_no_difference(
        self, name: str, before: str, after: str, written: Callable[[str], str]
    ) -> None:
        spelled = before + written(name).replace(" ", f" {after} ") + after
        assert regions.find(spelled) == regions.find(name) != ()


class TestText:
    """A region code is a `str`: it sorts, hashes and stores as its text."""

    @given(codes, st.integers(0, pickle.HIGHEST_PROTOCOL))
    def test_it_stands_for_its_text(self, code: RegionCode, protocol: int) -> None:
        text = "".join(code)
        assert str(code) == f"{code}" == json.loads(json.dumps(code)) == text
        assert hash(code) == hash(text)
        assert repr(code) == f"RegionCode('{text}')"
        for again in (
            pickle.loads(pickle.dumps(code, protocol)),
            copy.copy(code),
            copy.deepcopy(code),
        ):
            assert type(again) is RegionCode
            assert again == code == text


def _reasons(text: str) -> set[Fault]:
    """Why each way to make a code refuses the text."""
    reasons = set()
    for make in (RegionCode, RegionCode.parse):
        try:
            make(text)
        except InvalidRegionCode as error:
            reasons.add(error.reason)
    return reasons
