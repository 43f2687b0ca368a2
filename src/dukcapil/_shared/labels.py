"""Labels of columns and words of answers, in English and Indonesian: the one table of them."""

import re
from enum import Enum
from typing import Final, Literal, get_args

from dukcapil._shared.fault_words import ADVICE, FAULTS
from dukcapil._shared.sentences import Part, Sentence
from dukcapil.errors import Fault

__all__ = [
    "COLUMNS",
    "INDONESIAN_FIGURES",
    "VALUES",
    "Language",
    "check_language",
    "heading",
    "label",
    "value_label",
]

Language = Literal["en", "id"]
"""Languages of labels: English or Indonesian."""

# Terms of the office follow its own reports; see the glossary of the documentation.
COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "actor": ("actor", "pelaku"),
    "added": ("added", "ditambahkan"),
    "advice": ("advice", "saran"),
    "age": ("age", "umur"),
    "all": ("all", "semua"),
    "amount": ("amount", "jumlah"),
    "balance_cards": ("balance", "saldo"),
    "band_95": ("95 % band", "pita 95 %"),
    "beats_naive": ("beats the naive", "lebih baik dari naif"),
    "before": ("before", "sebelum"),
    "birth_date": ("birth date", "tanggal lahir"),
    "birth_year": ("year of birth", "tahun lahir"),
    "birthplace_and_date": ("birthplace and date", "tempat dan tanggal lahir"),
    "blank": ("blanks for", "blangko untuk"),
    "blocked": ("recorded, blocked", "sudah rekam, bermasalah"),
    "borrowed_cards": ("borrowed", "dipinjam"),
    "by_nobody": ("by nobody", "oleh siapa pun"),
    "cards": ("cards", "keping"),
    "change": ("change", "perubahan"),
    "citizenship": ("citizenship", "kewarganegaraan"),
    "cleared_by": ("ever cleared by then", "antrean pernah habis"),
    "cleared_earliest": ("cleared at the earliest", "antrean habis paling cepat"),
    "cleared_in": ("cleared in the month", "antrean habis bulan itu"),
    "cleared_latest": ("cleared at the latest", "antrean habis paling lambat"),
    "closing_cards": ("closing stock", "stok akhir"),
    "column": ("column", "kolom"),
    "component": ("component", "komponen"),
    "composition_points": ("composition, points", "komposisi, poin"),
    "corrected_cards": ("corrections", "koreksi periode lalu"),
    "counted_cards": ("counted", "hasil opname"),
    "counterparty": ("counterparty", "dari atau ke"),
    "covered": ("covered", "tercakup"),
    "covered_change": ("change of the covered", "perubahan tercakup"),
    "crew": ("crew", "tim"),
    "crps": ("CRPS", "CRPS"),
    "crps_cards": ("CRPS, cards (less is better)", "CRPS, keping (makin kecil makin baik)"),
    "crps_less_naive": ("CRPS less the naive", "CRPS kurang naif"),
    "crps_less_naive_error": ("standard error", "galat baku"),
    "damaged": ("damaged", "rusak"),
    "data_change": ("data change", "perubahan data"),
    "date": ("date", "tanggal"),
    "days": ("days", "hari"),
    "days_since_obliged": ("days since the obligation began", "hari sejak menjadi wajib KTP"),
    "days_waited": ("days waited", "hari menunggu"),
    "desa_kelurahan": ("desa/kelurahan", "desa/kelurahan"),
    "description": ("description", "uraian"),
    "destroyed_cards": ("destroyed", "dimusnahkan"),
    "died_on": ("died on", "tanggal meninggal"),
    "difference_cards": ("difference", "selisih"),
    "distributed_cards": ("distributed", "disalurkan"),
    "document": ("document", "nomor dokumen"),
    "eligible": ("eligible", "memenuhi syarat"),
    "end_of_month": ("end of the month", "akhir bulan"),
    "entries": ("entries", "entri"),
    "event_cards": ("events", "peristiwa"),
    "expected_people": ("expected", "diperkirakan"),
    "factor": ("factor", "faktor"),
    "family_card": ("family card", "nomor KK"),
    "faults": ("faults", "kesalahan"),
    "figure": ("figure", "angka"),
    "first_cards": ("first cards", "kartu pertama"),
    "first_married_on": ("first married on", "tanggal kawin"),
    "flow": ("flow", "arus"),
    "forecasts": ("forecasts", "ramalan"),
    "former_nik": ("former NIK", "NIK lama"),
    "found_cards": ("found", "lebih opname"),
    "from": ("from", "dari"),
    "gap": ("gap", "belum"),
    "good_cards": ("good cards", "kartu baik"),
    "group": ("group", "kelompok"),
    "guaranteed_bounds": ("guaranteed bounds", "batas pasti"),
    "held_up_by": ("held up by", "terhambat oleh"),
    "held_up_by_blanks": ("held up by blanks", "terhambat blangko"),
    "held_up_by_nothing": ("held up by nothing", "tanpa hambatan"),
    "held_up_by_printing": ("held up by printing", "terhambat pencetakan"),
    "held_up_by_recording": ("held up by recording", "terhambat perekaman"),
    "holding": ("holding a card", "memiliki KTP-el"),
    "id": ("id", "id"),
    "if_common": ("if one draw", "bila satu undian"),
    "if_independent": ("if independent", "bila saling bebas"),
    "in": ("in", "masuk"),
    "in_cards": ("in", "masuk"),
    "in_process": ("recorded, in process", "sudah rekam, dalam proses"),
    "inside": ("inside", "di dalam"),
    "inside_percent": ("% inside", "% di dalam"),
    "kab_kota": ("kab/kota", "kab/kota"),
    "kab_kota_code": ("kab/kota code", "kode kab/kota"),
    "kab_kota_number": ("kab/kota number", "nomor kab/kota"),
    "kecamatan": ("kecamatan", "kecamatan"),
    "kecamatan_code": ("kecamatan code", "kode kecamatan"),
    "kecamatan_number": ("kecamatan number", "nomor kecamatan"),
    "kelurahan_code": ("kelurahan code", "kode kelurahan"),
    "kelurahan_number": ("kelurahan number", "nomor kelurahan"),
    "kind": ("kind", "jenis"),
    "late_fact": ("late fact", "fakta terlambat"),
    "latitude": ("latitude, degrees", "lintang, derajat"),
    "ledger_cards": ("ledger", "buku besar"),
    "left_on": ("left on", "tanggal pindah"),
    "left_people": ("left", "tersisa"),
    "lent_cards": ("lent", "dipinjamkan"),
    "longest_days": ("longest wait, days", "tunggu terlama, hari"),
    "longitude": ("longitude, degrees", "bujur, derajat"),
    "lost": ("lost", "hilang"),
    "lost_cards": ("lost", "hilang"),
    "lot": ("lot", "lot"),
    "marital_status": ("marital status", "status kawin"),
    "mase": ("MASE", "MASE"),
    "mean": ("mean", "rata-rata"),
    "median_days": ("median days", "median hari"),
    "method": ("method", "metode"),
    "missing_cards": ("missing", "kurang opname"),
    "month": ("month", "bulan"),
    "month_of_year": ("month of the year", "bulan dalam tahun"),
    "months": ("months", "bulan"),
    "moved_in": ("moved in", "pindah datang"),
    "name": ("name", "nama"),
    "net_cards": ("net", "bersih"),
    "new": ("new", "baru"),
    "newly_obliged": ("newly obliged", "wajib KTP baru"),
    "newly_obliged_people": ("newly obliged", "wajib KTP baru"),
    "ninth_decile_days": ("ninth decile, days", "desil kesembilan, hari"),
    "not_recorded": ("not recorded", "belum rekam"),
    "not_recorded_people": ("not recorded", "belum rekam"),
    "not_visited": ("not visited", "tidak dikunjungi"),
    "now": ("now", "sekarang"),
    "obliged": ("obliged", "wajib KTP"),
    "obliged_change": ("change of the obliged", "perubahan wajib KTP"),
    "obliged_month": ("month of obligation", "bulan menjadi wajib KTP"),
    "obliged_people": ("obliged", "wajib KTP"),
    "obliged_year": ("year of obligation", "tahun menjadi wajib KTP"),
    "observed": ("observed", "teramati"),
    "on_hand_cards": ("blanks", "blangko"),
    "opened_cards": ("opened", "opname awal"),
    "opening": ("opening balance", "stok awal"),
    "opening_cards": ("opening stock", "stok awal"),
    "other": ("contradicts", "bertentangan dengan"),
    "out": ("out", "keluar"),
    "out_cards": ("out", "keluar"),
    "out_of_stock_days": ("days without blanks", "hari tanpa blangko"),
    "outside_domicile": ("of these outside the domicile", "di antaranya luar domisili"),
    "outstanding_people": ("outstanding", "belum terlayani"),
    "owed_cards": ("owed", "terutang"),
    "people": ("people", "jiwa"),
    "people_gap_in_figures": ("people; gap in figures", "jiwa; angka: yang belum"),
    "percent": ("%", "%"),
    "percent_high": ("to %", "sampai %"),
    "percent_low": ("from %", "dari %"),
    "permit_extension": ("permit extension", "perpanjangan izin"),
    "permit_since": ("permit since", "ITAP sejak"),
    "permit_until": ("permit until", "ITAP sampai"),
    "pinball_loss": ("pinball loss", "pinball loss"),
    "place": ("place", "tempat"),
    "points": ("points", "poin"),
    "price_people": ("people a crew-day", "jiwa per hari tim"),
    "print_ready": ("print ready", "siap cetak"),
    "print_ready_people": ("print ready", "siap cetak"),
    "printed": ("printed", "tercetak"),
    "printed_cards": ("printed", "tercetak"),
    "printed_percent": ("% as printed", "% tercetak"),
    "probability_of": ("probability of", "peluang per"),
    "probability_percent": ("probability, %", "peluang, %"),
    "province": ("province", "provinsi"),
    "province_code": ("province code", "kode provinsi"),
    "province_number": ("province number", "nomor provinsi"),
    "quota_cards": ("quota", "kuota"),
    "rate_points": ("rates, points", "laju, poin"),
    "reachable_people": ("reachable", "terjangkau"),
    "reached_percent": ("reached the stage, %", "mencapai tahap, %"),
    "reason": ("reason", "alasan"),
    "received_cards": ("received", "diterima"),
    "recorded": ("recorded", "sudah rekam"),
    "recorded_early": ("recorded early", "rekam dini"),
    "recorded_people": ("recorded", "terekam"),
    "recordings": ("recordings", "perekaman"),
    "recovered_cards": ("recovered", "pinjaman kembali"),
    "reference": ("reference", "acuan"),
    "region": ("region", "wilayah"),
    "repaid_cards": ("repaid", "pinjaman dibayar"),
    "replacement_cards": ("replacements", "kartu pengganti"),
    "resident_since": ("resident since", "tinggal sejak"),
    "returned_cards": ("returned", "dikembalikan"),
    "reversed_cards": ("reversed", "dibatalkan"),
    "row": ("row", "baris"),
    "runs": ("runs", "deret"),
    "sent_back_cards": ("sent back", "dikirim balik"),
    "sent_people": ("sent", "dialihkan"),
    "set_aside_people": ("people set aside", "jiwa disisihkan"),
    "sex": ("sex", "jenis kelamin"),
    "share_points": ("share, points", "bagian, poin"),
    "sheet": ("sheet", "lembar"),
    "since": ("since", "sejak"),
    "source": ("source", "sumber"),
    "spoiled_cards": ("spoiled", "rusak"),
    "stage": ("stage", "tahap"),
    "standard_error": ("standard error", "galat baku"),
    "status": ("status", "status dasar"),
    "status_since": ("status since", "tanggal peristiwa"),
    "stock_out_by": ("ever out of blanks by then", "blangko pernah habis"),
    "stock_out_in": ("out of blanks in the month", "blangko habis bulan itu"),
    "stop": ("stop", "perhentian"),
    "suket_people": ("interim certificates", "pemegang suket"),
    "to": ("to", "ke"),
    "until": ("until", "sampai"),
    "venue": ("venue", "lokasi"),
    "visited": ("visited", "dikunjungi"),
    "visits": ("visits", "kunjungan"),
    "waiting_people": ("waiting", "menunggu"),
    "weight": ("weight", "bobot"),
    "why": ("reason", "alasan"),
    "within_days": ("within days", "dalam hari"),
}
"""English and Indonesian label of each column."""

