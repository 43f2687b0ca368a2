"""The public names. A change here is a change of the contract and belongs in the changelog."""

from __future__ import annotations

import importlib
import pickle
from pathlib import Path

import pytest

import dukcapil

TOP_LEVEL = """
    Citizen Coverage CoverageTable DukcapilError DukcapilWarning FamilyCardNumber Interval
    InvalidFamilyCardNumber InvalidNIK InvalidRecord InvalidRegionCode LeapDay Ledger Month NIK
    NotYetObliged Obliged OutOfScope PermanentForeigner Region RegionCode Register Residence
    Resident Scenario Sex Stage StayPermit assess bounds completed_years distribution flows
    measure obliged_from parse_residents project required_allocation series ages allocation
    blanko cards coverage demand errors forecast law months nik outreach recording regions
    register residents testing wajib_ktp
"""
MODULES = {
    "ages": "LeapDay birthday completed_years latest_birth_date",
    "allocation": "Claim Method ShareRow Sharing share",
    "blanko": """
        DESTROYED LOST MINISTRY PRINTED PROVINCE SPOILED STORE VARIANCE Allocated Closed
        Counted Destroyed Distributed Entry Import Ledger Lost Moment MovementKind
        MovementRow Movements Place PlaceBalance PlaceKind PrintCheck Printed
        ProvincialReport Received Reconciliation Refused Rejection Reopened Returned
        Reversed Serials Spoiled StockCard StockLine StockOut StockOutRun TrialBalance
        against_prints import_rows movements provincial_report reconcile stock_card
        stock_out_days trial_balance
    """,
    "cards": """
        ALLOWED Card CardBroughtIn CardDamaged CardEvent CardHandedOver CardLost CardPrinted
        CardShipped CardStatus CardVoided CardWithdrawn Holding IssueReason Retracted SuketIssued
        fold uses_blank
    """,
    "coverage": """
        AgeBand AgeBands BacklogRow BacklogTable By Cohort Contribution Coverage CoverageChange
        CoverageRow CoverageTable Decomposition Dimension Disagreement EarlyRow EarlyTable Flow
        FlowCount FlowRow FlowTable Kitagawa StageRow StageTable SuppressedRow SuppressedTable
        Timeliness TimelinessStep backlog decompose early_recordings flows kitagawa measure
        partition series timeliness year_target
    """,
    "demand": """
        BlankUse MonthlyRates NewlyObliged NewlyObligedRow blanks_used monthly_rates newly_obliged
        newly_obliged_by_age
    """,
    "errors": """
        ConflictingEntry CountMismatch CoverageAboveWhole DukcapilError DukcapilWarning
        DuplicateRecord EmptyTable Fault IllegalTransition InsufficientBlanko
        InvalidFamilyCardNumber InvalidNIK InvalidRecord InvalidRegionCode InvalidTable LedgerError
        MissingExtra NIKMismatch RefusedEntry UnknownColumn UnknownRegion UnsoundPlan
    """,
    "forecast": """
        Engine Estimate Exactness FailedPrints Fan Figure Infeasible MonthOutlook Outlook Required
        distribution law_of month_reached probability_of_target required_allocation
        required_increase required_print_capacity required_recording_capacity
        scenario_from_register
        METHODS Backtest Binding Binomial Blocks Bounds Common DemandHistory Empirical
        FixedLot ForecastMethod Independent Intermittent IntermittentDemand Interval Law
        MethodScore MinMax Mixture MonthBounds MonthEnd NegativeBinomial Newsvendor
        OrderUpTo Pmf Poisson PolicyMeasures Regimes ReorderPoint Scenario SeasonalFactor
        SeasonalLevel StockLevels StockPolicy Sum Trajectory Uniform Unknown
        average_monthly_cards backtest bounds crps expected_shortfall intermittent_demand
        lead_time_demand mase months_of_stock newsvendor pinball_loss policy_measures
        project reorder_point seasonal_level seasonal_naive wilson_interval
    """,
    "frames": """
        By Column Dimension EVENTS Kind STAYS event_problems flows mask_niks measure newly_obliged
        partition pseudonymise_niks series standing stay_problems to_frames
        with_is_nik with_nik_fault with_nik_parts with_obliged with_obliged_from
    """,
    "law": """
        CARD_ISSUE CARD_OUTSIDE_DOMICILE CARD_VALIDITY CITATIONS Certainty Citation Instrument
        NIK_FOR_LIFE OBLIGED_AGE ONE_CARD
        PERSONAL_DATA PROTECTED_DATA REGION_CODES WAJIB_KTP
    """,
    "months": "Month",
    "nik": "FamilyCardNumber NIK Sex",
    "outreach": """
        CrewSheet DayRule OpenDays Plan PlannedDay Replan Sent TravelTimes Venue VenueKind VenueRow
        VenueTable Visit Workday improve plan replan venues_from_register with_more_crews
    """,
    "recording": """
        ALLOWED AdjudicationRequired Biometric BiometricsCaptured DuplicateCleared DuplicateFound
        EnrollmentFailedAtCentral EnrollmentFailedAtRegional MissingBiometricNoted
        PrintReadyRecordMade ProcessingStarted ReceivedAtCentral RecordDeleted Recording
        RecordingEvent RecordingStatus Retracted SearchFailedAtCentral SentForCardPrinting
        SentForEnrollment fold recordable_from
    """,
    "regions": "Level Region RegionCode children find lookup",
    "register": "Event Register Stage Standing presumed_history",
    "residents": """
        Citizen EndOfStay Parsed PermanentForeigner Problem Residence Resident StayPermit
        parse_residents
    """,
    "testing": """
        birth_dates claims coverage_tables coverages dependences documents entries events
        family_card_numbers histories intervals kelurahan laws ledgers months niks places
        open_days plans populations region_codes registers residents scenarios serials
        synthetic_city synthetic_people travel_times uncertain_scenarios venues workdays
    """,
    "wajib_ktp": """
        Assessment Ground NotYetObliged Obliged OutOfScope assess obliged_among obliged_from
    """,
}


