"""What each kind of table is, in a few words above it: in English and Indonesian."""

from typing import Final

from dukcapil._shared.labels import Language

__all__ = ["CAPTIONS", "caption_of"]

CAPTIONS: Final[dict[str, tuple[str, str]]] = {
    "BacklogTable": ("Waiting since the obligation began", "Lama menunggu sejak wajib KTP"),
    "Backtest": ("Back-test of forecasting methods", "Uji balik metode peramalan"),
    "BlankUse": ("Blanks used, by month", "Pemakaian blangko per bulan"),
    "Bounds": ("Guaranteed bounds, by month", "Batas terjamin per bulan"),
    "CoverageTable": ("Coverage", "Cakupan"),
    "CrewSheet": ("Visits of each crew", "Kunjungan setiap tim"),
    "Decomposition": ("Causes of a change in coverage", "Penyebab perubahan cakupan"),
    "DemandHistory": ("Cards asked for, by month", "Permintaan kartu per bulan"),
    "Destructions": ("Blanks destroyed", "Pemusnahan blangko"),
    "EarlyTable": ("Recorded before the obligation", "Perekaman pemula"),
    "FlowTable": ("Flows between two dates", "Arus antara dua tanggal"),
    "Import": ("Rows that were imported", "Baris yang diimpor"),
    "InTransit": ("Blanks on the way", "Blangko dalam perjalanan"),
    "Kitagawa": ("Change in rates and in composition", "Perubahan tingkat dan komposisi"),
    "MonthlyRates": ("Rates of a month", "Tingkat per bulan"),
    "Movements": ("Movements of blanks, by month", "Mutasi blangko per bulan"),
    "NewlyObliged": ("Newly obliged", "Wajib KTP baru"),
    "Outlook": ("Outlook, by month", "Prakiraan per bulan"),
    "Plan": ("Plan of visits", "Rencana kunjungan"),
    "PrintCheck": ("Blanks against prints", "Blangko dibandingkan dengan pencetakan"),
    "Problems": ("Problems by row", "Masalah per baris"),
    "ProvincialReport": ("Report to the province", "Laporan ke provinsi"),
    "Reconciliation": ("Reconciliation of blanks", "Rekonsiliasi blangko"),
    "Replan": ("Changed plan of visits", "Perubahan rencana kunjungan"),
    "RevisionTable": ("Revisions of what was published", "Revisi atas yang dipublikasikan"),
    "SeasonalLevel": ("Seasonal level", "Tingkat musiman"),
    "SerialHistory": ("The way of one blank", "Riwayat satu keping blangko"),
    "Sharing": ("Shares of a lot of blanks", "Pembagian blangko"),
    "StageTable": ("Stages of the obliged", "Tahap wajib KTP"),
    "StockCard": ("Stock card", "Kartu stok"),
    "StockOut": ("Days without blanks", "Hari tanpa blangko"),
    "SuppressedCounts": ("Counts, small ones protected", "Jumlah, angka kecil dilindungi"),
    "SuppressedTable": ("Coverage, small counts protected", "Cakupan, angka kecil dilindungi"),
    "Timeliness": ("From the obligation to the card", "Dari wajib KTP sampai memiliki KTP-el"),
    "Trajectory": ("One trajectory, by month", "Satu lintasan per bulan"),
    "TrialBalance": ("Trial balance of blanks", "Neraca saldo blangko"),
    "VenueTable": ("Visits by venue", "Kunjungan per tempat"),
}
"""English and Indonesian, by the name of the class of the answer."""


def caption_of(kind: type, language: Language) -> str | None:
    """Return the caption of a kind of table; None for a kind that is not of this package."""
    names = (base.__name__ for base in kind.__mro__)
    words = next((CAPTIONS[name] for name in names if name in CAPTIONS), None)
    return words and words[language == "id"]
