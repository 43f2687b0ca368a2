"""The words of stock cards: headings, and what descriptions say came or went."""

from collections.abc import Mapping
from typing import Final

from dukcapil._cells import MONTH_OF

__all__ = [
    "AFTER_NAMES",
    "AND",
    "BEFORE",
    "BLANKS",
    "CARDS",
    "FIGURES",
    "FILLERS",
    "FRAME",
    "FROM",
    "IN_HINTS",
    "KIND_OF",
    "OF_A_PERIOD",
    "OTHER_CARDS",
    "PARTS_OF_SPOILED",
    "PARTY_OF",
    "TITLES",
    "TO",
    "TURNED_AROUND",
    "WITHDRAWN",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _by_word(words_of: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in words_of.items() for word in words.split()}


# --- headings --------------------------------------------------------------------------------

FIGURES: Final[Mapping[str, str]] = {
    "received": "received diterima diterima_masuk masuk_diterima terima penerimaan",
    "in": "in masuk barang_masuk",
    "returned": "returned kembali dikembalikan pengembalian retur",
    "distributed": "distributed sent dikirim dikirim_distribusi distribusi didistribusikan "
    "pengiriman penyaluran",
    "out": "out keluar pengeluaran dikeluarkan barang_keluar",
    "printed": "printed used dicetak dicetak_keluar keluar_dicetak cetak keluar_cetak "
    "cetak_keluar pencetakan tercetak hasil_cetak terpakai dipakai pakai pemakaian penggunaan",
    "spoiled": "spoiled rusak kerusakan rusak_gagal gagal_rusak gagal keluar_rusak",
    "destroyed": "destroyed dimusnahkan musnah pemusnahan",
    "counted": "counted count opname stok_opname stock_opname hasil_opname hitung_fisik fisik",
    "opening": "opening opening_balance stok_awal saldo_awal sisa_awal persediaan_awal sisa_lalu "
    "saldo_lalu stok_lalu",
    "balance": "balance remaining closing_balance sisa sisa_saldo saldo stok sisa_stok stok_sisa "
    "sisa_akhir saldo_akhir stok_akhir saldo_sisa persediaan persediaan_akhir sisa_persediaan",
    "cards": "cards",
}
"""Figures and their headings, in the order in which a day is written."""

FRAME: Final[Mapping[str, str]] = {
    "date": "date tanggal tgl hari_tanggal hari_tgl tanggal_bulan_tahun tgl_bln_thn tgl_transaksi "
    "tanggal_transaksi",
    "document": "document document_number no_dokumen nomor_dokumen no_bast nomor_bast bast no_ba "
    "nomor_ba no_berita_acara nomor_berita_acara berita_acara no_surat nomor_surat no_sj nomor_sj "
    "no_surat_jalan nomor_surat_jalan surat_jalan no_bukti nomor_bukti bukti",
    "place": "place destination kecamatan kec nama_kecamatan nama_kec kode_kecamatan kode_kec "
    "kecamatan_tujuan tujuan kode_wilayah",
    "at": "at tempat_cetak lokasi_cetak tempat_pencetakan lokasi_pencetakan lokasi titik_layanan",
    "description": "description remarks uraian keterangan ket uraian_keterangan keterangan_uraian "
    "uraian_kegiatan uraian_transaksi rincian kegiatan",
}
PARTS_OF_SPOILED: Final[Mapping[str, str]] = {
    "encode": "gagal_encode gagal_encoding gagal_enkode gagal_personalisasi rusak_encode",
    "print": "gagal_cetak gagal_print gagal_pencetakan rusak_cetak",
}
FILLERS: Final = _words(
    "jumlah blangko blanko ktp el ktpel ektp e elektronik keping lembar bh pcs blanks cards yang yg"
)
"""Words that say nothing of what a figure is."""

IN_HINTS: Final = FILLERS | _words("dd mm mmm mmmm yy yyyy tttt tgl bln thn column")
BLANKS: Final = _words("blangko blanko blanks blank")
CARDS: Final = _words("ktp ktpel ektp kartu")
WITHDRAWN: Final = _words("invalid ditarik tarik tarikan penarikan withdrawn lama")

# --- descriptions ----------------------------------------------------------------------------

KIND_OF: Final = _by_word(
    {
        "printed": "cetak dicetak tercetak pencetakan mencetak print printed printing pemakaian "
        "terpakai",
        "spoiled": "rusak kerusakan gagal cacat reject spoiled damaged afkir",
        "destroyed": "musnah dimusnahkan pemusnahan memusnahkan destroyed dibakar pembakaran",
        "lost": "hilang kehilangan dicuri lost",
        "lent": "pinjam dipinjam meminjam pinjaman pinjamkan dipinjamkan meminjamkan peminjaman "
        "lent loan borrowed",
        "returned": "kembali kembalikan dikembalikan mengembalikan pengembalian retur diretur "
        "returned",
        "received": "terima diterima menerima penerimaan kiriman masuk received receipt",
        "sent": "distribusi distribusikan didistribusikan mendistribusikan pendistribusian kirim "
        "dikirim dikirimkan mengirim pengiriman drop didrop dropping droping diserahkan penyerahan "
        "disalurkan penyaluran alokasi dialokasikan ambil diambil pengambilan distributed sent",
        "document": "bast",
    }
)
"""Movement that each word stands for."""

PARTY_OF: Final = _by_word(
    {
        "ministry": "ditjen dirjen kemendagri kementerian mendagri direktorat pusat",
        "province": "provinsi propinsi prov prop pemprov",
        "other": "kab kabupaten pemkab pemkot",
        "office": "dinas disdukcapil dukcapil gudang kantor",
    }
)
"""Kind of the other party that each word stands for."""

FROM: Final = _words("dari dr from")
TO: Final = _words("ke kpd kepada to")
TITLES: Final = _words("kec kecamatan")
AND: Final = _words("dan serta & +")
TURNED_AROUND: Final = _words(
    "tidak tdk tak bukan belum blm batal dibatalkan pembatalan koreksi ralat salah selisih tanpa "
    "kecuali rencana akan target usulan permintaan permohonan ganti pengganti penggantian hutang "
    "utang titip titipan sisa saldo stok opname atau kurang kekurangan lebih kelebihan pindahan "
    "not ?"
)
"""Words that may turn what a description says around."""

OTHER_CARDS: Final = _words("kia suket ikd kk akta wna oranye orange itap sktt")
BEFORE: Final = FILLERS | _words("untuk utk hasil kegiatan pelayanan proses")
"""Words that may stand before what happened."""

AFTER_NAMES: Final = (
    FILLERS
    | MONTH_OF.keys()
    | FROM
    | TO
    | _words(
        "tgl tanggal sebanyak sejumlah no nomor sesuai dengan dgn pada oleh untuk utk bast bulan"
    )
)
"""Words that end the name of a place."""

OF_A_PERIOD: Final = MONTH_OF.keys() | _words(
    "akhir awal bulan d dari dengan hari ini keseluruhan lalu minggu of per s sampai sd seluruh "
    "seluruhnya tahun tanggal tgl"
)