VALUES: Final[dict[str, str]] = {
    "Adams": "Adams",
    "Allocated": "alokasi",
    "Borrowed": "peminjaman",
    "Counted": "opname",
    "Destroyed": "pemusnahan",
    "Distributed": "penyaluran",
    "Hamilton": "Hamilton",
    "Jefferson": "Jefferson",
    "Lent": "peminjaman ke luar",
    "Lost": "kehilangan",
    "NIK activity corrected": "koreksi status keaktifan NIK",
    "NIK inactivated": "NIK dinonaktifkan",
    "NIK reactivated": "NIK diaktifkan kembali",
    "Printed": "pencetakan",
    "Received": "penerimaan",
    "Returned": "pengembalian",
    "Reversed": "pembatalan",
    "Spoiled": "rusak",
    "Webster": "Webster",
    "after": "sesudah",
    "aged in": "masuk kelompok umur",
    "aged out": "keluar kelompok umur",
    "all": "semua",
    "all met": "semua terlayani",
    "allocated": "dialokasikan",
    "arrived": "tiba di titik layanan",
    "before": "sebelum",
    "birth date corrected": "koreksi tanggal lahir",
    "blanks": "blangko",
    "borrowed": "dipinjam",
    "borrowed from": "dipinjam dari",
    "cells merged over several rows; the first row has the value": (
        "sel gabungan beberapa baris; nilainya di baris pertama"
    ),
    "cells without a heading, named after their column": (
        "sel tanpa judul, dinamai menurut kolomnya"
    ),
    "change": "perubahan",
    "citizens": "WNI",
    "citizenship corrected": "koreksi kewarganegaraan",
    "citizenship gained": "memperoleh kewarganegaraan",
    "citizenship lost": "kehilangan kewarganegaraan",
    "closing": "akhir",
    "corrected out": "koreksi keluar",
    "counted": "dihitung",
    "crews record more elsewhere": "tim merekam lebih banyak di tempat lain",
    "damaged": "rusak",
    "data change": "perubahan data",
    "death corrected": "koreksi kematian",
    "destroyed": "dimusnahkan",
    "died": "meninggal",
    "distributed": "disalurkan",
    "equal": "sama rata",
    "event corrected": "koreksi peristiwa",
    "event retracted": "peristiwa dibatalkan",
    "expired": "habis masa berlaku",
    "female": "perempuan",
    "foreigners": "WNA",
    "formula with an error; repair the formula": "rumus berisi galat; perbaiki rumusnya",
    "formula without a stored value; open the file in the office program and save it": (
        "rumus tanpa nilai tersimpan; buka berkasnya di program perkantoran lalu simpan"
    ),
    "found": "lebih hasil opname",
    "found at counts": "lebih pada opname",
    "good": "baik",
    "held": "dipegang",
    "hidden sheet, not read": "lembar tersembunyi, tidak dibaca",
    "holding": "memiliki KTP-el",
    "homes": "rumah warga",
    "hospital": "rumah sakit",
    "in the file": "dalam berkas",
    "in transit": "dalam perjalanan",
    "issued": "diterbitkan",
    "kelurahan office": "kantor kelurahan",
    "late card": "kartu terlambat dicatat",
    "late change of citizenship": "perubahan kewarganegaraan terlambat dicatat",
    "late death": "kematian terlambat dicatat",
    "late loss": "kartu hilang atau ditarik terlambat dicatat",
    "late marriage": "perkawinan terlambat dicatat",
    "late move in": "pindah datang terlambat dicatat",
    "late move out": "pindah keluar terlambat dicatat",
    "late permit": "izin tinggal terlambat dicatat",
    "late recording": "perekaman terlambat dicatat",
    "late reorganisation": "penataan wilayah terlambat dicatat",
    "left out": "tidak dihitung",
    "lent": "dipinjamkan",
    "lent to": "dipinjamkan ke",
    "lines of headings joined, though no merged cell says so": (
        "baris judul digabung, tanpa sel gabungan yang menyatakannya"
    ),
    "lost": "hilang",
    "lost or voided": "hilang atau dibatalkan",
    "male": "laki-laki",
    "marriage corrected": "koreksi perkawinan",
    "married young": "kawin di bawah umur",
    "max-min": "maks-min",
    "middle": "tengah",
    "ministry": "kementerian",
    "missing": "kurang hasil opname",
    "missing at counts": "kurang pada opname",
    "mobile point": "titik layanan keliling",
    "months of stock": "bulan persediaan",
    "moved in": "pindah datang",
    "moved out": "pindah keluar",
    "new": "baru",
    "new NIK": "NIK baru",
    "no": "tidak",
    "not holding": "belum memiliki KTP-el",
    "not recorded": "belum rekam",
    "nothing": "tidak ada",
    "now": "sekarang",
    "numbers of columns, left out": "nomor kolom, tidak dibaca",
    "open on no planned day": "tidak buka pada hari rencana",
    "opened": "opname awal",
    "opening": "awal",
    "opening stock": "stok pembukaan",
    "other": "lainnya",
    "other field corrected": "koreksi data lain",
    "people reachable": "jiwa terjangkau",
    "people recorded": "jiwa terekam",
    "permit began": "izin mulai",
    "permit ended": "izin berakhir",
    "permit extension": "perpanjangan izin",
    "point": "titik layanan",
    "poor": "buruk",
    "posted": "dibukukan",
    "posted before": "sudah dibukukan",
    "print ready": "siap cetak",
    "printed": "tercetak",
    "printer": "pencetak",
    "printing": "pencetakan",
    "priority": "prioritas",
    "prison": "lapas",
    "province": "provinsi",
    "published": "dipublikasikan",
    "received": "diterima",
    "recorded": "sudah rekam",
    "recorded, blocked": "sudah rekam, bermasalah",
    "recorded, in process": "sudah rekam, dalam proses",
    "recording": "perekaman",
    "recovered": "pinjaman kembali",
    "registered late": "pendaftaran terlambat",
    "rejected": "ditolak",
    "reorganised in": "penataan wilayah, masuk",
    "reorganised out": "penataan wilayah, keluar",
    "repaid": "pinjaman dibayar",
    "returned": "dikembalikan",
    "school": "sekolah",
    "seasonal level": "tingkat musiman",
    "seasonal naive": "naif musiman",
    "sex corrected": "koreksi jenis kelamin",
    "shipped": "dikirim",
    "spoiled": "rusak",
    "spoiled, lost": "rusak, hilang",
    "spoiled, returned": "rusak, diserahkan",
    "stay corrected": "koreksi tempat tinggal",
    "store": "gudang",
    "to be posted": "akan dibukukan",
    "turned 17": "berusia 17",
    "village hall": "balai desa",
    "visited on every open day": "dikunjungi setiap hari buka",
    "visits": "kunjungan",
    "voided": "dibatalkan",
    "withdrawn": "ditarik",
    "written off": "dihapuskan",
    "yes": "ya",
}
"""Indonesian word for each English one among the values."""