def test_the_package_exports_exactly_the_everyday_names() -> None:
    assert sorted(dukcapil.__all__) == sorted(TOP_LEVEL.split())


@pytest.mark.parametrize("module", MODULES)
def test_a_module_exports_exactly_its_names(module: str) -> None:
    if module == "frames":
        pytest.importorskip("narwhals")
    loaded = importlib.import_module(f"dukcapil.{module}")
    assert sorted(loaded.__all__) == sorted(MODULES[module].split())
    assert all(hasattr(loaded, name) for name in loaded.__all__)


def test_every_public_module_is_in_the_snapshot() -> None:
    files = Path(dukcapil.__file__).parent.glob("[!_]*")
    assert {file.stem for file in files} - {"py"} == set(MODULES)


@pytest.mark.parametrize("name", dukcapil.__all__)
def test_an_everyday_name_is_the_very_object_of_its_module(name: str) -> None:
    value = getattr(dukcapil, name)
    if name in MODULES:
        assert value is importlib.import_module(f"dukcapil.{name}")
    else:
        homes = [
            module
            for module, names in MODULES.items()
            if name in names.split() and module != "frames"  # where the twins bear the same names
        ]
        assert [getattr(importlib.import_module(f"dukcapil.{home}"), name) for home in homes] == [
            value
        ]


def test_completion_offers_the_public_names_and_the_version() -> None:
    assert dir(dukcapil) == sorted([*dukcapil.__all__, "__version__"])


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = dukcapil.nonsense


def test_every_error_and_warning_belongs_to_the_tree() -> None:
    for name in MODULES["errors"].split():
        kind = getattr(dukcapil.errors, name)
        if name == "Fault":
            continue
        assert issubclass(kind, dukcapil.DukcapilError | dukcapil.DukcapilWarning)
        if name.startswith(("Invalid", "Duplicate")):
            assert issubclass(kind, ValueError)


def test_errors_survive_pickling_with_their_data() -> None:
    for error in (
        dukcapil.InvalidNIK(reason=dukcapil.errors.Fault.LENGTH, found="6 characters"),
        dukcapil.InvalidRecord(path="rows[3]", field="sex", reason=dukcapil.errors.Fault.MISSING),
        dukcapil.errors.DuplicateRecord(kind="place and date", count=2),
        dukcapil.errors.MissingExtra(extra="testing"),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert vars(again) == vars(error)
        assert str(again) == str(error)


def test_every_fault_has_a_phrase_and_an_advice() -> None:
    for fault in dukcapil.errors.Fault:
        assert str(fault) == fault.value
        assert fault.advice
