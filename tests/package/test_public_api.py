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
    Resident Scenario Sex Stage StayPermit ages allocation assess blanko bounds cards
    completed_years coverage demand distributions errors events flows forecast inventory law
    measure months nik obliged_from outlook outreach parse_residents project recording regions
    register required_allocation residents serial series spreadsheets testing wajib_ktp
"""
MODULES = {
    "ages": """
        LeapDay birthday completed_years latest_birth_date
    """,
    "allocation": """
        Claim Method ShareRow Sharing share
    """,
    "blanko": """
        AgeRow Allocated Blank Borrowed Closed CountRow CountSheet Counted DESTROYED
        Destroyed DestructionRow Destructions Distributed DocumentMoves DocumentRow Entry
        FOUND HandOver HandOverRow Import InTransit InTransitRow LOST Ledger Lent Lost
        MINISTRY MISSING Moment MovementKind MovementRow Movements OPENING PRINTED
        PROVINCE Place PlaceBalance PlaceKind PlaceMonth PlaceMovements PrintCheck Printed
        ProvincialReport Received Reconciliation Reopened Returned Reversed SPOILED STORE
        SerialHistory SerialLine Serials Spoiled StockAgeing StockCard StockLine StockOut
        StockOutRun StockValue TrialBalance ValueRow against_prints count_sheet
        destructions document_moves hand_over import_rows in_transit movements
        place_movements provincial_report reconcile serial_history stock_ageing stock_card
        stock_out_days stock_value trial_balance
    """,
    "cards": """
        ALLOWED Card CardBroughtIn CardDamaged CardEvent CardFound CardHandedOver CardLost
        CardPrinted CardShipped CardStatus CardVoided CardWithdrawn Holding IssueReason SuketIssued
        fold uses_blank
    """,
    "coverage": """
        AgeBand AgeBands BacklogRow BacklogTable By Cohort Contribution Coverage CoverageChange
        CoverageRow CoverageTable Decomposition Dimension Disagreement EarlyRow EarlyTable Flow
        FlowCount FlowRow FlowTable Kitagawa LateFact ParsedTable RevisionCount RevisionRow
        RevisionTable StageRow StageTable SuppressedCounts SuppressedCountsRow SuppressedRow
        SuppressedTable Timeliness TimelinessStep backlog decompose early_recordings flows
        kitagawa measure parse_table partition revisions series timeliness year_target
    """,
    "demand": """
        Backtest BlankUse DemandForecast DemandHistories DemandHistory DemandPattern ForecastMethod
        Intermittent IntermittentDemand METHODS MethodScore MonthlyRates NewlyObliged
        NewlyObligedRow Occasion PEMILU PILKADA ReconciledForecasts ReconciledRow Reconciling
        SeasonalFactor SeasonalLevel TrendAndSeason backtest blanks_used crps forecast_demand
        intermittent_demand mase monthly_rates newly_obliged newly_obliged_by_age parse_histories
        pinball_loss ramadan reconcile seasonal_level seasonal_naive trend_and_season
        wilson_interval
    """,
    "distributions": """
        Binomial Blocks Common Distribution Empirical Independent Mixture NegativeBinomial Pmf
        Poisson Regimes Sum Uniform Unknown
    """,
    "errors": """
        ConcurrentWrite ConflictingEntry CountMismatch CoverageAboveWhole DamagedJournal
        DukcapilError DukcapilWarning
        DuplicateRecord EmptyTable Fault IllegalTransition InsufficientBlanko
        InvalidFamilyCardNumber InvalidJSON InvalidNIK InvalidRecord InvalidRegionCode
        InvalidRegisterFile InvalidStore InvalidTable InvalidWorkbook LedgerError MissingExtra
        NIKMismatch RefusedEntry RoundedNumbers UnknownColumn UnknownRegion UnsoundPlan
    """,
    "events": """
        Event Retracted
    """,
    "forecast": """
        Binding Bounds Branch Deliveries DeliveryAssumptions DeliveryCase Estimate Exactness
        FailedPrints Fan Figure Infeasible Interval Method MonthBounds MonthEnd MonthOutlook Outlook
        Required Scenario ScenarioTree Trajectory TreeOutlook bounds delivery_law distribution_of
        month_reached outlook probability_of_target project required_allocation required_increase
        required_print_capacity required_recording_capacity scenario_from_register
        scenario_from_table
    """,
    "frames": """
        By Column Dimension EVENTS Kind STATUSES STAYS add_up backlog backlog_table
        by_boundaries_of changes coverage_table early_recordings early_table event_problems
        flow_table flows from_frames from_statuses known_on mask_niks measure newly_obliged
        number_persons open_register partition pseudonymise_niks revisions save_register
        series stage_table standing status_problems stay_problems suppress timeliness to_frames
        with_is_nik with_nik_fault with_nik_parts with_obliged with_obliged_from with_region
        with_sex with_status within year_target
    """,
    "inventory": """
        FixedLot MinMax Newsvendor OrderUpTo PolicyMeasures ReorderPoint StockLevels StockPolicy
        average_monthly_cards expected_shortfall lead_time_demand months_of_stock newsvendor
        policy_measures reorder_point
    """,
    "law": """
        CARD_ISSUE CARD_OUTSIDE_DOMICILE CARD_VALIDITY CITATIONS Certainty Citation
        IDENTIFYING_DATA Instrument LIMITED_STAY LIMITED_STAY_PROCEDURE LOSS_REPORT
        LOSS_REPORT_DAYS MOVED_IN NIK_AFTER_CORRECTION NIK_FOR_LIFE NIT_EQUALS_NIK OBLIGED_AGE
        ONE_CARD PERMIT_REPORT PERMIT_REPORT_DAYS PERSONAL_DATA PRINTED_END PROTECTED_DATA
        REGION_CODES WAJIB_KTP
    """,
    "months": """
        Month
    """,
    "nik": """
        FamilyCardNumber NIK Sex
    """,
    "outreach": """
        Budget Crew CrewSheet DayRule DayShares Floor Hours Night OpenDays Plan PlannedDay Promise
        Replan Sent TimedVisit Timetable TravelTimes Venue VenueKind VenueRow VenueTable Visit
        Workday cost_of_promise improve plan replan venues_from_register with_more_crews
    """,
    "plots": """
        age_pyramid backlog_ages backtest_scores binding_bars bounds_band coverage_bars
        coverage_over_time distribution_bars newly_obliged_bars outlook_fan plan_board plan_map plot
        shares_side_by_side stage_bars stages_over_time stock_steps timeliness_curve
        trajectory_lines waterfall
    """,
    "recording": """
        ALLOWED AdjudicationRequired Biometric BiometricsCaptured DuplicateCleared DuplicateFound
        EnrollmentFailedAtCentral EnrollmentFailedAtRegional MissingBiometricNoted
        PrintReadyRecordMade ProcessingStarted ReceivedAtCentral RecordDeleted Recording
        RecordingEvent RecordingStatus STATUS_NAMES SearchFailedAtCentral SentForCardPrinting
        SentForEnrollment fold recordable_from
    """,
    "regions": """
        Level Region RegionCode children find lookup present retired
    """,
    "register": """
        CardsState InactiveNIKs Register Reorganisation STAGE_TABLE Stage StagePart Standing
        presumed_history
    """,
    "residents": """
        ChangedCitizenship Citizen CitizenPeriod Citizenship Codes EndOfStay InactiveNIK Marital
        Parsed PermanentForeigner Problem Problems Residence Resident SIAK Snapshot StayPermit
        UnknownBirthDay complete_exports parse_residents
    """,
    "serial": """
        FORMAT_VERSION MODEL_SETTINGS add_error_handlers converter from_json from_plain schema
        to_json to_plain
    """,
    "spreadsheets": """
        NoValue Row Sheet read read_all write write_problems
    """,
    "store": """
        Checkpoint PERSONAL_COLUMNS Store StoredLedger StoredPeople TABLES_VERSION ValueType create
        open upgrade
    """,
    "testing": """
        DKBCounts DKBRow Deformity Movement OfficeBook OfficeColumn OfficeLine OfficeSheet
        PrintedDay as_csv as_xlsx birth_dates claims coverage_tables coverages dependences
        distributions dkb_table dkb_tables documents entries events family_card_numbers
        histories hours intervals kelurahan ledgers months niks open_days places plans populations
        print_log print_logs region_codes registers residents residents_export
        residents_exports scenarios serials stock_card stock_cards synthetic_city
        synthetic_people travel_times uncertain_scenarios venues workdays
    """,
    "wajib_ktp": """
        Assessment Ground NotYetObliged Obliged OutOfScope assess obliged_among obliged_from
    """,
}
NEEDS = {"frames": ("narwhals",), "plots": ("matplotlib",), "store": ("sqlalchemy",)}
"""Packages that are there with their extra alone."""


def test_the_package_exports_exactly_the_everyday_names() -> None:
    assert sorted(dukcapil.__all__) == sorted(TOP_LEVEL.split())


@pytest.mark.parametrize("module", MODULES)
def test_a_module_exports_exactly_its_names(module: str) -> None:
    for needed in NEEDS.get(module, ()):
        pytest.importorskip(needed)
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
            if name in names.split()
            and module not in NEEDS  # twins of the same names in `frames`, `open` in `store`
        ]
        assert [getattr(importlib.import_module(f"dukcapil.{home}"), name) for home in homes] == [
            value
        ]


def test_completion_offers_the_packages_and_the_version() -> None:
    assert dir(dukcapil) == sorted({*MODULES, "__version__"} - {*NEEDS})


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