INDONESIAN_FIGURES: Final = str.maketrans(",.", ".,")
"""Separators of thousands and decimals, from English to Indonesian."""

_QUANTILE: Final = re.compile(r"(.+)_p([0-9]{2,})")
_NUMBERED: Final = re.compile(r"(.+)_([0-9]+)")
_PART: Final = {
    "_mean": ("mean", "rata-rata"),
    "_low": ("at least", "paling sedikit"),
    "_high": ("at most", "paling banyak"),
}


def label(key: object) -> str:
    """Return a key as tables print it: parts of a tuple, the word of a member, or its text.

    A protected number is masked.
    """
    if type(key) is str:
        return key
    if type(key) is tuple:
        return ", ".join(map(label, key)) or "all"
    key = getattr(key, "masked", key)
    return key.value if isinstance(key, Enum) and isinstance(key.value, str) else str(key)


def value_label(value: object, language: Language) -> str:
    """Return a value as text, with the word of that language where there is one."""
    text = label(value)
    if language == "en":
        return text
    if isinstance(value, Fault):
        return FAULTS[value][0]
    if isinstance(value, Sentence):
        return value.in_indonesian(_part_in_indonesian)
    return VALUES.get(text) or ADVICE.get(text, text)


def _part_in_indonesian(part: Part) -> str:
    """Return a word or a number of a sentence as Indonesians write it."""
    if isinstance(part, str):
        return value_label(part, "id")
    return f"{part:,}".translate(INDONESIAN_FIGURES)


def heading(name: str, language: Language) -> str:
    """Return the heading of a column; a dimension named by the caller is its own heading."""
    of_language = 1 if language == "id" else 0
    if name in COLUMNS:
        return COLUMNS[name][of_language]
    for suffix, bound in _PART.items():
        if name.endswith(suffix):
            return f"{heading(name.removesuffix(suffix), language)}, {bound[of_language]}"
    if name.endswith("_name"):
        return ("name", "nama")[of_language]
    if quantile := _QUANTILE.fullmatch(name):
        return f"{heading(quantile[1], language)}, {int(quantile[2])} %"
    if numbered := _NUMBERED.fullmatch(name):
        return f"{heading(numbered[1], language)} {numbered[2]}"
    return name.replace("_", " ")


def check_language(owner: str, language: object) -> None:
    """Raise `ValueError` for a language without labels."""
    if language not in get_args(Language):
        raise ValueError(f"{owner}: expected the language 'en' or 'id'")
