"""Phrases and advice of faults in Indonesian; the English ones are those of `Fault` itself."""

from typing import Final

from dukcapil.errors import Fault

__all__ = ["ADVICE", "FAULTS"]

FAULTS: Final[dict[Fault, tuple[str, str]]] = {
    Fault.NOT_TEXT: ("bukan teks", "baca kolom sebagai teks karena angka kehilangan digit"),
    Fault.NOT_DIGITS: (
        "tidak semuanya digit ASCII",
        "hapus karakter lain; parse() membuang spasi, titik, dan tanda hubung",
    ),
    Fault.LENGTH: (
        "panjang tidak sesuai",
        "cari digit yang hilang atau berlebih; lembar kerja hanya menyimpan 15 dari 16",
    ),
    Fault.REGION: (
        "kode wilayah mustahil",
        "provinsi 11 sampai 96; kab/kota atau kecamatan tidak pernah 00",
    ),
    Fault.NOT_SAID: (
        "uraian tidak menyebut apa yang masuk atau keluar",
        "tulis Cetak, Rusak, Distribusi ke Kec. atau Terima dari; atau sebut kolom di `columns`",
    ),
    Fault.NOT_BLANKS: (
        "kartu, bukan blangko",
        "keluarkan: kartu yang ditarik dari pemegangnya tidak ada dalam buku blangko",
    ),
    Fault.OTHER_CARDS: ("blangko jenis lain", "catat dalam bukunya sendiri"),
    Fault.LENT: (
        "dipinjamkan, dipinjam, atau diberikan kepada kantor lain",
        "catat sendiri sebagai Lent atau Borrowed, dan yang kembali sebagai Returned",
    ),
    Fault.LOST: ("hilang", "catat sendiri sebagai Lost, dengan apa yang diketahui"),
    Fault.SPOILED_FIRST: (
        "dimusnahkan dari stok",
        "tulis dahulu sebagai rusak; sebut judul kolom yang dimusnahkan dalam `columns`",
    ),
    Fault.SUM: (
        "jumlah tanpa tanggal; tidak dibaca",
        "tidak perlu tindakan, kecuali itu mutasi: isi tanggalnya",
    ),
    Fault.SUM_WITH_DATE: (
        "jumlah, atau mutasi: ada tanggalnya",
        "hapus tanggalnya bila itu jumlah, atau tulis apa yang masuk atau keluar",
    ),
    Fault.DATE: ("tanggal mustahil", "periksa hari dan bulan pada kalender"),
    Fault.SERIAL: ("nomor urut mustahil", "nomor urut dimulai dari 0001"),
    Fault.SHAPE: ("bentuk tidak sesuai", "tulis 32, 32.75, 32.75.01, atau 32.75.01.1001"),
    Fault.BPS_CODE: (
        "kode BPS",
        "pakai kode Kemendagri: BPS menulis kecamatan dengan tiga digit, Kemendagri dua",
    ),
    Fault.WRONG_TYPE: ("tipe salah", "ubah tipe nilainya lebih dahulu"),
    Fault.MISSING: ("tidak diisi", "isi nilainya"),
    Fault.NO_NIK_YET: ("belum ada NIK", "daftarkan orangnya dahulu, lalu baca ulang barisnya"),
    Fault.DUPLICATE: ("ganda", "tentukan mana yang benar dan simpan yang itu"),
    Fault.UNREADABLE: ("tidak dikenali", "pakai salah satu penulisan dalam dokumentasi"),
    Fault.NOT_HERE: (
        "sudah meninggal atau pindah, tanpa tanggal",
        "isi tanggal meninggal atau pindah, atau keluarkan barisnya",
    ),
    Fault.NO_STATUS: (
        "tanpa status; dibaca sebagai hidup dan menetap",
        "isi statusnya, agar yang meninggal atau pindah tidak terhitung",
    ),
    Fault.MARRIED_BY_THEN: (
        "kawin per tanggal tabel, sejak kapan tidak diketahui",
        "cari tanggal perkawinannya; sebelum itu wajib KTP terhitung sejak tanggal tabel",
    ),
    Fault.UNREGISTERED_MARRIAGE: (
        "perkawinan belum tercatat, tidak dihitung",
        "tidak perlu tindakan: pemanggil menyatakan bahwa itu tidak dihitung",
    ),
    Fault.SPREADSHEET_NUMBER: (
        "angka buatan lembar kerja",
        "ekspor kolomnya sebagai teks: lembar kerja hanya menyimpan 15 dari 16 digit",
    ),
    Fault.HAS_CLOCK: (
        "tanggal dengan jam",
        "pakai tanggalnya saja; tengah malam dibaca sebagai tanggalnya",
    ),
    Fault.YEAR_ALONE: (
        "hanya tahun yang diketahui",
        "cari tanggalnya, atau nyatakan kebiasaan kantor untuk tanggal yang tidak diketahui",
    ),
    Fault.MONTH_ALONE: (
        "hanya bulan dan tahun yang diketahui",
        "cari tanggalnya; kebiasaan kantor hanya untuk tahun tanpa bulan",
    ),
    Fault.TWO_DIGIT_YEAR: ("tahun dua digit", "tulis empat digit, atau nyatakan abadnya"),
    Fault.SERIAL_DATE: (
        "angka di tempat tanggal",
        "nyatakan bahwa kolomnya berisi tanggal serial, atau tulis tanggalnya",
    ),
    Fault.TWO_MEANINGS: (
        "huruf bermakna ganda",
        "tulis katanya: di samping W untuk wanita, P berarti pria, selain itu perempuan",
    ),
    Fault.CODE: ("angka di tempat kata", "sebutkan tabel kodenya, atau tulis katanya"),
    Fault.IN_FUTURE: (
        "sesudah tanggal acuan",
        "periksa tanggalnya, atau baca tabel per tanggal yang lebih akhir",
    ),
    Fault.CONTRADICTION: (
        "bertentangan dengan kolom lain",
        "bandingkan kedua kolom dengan dokumennya",
    ),
    Fault.NOT_PLAIN: (
        "teks yang tidak dapat dicetak",
        "buang karakter kendali, ganti baris dan karakter rusak, dan tulis dalam bentuk NFC",
    ),
    Fault.NEGATIVE: ("negatif", "isi jumlah nol atau lebih"),
    Fault.OUT_OF_BOUNDS: ("di luar batas", "lihat batasnya dalam dokumentasi kolom itu"),
    Fault.MONTHS: ("jumlah bulan salah", "berikan satu jumlah, atau satu untuk tiap bulan"),
    Fault.OUT_OF_ORDER: (
        "periode tumpang tindih atau tidak berurutan",
        "urutkan, dan akhiri tiap periode sebelum yang berikutnya mulai",
    ),
    Fault.EXTRA_CELLS: (
        "sel lebih banyak daripada judul kolom",
        "cari pemisah yang berlebih pada barisnya",
    ),
    Fault.NIK_MISMATCH: (
        "NIK tidak cocok",
        "tidak perlu tindakan: NIK berlaku seumur hidup, juga yang keliru",
    ),
    Fault.UNKNOWN_REGION: (
        "wilayah tidak ada dalam tabel",
        "periksa kodenya; wilayah lama dan baru sama-sama sah",
    ),
    Fault.UNKNOWN_NAME: (
        "nama tidak ada dalam tabel",
        "periksa ejaannya, atau isi kodenya: kelurahan di luar Kota Bekasi memerlukan kode",
    ),
    Fault.AMBIGUOUS_NAME: (
        "nama beberapa wilayah",
        "isi kodenya, atau nama wilayah yang memuatnya",
    ),
    Fault.AMBIGUOUS: (
        "koma bermakna ganda",
        "tulis 1500 atau 1.500 karena 1,500 bisa juga satu setengah",
    ),
    Fault.UNKNOWN_RESIDENT: (
        "penduduk tidak ditemukan",
        "sertakan penduduknya, atau keluarkan peristiwanya",
    ),
    Fault.UNKNOWN_EVENT: ("peristiwa tidak ditemukan", "sertakan peristiwa yang dikoreksi"),
    Fault.SEVERAL_STOPS: (
        "tidak bisa dengan beberapa lokasi sehari",
        "hapus, atau rencanakan satu lokasi sehari",
    ),
    Fault.SEVERAL_SIZES: (
        "tidak bisa dengan hari atau tim yang berbeda ukuran",
        "hapus, atau samakan ukurannya",
    ),
    Fault.UNKNOWN_VENUE: ("lokasi tidak ditemukan", "pakai id lokasi dari rencana"),
    Fault.UNDATED_MARRIAGE: (
        "perkawinan tanpa tanggal",
        "tidak perlu tindakan: sejak usia 17 tidak berpengaruh",
    ),
}
"""Indonesian phrase and advice of each fault."""

ADVICE: Final = {fault.advice: advice for fault, (_, advice) in FAULTS.items()}
"""Indonesian advice for each English one."""
