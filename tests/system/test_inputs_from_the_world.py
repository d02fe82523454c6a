"""Inputs as other people's machines, address books and cards have them, through the command line, in one place.

Each class holds kinds that were once met in the world: the unit tests hold their neighbours, this script that a user
gets the right value at the end. One scan reads all cards, one more all files, since a scan costs seconds.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.app.cli import main
from tests.patience import PATIENCE_S

CARD = (1050, 600)


def drawn(lines: Sequence[str]) -> Image.Image:
    """A plain card, the first line as its largest."""
    card = Image.new("RGB", CARD, "white")
    draw = ImageDraw.Draw(card)
    for number, line in enumerate(lines):
        size = 46 if number == 0 else 30
        draw.text((60, 40 + 62 * number + (12 if number else 0)), line, fill="black", font=ImageFont.load_default(size))
    return card


def saved(picture: Image.Image, form: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, quality=92)
    return stream.getvalue()


# name of the picture -> lines of the card
CARDS: dict[str, tuple[str, ...]] = {
    "hyphen": ("Nora Field, RN-BC", "Nurse", "Brookside Clinic", "Phone (650) 253-0141", "nora@brookside.example.com"),
    "dash": ("Owen Carter, RN - CRNA", "Nurse Anesthetist", "Brookside Clinic", "Phone (650) 253-0142"),
    "endings": (
        "Jens Falke", "Projektleiter", "Beispielwerk GmbH", "Tel. 030 / 90 18 21 - 0", "Durchwahl -31", "Fax -98",
        "jens.falke@beispielwerk.example.com", "Gartenstr. 8, 10115 Berlin",
    ),
    "ending": (
        "Jens Falke", "Projektleiter", "Beispielwerk GmbH", "Tel. 030 901821-0, Durchwahl -31", "Fax 030 901821-98",
        "jens.falke@beispielwerk.example.com", "Gartenstr. 8, 10115 Berlin, Germany",
    ),
    "codes": (
        "Ida Sommer", "Founder", "Sommerwerk GmbH", "Phone 49 89 12345679", "Mobile 49 176 12345679",
        "ida@sommerwerk.example.com", "Gartenstr. 8, 10115 Berlin, Germany",
    ),
    "code": (
        "Ida Sommer", "Founder", "Sommerwerk", "ida@sommerwerk.solutions", "T 49 7755 91166",
        "Gartenstr. 8, 79774 Albbruck, Germany",
    ),
    "behind": (
        "Karl Probst", "Manager", "Ostseeholz Holding AG", "+49 40 3456790", "karl.probst@", "ostseeholz.example.com",
        "Hafenstr. 1, 22765 Hamburg",
    ),
    "before": (
        "Edda Sturm", "Beraterin", "Sturmflut Consulting GmbH", "+49 40 3456791", "edda.sturm",
        "@sturmflut.example.com", "Hafenstr. 2, 22765 Hamburg",
    ),
    "partner": (
        "Greta Adler", "Beraterin", "Adler & Partner", "Tel. +49 89 12345670", "greta@adler.example.org",
        "Waldstr. 9, 10115 Berlin",
    ),
    "und": (
        "Greta Adler", "Architektin", "Winkler und Partner", "Tel. +49 89 12345670", "greta@winkler.example.org",
        "Waldstr. 9, 10115 Berlin",
    ),
    **{
        end: (
            "Ella Brandt", "Beraterin", "Probe GmbH", "Tel. +49 89 12345671", f"ella.brandt@probe.{end}",
            f"www.probe.{end}", "Waldstr. 9, 10115 Berlin",
        )
        for end in ("versicherung", "nrw", "ruhr", "legal", "swiss")
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The contact of every card of CARDS, by its picture's name, of one scan that keeps nothing."""
    folder = tmp_path_factory.mktemp("cards")
    for name, lines in CARDS.items():
        drawn(lines).save(folder / f"{name}.png")
    done = subprocess.run(
        [sys.executable, "-m", "cardscan", "scan", str(folder), "--no-store", "--jsonl"],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        env={**os.environ, "CARDSCAN_HOME": str(folder / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == len(CARDS), "one card a picture"
    return {record["photo"].removesuffix(".png"): record["contact"] for record in records}


def numbers(contact: dict[str, Any], *, fax: bool = False) -> list[tuple[str | None, str | None]]:
    return [(phone["e164"], phone["extension"]) for phone in contact["phones"] if (phone["type"] == "fax") == fax]


class TestCards:
    """What stands on a card."""

    @pytest.mark.parametrize(
        ("card", "full", "after"), [("hyphen", "Nora Field", ["RN-BC"]), ("dash", "Owen Carter", ["RN", "CRNA"])]
    )
    def test_credentials_are_no_names(self, read: dict[str, Any], card: str, full: str, after: list[str]) -> None:
        """With a hyphen inside or a dash between."""
        name = read[card]["name"]
        assert (name["full"], name["post_nominals"]) == (full, after)
        assert not read[card]["other_names"]

    @pytest.mark.parametrize("card", ["endings", "ending"])
    def test_an_ending_replaces_the_nought(self, read: dict[str, Any], card: str) -> None:
        """The direct number is there, the fax in full, and nothing of it in the address."""
        dialled = {number + (extension or "") for number, extension in numbers(read[card]) if number}
        assert "+493090182131" in dialled
        assert {number for number, _ in numbers(read[card], fax=True)} == {"+493090182198"}
        (address,) = read[card]["addresses"]
        assert (address["street"], address["postal_code"], address["city"]) == ("Gartenstr. 8", "10115", "Berlin")
        assert "Durchwahl" not in address["printed"]

    def test_a_country_code_may_stand_without_plus(self, read: dict[str, Any]) -> None:
        """Where the card's country agrees."""
        assert [number for number, _ in numbers(read["codes"])] == ["+498912345679", "+4917612345679"]
        assert [number for number, _ in numbers(read["code"])] == ["+49775591166"]

    @pytest.mark.parametrize(
        ("card", "mailbox"),
        [("behind", "karl.probst@ostseeholz.example.com"), ("before", "edda.sturm@sturmflut.example.com")],
    )
    def test_a_mailbox_on_two_lines_is_one(self, read: dict[str, Any], card: str, mailbox: str) -> None:
        """And no web address is made of half of it."""
        assert (read[card]["emails"], read[card]["urls"]) == ([mailbox], [])

    @pytest.mark.parametrize(
        ("card", "firm", "title"),
        [("partner", "Adler & Partner", "Beraterin"), ("und", "Winkler und Partner", "Architektin")],
    )
    def test_partners_are_a_firm(self, read: dict[str, Any], card: str, firm: str, title: str) -> None:
        """No part of the title."""
        assert (read[card]["organization"], read[card]["titles"]) == (firm, [title])

    @pytest.mark.parametrize("end", ["versicherung", "nrw", "ruhr", "legal", "swiss"])
    def test_every_delegated_end_makes_a_mailbox(self, read: dict[str, Any], end: str) -> None:
        """As IANA delegates them today."""
        assert read[end]["emails"] == [f"ella.brandt@probe.{end}"]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must succeed; all that it prints."""

    def run(*arguments: object) -> str:
        code = main([str(part) for part in arguments])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return printed.out + printed.err

    return run


@pytest.fixture
def imported(said: Callable[..., str], tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Import one address book into an empty store; what every value of it became."""

    def run(book: bytes, suffix: str, country: str = "DE") -> list[dict[str, Any]]:
        path = tmp_path / f"book{suffix}"
        path.write_bytes(book)
        run.said = said("contacts", "import", path, "--country", country, "--verbose")  # type: ignore[attr-defined]
        return [json.loads(line) for line in said("contacts", "export", "--format", "jsonl").splitlines()]

    return run


def vcards(*cards: str) -> bytes:
    """Lines with the line ends of the standard."""
    return "\n".join(cards).replace("\n", "\r\n").encode()


ANNA = "BEGIN:VCARD\nVERSION:3.0\nN:Probe;Anna;;;\nFN:Anna Probe\nEMAIL:anna@probe.example\nEND:VCARD\n"
COLUMNS = (
    "Anrede", "Vorname", "Nachname", "Firma", "Abteilung", "Position", "Straße geschäftlich",
    "Straße geschäftlich 2", "Ort geschäftlich", "Region geschäftlich", "Postleitzahl geschäftlich",
    "Land/Region geschäftlich", "Straße privat", "Ort privat", "Postleitzahl privat", "Land/Region privat",
    "Fax geschäftlich", "Telefon geschäftlich", "Telefon geschäftlich 2", "Telefon Firma", "Fax privat",
    "Telefon (privat)", "Mobiltelefon", "E-Mail-Adresse", "E-Mail-Typ", "E-Mail: Angezeigter Name",
    "E-Mail 2: Adresse", "E-Mail 3: Adresse", "Notizen", "Webseite", "Konto",
)  # fmt: skip
CELLS = (
    "Dr.", "Erna", "Probe", "Beispielwerk GmbH", "Vertrieb", "Leiterin", "Gartenstr. 8", "3. OG", "Potsdam", "BB",
    "14467", "Deutschland", "Forstweg 2", "Berlin", "10115", "Deutschland", "030 901922", "030 901920", "030 901924",
    "030 901900", "030 901929", "030 901921", "0151 23456701", "erna@beispielwerk.example", "SMTP",
    "Erna Probe (erna@beispielwerk.example)", "e.probe@beispielwerk.example", "erna@privat.example", "von der Messe",
    "https://beispielwerk.example", "4711",
)  # fmt: skip


class TestAddressBooks:
    """What other programs export."""

    @pytest.mark.parametrize(("separator", "quote"), [(",", '"'), (";", "")])
    def test_german_outlook(self, imported: Callable[..., Any], separator: str, quote: str) -> None:
        """Everything that has a place finds it; the column that has none is kept under its printed name."""
        lines = [separator.join(f"{quote}{cell}{quote}" for cell in line) for line in (COLUMNS, CELLS)]
        (entry,) = imported("\r\n".join(lines).encode("cp1252"), ".csv")
        contact = entry["contact"]
        assert contact["emails"] == [
            "erna@beispielwerk.example", "e.probe@beispielwerk.example", "erna@privat.example",
        ]  # fmt: skip
        assert {(phone["type"], phone["e164"]) for phone in contact["phones"]} == {
            ("work", "+4930901920"), ("work", "+4930901924"), ("work", "+4930901900"), ("fax", "+4930901922"),
            ("fax", "+4930901929"), ("home", "+4930901921"), ("mobile", "+4915123456701"),
        }  # fmt: skip
        assert [(each["street"], each["city"], each["postal_code"]) for each in contact["addresses"]] == [
            ("Gartenstr. 8, 3. OG", "Potsdam", "14467"), ("Forstweg 2", "Berlin", "10115"),
        ]  # fmt: skip
        assert (contact["organization"], contact["departments"]) == ("Beispielwerk GmbH", ["Vertrieb"])
        kept = {each["name"]: each["value"] for each in entry["kept"]}
        account = {"name": "X-CSV-COLUMN", "value": "4711", "group": "", "parameters": [["X-NAME", ["Konto"]]]}
        assert account in entry["kept"]
        assert not {"Telefon Firma", "E-Mail 3: Adresse", "Straße privat"} & set(kept)

    def test_thunderbird_and_icloud(self, imported: Callable[..., Any]) -> None:
        """Mail addresses, postal codes and web pages."""
        head = "First Name,Last Name,Primary Email,Secondary Email,Work Address,Work City,Work ZipCode,Web Page 1"
        cells = "Erna,Probe,erna@probe.example,erna@privat.example,Gartenstr. 8,Potsdam,14467,https://probe.example"
        (entry,) = imported(f"{head}\n{cells}\n".encode(), ".csv")
        contact = entry["contact"]
        assert contact["emails"] == ["erna@probe.example", "erna@privat.example"]
        assert [each["postal_code"] for each in contact["addresses"]] == ["14467"]
        assert contact["urls"] == ["https://probe.example"]
        icloud = (
            "First name,Last name,Mobile phone,Work email,Home email\nUlf,Tank,0151 23456702,u@tank.example,u@t.example"
        )
        ulf = imported(icloud.encode(), ".csv")[-1]
        assert ulf["contact"]["emails"] == ["u@tank.example", "u@t.example"]

    def test_odd_property_lines(self, imported: Callable[..., Any]) -> None:
        """They are no part of the line before."""
        odd = 'ORG:Probe GmbH\nX-talk/all:z@talk.example\n;="Phone: +000":\nTEL;TYPE=WORK:+49 30 901920\n'
        (entry,) = imported(vcards(ANNA.replace("END:", odd + "END:")), ".vcf")
        contact = entry["contact"]
        assert (contact["organization"], contact["departments"]) == ("Probe GmbH", [])
        assert contact["emails"] == ["anna@probe.example"]
        assert numbers(contact) == [("+4930901920", None)]

    @pytest.mark.parametrize(
        ("book", "people"),
        [
            (ANNA + "NULL", 1),
            (ANNA + "-----\n" + ANNA.replace("nna", "nne") + "-----\n", 2),
            (ANNA.replace("VERSION", "# exported by a phone\nVERSION"), 1),
        ],
    )
    def test_junk_between_cards(self, imported: Callable[..., Any], book: str, people: int) -> None:
        """It is no card, and no card is lost by it."""
        entries = imported(vcards(book), ".vcf")
        assert len(entries) == people
        assert not {each["name"] for entry in entries for each in entry["kept"]} & {"END", "END:VCARD", "NULL"}

    @pytest.mark.parametrize("fold", ["=\r\n ", "\r\n\t"])
    def test_folded_quoted_printable(self, imported: Callable[..., Any], fold: str) -> None:
        """With a soft line break and a blank, and by a tab without one."""
        family, given = ("".join(f"={byte:02X}" for byte in part.encode()) for part in ("Сидоров", "Егор"))
        head = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
        book = f"{head}{family[:15]}{fold}{family[15:]};{given};;;\r\nEMAIL:ru@probe.example\r\nEND:VCARD\r\n"
        (entry,) = imported(book.encode(), ".vcf")
        assert entry["contact"]["name"]["full"] == "Егор Сидоров"

    def test_labels_of_apple_say_the_type(self, imported: Callable[..., Any]) -> None:
        """In its own marks and as a person typed them."""
        labels = ("_$!<HomeFAX>!$_", "_$!<WorkFAX>!$_", "Mobil", "_$!<Mobile>!$_", "Fax", "_$!<Work>!$_", "Empfang")
        lines = "".join(
            f"item{n}.TEL:+49 30 90192{n}\nitem{n}.X-ABLabel:{label}\n" for n, label in enumerate(labels, start=1)
        )
        (entry,) = imported(vcards(ANNA.replace("END:", lines + "END:")), ".vcf")
        types = {phone["e164"]: phone["type"] for phone in entry["contact"]["phones"]}
        assert [types[f"+493090192{n}"] for n in range(1, 8)] == [
            "fax", "fax", "mobile", "mobile", "fax", "work", "other",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "country", "note", "greeting"),
        [
            ("FN:Brown\\, Peter", "GB", "talked about OCR", "Hello Peter,"),
            ("N:Möller;Jens;;;\nFN:Möller\\, Jens", "DE", "gesprochen über OCR", "Guten Tag Jens Möller,"),
        ],
    )
    def test_who_is_listed_family_first_is_greeted_as_people_are(
        self,
        imported: Callable[..., Any],
        said: Callable[..., str],
        name: str,
        country: str,
        note: str,
        greeting: str,
    ) -> None:
        """Not as a list has them."""
        card = f"BEGIN:VCARD\nVERSION:3.0\n{name}\nEMAIL:p@mail.example.com\nORG:Beispielwerk\nEND:VCARD\n"
        imported(vcards(card), ".vcf", country)
        said("context", "add", "1", note)
        assert greeting in said("drafts", "show", "1")

    def test_two_numbers_in_one_value_are_never_run_together(self, imported: Callable[..., Any]) -> None:
        """Each is whole, or the print is kept."""
        values = ("+49 30 90192-4 / -5", "030 90193-0/-12", "+49 30 901940 oder 901941")
        lines = "".join(f"TEL;TYPE=WORK:{value}\n" for value in values)
        (entry,) = imported(vcards(ANNA.replace("END:", lines + "END:")), ".vcf")
        whole = {
            "+4930901924", "+4930901925", "+4930901930", "+49309019312", "+4930901940", "+4930901941",
        }  # fmt: skip
        found = {phone["e164"] for phone in entry["contact"]["phones"] if phone["e164"]}
        assert found <= whole
        assert {"+4930901924", "+4930901930", "+4930901940"} <= found

    def test_national_numbers_are_exported_in_full(
        self, imported: Callable[..., Any], said: Callable[..., str]
    ) -> None:
        """As they are shown."""
        imported(
            b"First Name,Last Name,E-mail Address,Mobile Phone\nTom,Probe,tom@probe.example,0151 23456703\n", ".csv"
        )
        for form in ("vcard", "vcard4", "google", "outlook", "csv"):
            written = said("contacts", "export", "--format", form)
            assert "15123456703" in written.replace(" ", "").replace("-", "")
            assert "0151 23456703" not in written


HERE = ("Tilda Moor", "Engineer", "Moorhof Ltd", "tilda@moorhof.example.com", "+44 20 7946 0991")
PEOPLE = {
    "IMG_3.jpg": HERE,
    "IMG_4.jpg": ("Viola Heath", "Designer", "Heathland Ltd", "viola@heathland.example.com", "+44 20 7946 0992"),
    "IMG_2.JPG": ("Ivo Stone", "Manager", "Stonewell Ltd", "ivo@stonewell.example.com", "+44 20 7946 0993"),
    unicodedata.normalize("NFD", "Jürgen.jpg"): (
        "Hanna Brook", "Director", "Brookfield Ltd", "hanna@brookfield.example.com", "+44 20 7946 0994",
    ),
}  # fmt: skip
BINNED = ("Thrown Away", "Nobody", "Bin Ltd", "thrown@bin.example.com", "+44 20 7946 0999")
TWICE = (
    ("Rosa Field", "Chemist", "Fieldlab Ltd", "rosa@fieldlab.example.com", "+44 20 7946 0995"),
    ("Otto Lake", "Physicist", "Lakelab Ltd", "otto@lakelab.example.com", "+44 20 7946 0996"),
)


def thrown_away(folder: Path) -> None:
    """Put a photo into every bin, and a thumbnail where a NAS puts it."""
    for bin_name in ("#recycle", "@Recycle", "$RECYCLE.BIN", "lost+found", ".Trash-1000"):
        (folder / bin_name).mkdir()
        (folder / bin_name / "deleted.jpg").write_bytes(saved(drawn(BINNED)))
    thumbnails = folder / "@eaDir" / "IMG_3.jpg"
    thumbnails.mkdir(parents=True)
    (thumbnails / "SYNOPHOTO_THUMB_XL.jpg").write_bytes(saved(drawn(BINNED)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a NAS, a Mac, Windows and a phone leave it."""
    place = tmp_path_factory.mktemp("photos")
    for name, lines in PEOPLE.items():
        (place / name).write_bytes(saved(drawn(lines)))
    (place / "IMG_3.txt").write_bytes("talked about über-long receipts".encode("utf-16"))
    (place / "IMG_4.txt").write_bytes("talked about the café in Zürich".encode("cp1252"))
    (place / "IMG_2.TXT").write_text("talked about wells", "utf-8")
    (place / "Jürgen.txt").write_text("talked about brooks", "utf-8")
    thrown_away(place)
    both = pillow_heif.HeifFile()
    for lines in TWICE:
        both.add_from_pillow(drawn(lines))
    both.save(place / "both.heic", quality=90)
    (place / "pic.avif").write_bytes(
        saved(drawn(("Avis Ford", "Baker", "Fordbread Ltd", "avis@ford.example.com")), "AVIF")
    )
    return place


@pytest.fixture(scope="module")
def scanned(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What the scan of it printed, and whom the store knows: name -> what was talked about."""
    variables = {**os.environ, "CARDSCAN_HOME": str(tmp_path_factory.mktemp("home"))}

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cardscan", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False, env=variables)

    done = run("scan", folder, "--country", "GB")
    book = run("contacts", "export", "--format", "jsonl", "--notes").stdout.splitlines()
    known = {
        entry["display_name"]: [str(met["talk"]) for met in entry["encounters"]] for entry in map(json.loads, book)
    }
    yield done.stdout + done.stderr, known


class TestFiles:
    """What lies in a folder."""

    def test_a_bad_note_stops_no_scan(self, scanned: tuple[str, dict[str, list[str]]]) -> None:
        """UTF-16 and Windows-1252 are read."""
        _, known = scanned
        assert "über-long receipts" in known["Tilda Moor"][0]
        assert "café in Zürich" in known["Viola Heath"][0]

    def test_notes_belong_to_photos_whatever_the_case_and_the_accents(
        self, scanned: tuple[str, dict[str, list[str]]]
    ) -> None:
        """As Windows and macOS write them."""
        _, known = scanned
        assert "wells" in known["Ivo Stone"][0]
        assert "brooks" in known["Hanna Brook"][0]

    def test_what_was_thrown_away_stays_away(self, scanned: tuple[str, dict[str, list[str]]]) -> None:
        """No contact, no event."""
        said, known = scanned
        assert "Thrown Away" not in known
        assert "RECYCLE" not in said

    def test_every_picture_of_a_container_is_read(self, scanned: tuple[str, dict[str, list[str]]]) -> None:
        """Two cards in one HEIC."""
        _, known = scanned
        assert {"Rosa Field", "Otto Lake"} <= set(known)

    def test_a_format_is_read_or_named(self, scanned: tuple[str, dict[str, list[str]]]) -> None:
        """AVIF; never as a broken file."""
        said, known = scanned
        assert "Avis Ford" in known or "AVIF" in said
        assert "broken" not in said


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A watched folder with one photo."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "IMG_3.jpg").write_bytes(saved(drawn(HERE)))
    return place


WATCH = (sys.executable, "-m", "cardscan", "watch", "in", "--once", "--workers", "1", "--delay", "0.2", "--log-lines")


class TestWatch:
    """What a watched folder meets."""

    def test_names_that_are_not_utf8_and_bins_stop_nobody(self, watched: Path) -> None:
        """Both photos are read, nothing of the bins is, and no reason file is written for a NAS's folder."""
        odd = os.fsencode(watched) + b"/caf\xe9.jpg"
        with open(odd, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write(saved(drawn(TWICE[0])))
        thrown_away(watched)
        done = subprocess.run(
            WATCH, cwd=watched.parent, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        assert done.returncode == 0, done.stderr
        assert len(os.listdir(os.fsencode(watched) + b"/done")) == 2  # noqa: PTH208 - a name of bytes
        assert not list(watched.rglob("*.reason*"))
        assert "Traceback" not in done.stderr

    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces are Linux's")
    def test_another_mount_with_an_accent_and_no_notifications_left(self, watched: Path) -> None:
        """A stick named Müller-Stick is mounted, and nothing reports changes: the photo is read, and it says so."""
        (watched.parent / "mnt" / "Müller-Stick").mkdir(parents=True)
        inside = (
            "mount -t tmpfs -o size=1m tmpfs mnt/Müller-Stick || exit 77; "
            'echo 0 > /proc/sys/user/max_inotify_instances || exit 77; exec "$@"'
        )
        if shutil.which("unshare") is None:
            pytest.skip("needs unshare")
        command = ["unshare", "-Urm", "--propagation", "private", "sh", "-c", inside, "sh", *WATCH]
        done = subprocess.run(
            command, cwd=watched.parent, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        if done.returncode in (1, 77) and ("unshare" in done.stderr or done.returncode == 77):
            pytest.skip("this system allows no namespaces of a user's own")
        assert done.returncode == 0, done.stderr
        assert (watched / "done" / "IMG_3.jpg").exists()
        assert "start it again" not in done.stderr
