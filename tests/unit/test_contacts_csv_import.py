"""CSV files as programs in many languages write them: every column that has a place is read, the others are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardscan.contacts.formats import csv_export
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.contacts.formats.csv_import import CsvRow, looks_like_contacts, read_rows
from cardscan.contacts.formats.entries import entry_of
from cardscan.model.address_book import Entry
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import ContactDetails, PersonName, Phone, PhoneType, SocialHandle

# Outlook's header lines in its own order (the columns that most people fill), the country, and the code page that it
# writes in where it writes no UTF-8. Each row is about the same person.
OUTLOOK = {
    "en": ("US", "cp1252",
     "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
     "Business City,Business Postal Code,Business Country/Region,Home Street,Home City,Assistant's Phone,"
     "Business Fax,Business Phone,Business Phone 2,Home Phone,Mobile Phone,Other Phone,E-mail Address,E-mail Type,"
     "E-mail 2 Address,E-mail 3 Address,Web Page,Notes"),
    "de": ("DE", "cp1252",
     "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich,"
     "Straße geschäftlich 2,Ort geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Straße privat,"
     "Ort privat,Telefon Assistent,Fax geschäftlich,Telefon geschäftlich,Telefon geschäftlich 2,Telefon (privat),"
     "Mobiltelefon,Weiteres Telefon,E-Mail-Adresse,E-Mail-Typ,E-Mail 2: Adresse,E-Mail 3: Adresse,Webseite,"
     "Notizen"),
    "fr": ("FR", "cp1252",
     "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Titre,Rue (bureau),Rue (bureau) 2,Ville (bureau),"
     "Code postal (bureau),Pays/Région (bureau),Rue (domicile),Ville (domicile),Téléphone de l'assistant(e),"
     "Télécopie (bureau),Téléphone (bureau),Téléphone 2 (bureau),Téléphone (domicile),Tél. mobile,"
     "Téléphone (autre),Adresse de messagerie,Type de messagerie,Adresse de messagerie 2,Adresse de messagerie 3,"
     "Page Web,Notes"),
    "es": ("ES", "cp1252",
     "Tratamiento,Nombre,Segundo nombre,Apellidos,Sufijo,Organización,Departamento,Puesto,Calle del trabajo,"
     "Calle del trabajo 2,Ciudad de trabajo,Código postal del trabajo,País o región del trabajo,Home Street,"
     "Home City,Assistant's Phone,Business Fax,Teléfono del trabajo,Teléfono del trabajo 2,Particular,Mobile Phone,"
     "Otro teléfono,E-mail Address,E-mail Type,Dirección de correo electrónico 2,"
     "Dirección del correo electrónico 3,Página web,Notes"),
    "it": ("IT", "cp1252",
     "Titolo,Nome,Secondo nome,Cognome,Titolo straniero,Società,Reparto,Posizione,Via (uff.),Via (uff.) 2,"
     "Città (uff.),CAP (uff.),Paese (uff.),Via (ab.),Città (ab.),Telefono assistente,Fax (uff.),Ufficio,Ufficio 2,"
     "Abitazione,Cellulare,Altro telefono,Indirizzo posta elettronica,Tipo posta elettronica,"
     "Indirizzo posta elettronica 2,Indirizzo posta elettronica 3,Pagina Web,Notes"),
    "pt-BR": ("BR", "cp1252",
     "Tratamento,Primeiro nome,Segundo nome,Sobrenome,Sufixo,Empresa,Departamento,Cargo,Business Street,"
     "Rua do endereço comercial 2,Business City,Business Postal Code,País/Região da Empresa,"
     "Endereço residencial,Cidade do endereço residencial,Telefone do assistente,Fax comercial,"
     "Telefone comercial,Telefone comercial 2,Telefone residencial,Telefone celular,Outro telefone,"
     "E-mail Address,Tipo de email,Endereço de email 2,Endereço de email 3,Página da Web,Anotações"),
    "nl": ("NL", "cp1252",
     "Titel;Voornaam;Middelste naam;Achternaam;Achtervoegsel;Bedrijf;Afdeling;Functie;Werkadres, straat;"
     "Werkadres 2, straat;Werkadres, plaats;Werkadres, postcode;Land/regio (werk);Huisadres, straat;"
     "Huisadres, plaats;Telefoon assistent;Fax op werk;Telefoon op werk;Telefoon op werk 2;Telefoon thuis;"
     "Mobiele telefoon;Andere telefoon;E-mailadres;E-mailtype;E-mailadres 2;E-mailadres 3;Webpagina;Notities"),
    "pl": ("PL", "cp1250",
     "Tytuł\tImię\tDrugie imię\tNazwisko\tSufiks\tFirma\tDział\tStanowisko\tAdres służbowy - ulica\t"
     "Adres służbowy - ulica 2\tAdres służbowy - miejscowość\tAdres służbowy - kod pocztowy\t"
     "Adres służbowy - kraj/region\tAdres domowy - ulica\tAdres domowy - miejscowość\tTelefon asystenta\t"
     "Faks służbowy\tTelefon służbowy\tTelefon służbowy 2\tTelefon domowy\tTelefon komórkowy\tInny telefon\t"
     "Adres e-mail\tTyp poczty e-mail\tAdres e-mail 2\tAdres e-mail 3\tStrona sieci Web\tNotatki"),
    "ja": ("JP", "cp932",
     "肩書き,名,ミドル ネーム,姓,敬称,会社名,部署,役職,番地 (会社),住所 2 (会社),市町村 (会社),郵便番号 (会社),"
     "国 (会社)/地域,番地 (自宅),市町村 (自宅),秘書の電話,会社 FAX,会社電話,会社電話 2,自宅電話,携帯電話,"
     "その他の電話,電子メール アドレス,電子メールの種類,電子メール 2 アドレス,電子メール 3 アドレス,Web ページ,メモ"),
}  # fmt: skip
PERSON = (
    "Dr. Ada Lea Beispiel Jr. Muster+GmbH Vertrieb Leiterin Hauptweg+5 Etage+2 Potsdam 14467 Land Waldweg+3 Berlin "
    "+4930901899 +4930901822 +4930901820 +4930901824 +4930901821 +4915123456789 +4930901833 ada@muster.example SMTP "
    "a@muster.example ada@privat.example https://muster.example Messe"
)


def entry(row: CsvRow, country: str | None = "DE") -> Entry:
    found = entry_of(row.properties, country=country, complaints=row.complaints)
    assert found is not None
    return found


def entries(text: str | bytes, country: str | None = "DE") -> list[Entry]:
    data = text if isinstance(text, bytes) else text.encode()
    assert looks_like_contacts(data)
    return [entry(row, country) for row in read_rows(data)]


def columns_kept(found: Entry) -> dict[str, str]:
    """Name of a column that has no place -> its cell."""
    return {item.all_of("X-NAME")[0]: item.value for item in found.kept if item.name == "X-CSV-COLUMN"}


def written(header: str) -> tuple[str, str]:
    """The header line and a row of it, parted as the header is."""
    separator = next(sign for sign in "\t;," if sign in header)
    cells = [cell.replace("+", " ") if cell[:2] != "+4" else cell for cell in PERSON.split()]
    assert len(cells) == len(header.split(separator))
    return header, separator.join(cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", ""])
@pytest.mark.parametrize("language", OUTLOOK)
def test_outlook_is_read_in_every_of_its_commonest_languages(language: str, encoding: str) -> None:
    """By commas, semicolons or tabs, in UTF-8, UTF-16 or the code page of its country."""
    country, code_page, header = OUTLOOK[language]
    (found,) = entries("\r\n".join(written(header)).encode(encoding or code_page), country)
    details = found.details
    assert details.name is not None
    assert (details.name.given, details.name.family, details.name.honorific) == ("Ada", "Beispiel", "Dr.")
    assert details.name.full == "Dr. Ada Lea Beispiel Jr."
    assert (details.organization, details.departments, details.titles) == ("Muster GmbH", ("Vertrieb",), ("Leiterin",))
    assert [(phone.type, phone.e164) for phone in details.phones] == [
        (PhoneType.FAX, "+4930901822"),
        (PhoneType.WORK, "+4930901820"),
        (PhoneType.WORK, "+4930901824"),
        (PhoneType.HOME, "+4930901821"),
        (PhoneType.MOBILE, "+4915123456789"),
        (PhoneType.OTHER, "+4930901833"),
    ]
    assert details.emails == ("ada@muster.example", "a@muster.example", "ada@privat.example")
    assert details.urls == ("https://muster.example",)
    assert [address.printed for address in details.addresses] == [
        "Hauptweg 5, Etage 2, 14467 Potsdam, Land",
        "Waldweg 3, Berlin",
    ]
    assert [item.value for item in found.kept if item.name == "NOTE"] == ["Messe"]
    # The number of somebody else, and what kind of mail it is, have no place; their names are as printed.
    names = header.replace(";", "\t").split("\t") if "," not in header or ";" in header else header.split(",")
    assert columns_kept(found) == {names[15]: "+4930901899", names[23]: "SMTP"}


def test_the_names_of_the_columns_tell_the_character_set() -> None:
    """An old Mac's, and UTF-8 in which one character of one cell is broken."""
    line, row = written(OUTLOOK["fr"][2])
    for data in (f"{line}\r{row}\r".encode("mac_roman"), f"{line}\n{row}".encode().replace(b"Messe", b"Me\xffse")):
        (found,) = entries(data, "FR")
        assert len(found.details.phones) == 6 and len(found.details.emails) == 3


def test_thunderbird_is_read() -> None:
    """Its own names for addresses, postal codes and pages, and a birthday in three columns."""
    (found,) = entries(
        "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,"
        "Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,"
        "Work Address,Work City,Work ZipCode,Job Title,Department,Organization,Web Page 1,Web Page 2,Birth Year,"
        "Birth Month,Birth Day,Custom 1,Notes,\n"
        "Ada,Beispiel,Ada Beispiel,Adi,a@x.example,b@x.example,ada1,030 901820,030 901821,030 901822,,0151 23456789,"
        "Weg 1,Hof,Berlin,BE,10115,Gasse 2,Potsdam,14467,CTO,R&D,Muster GmbH,x.example,y.example,1980,5,4,,fair,\n"
    )
    details = found.details
    assert details.emails == ("a@x.example", "b@x.example")
    assert [address.postal_code for address in details.addresses] == ["10115", "14467"]
    assert details.urls == ("x.example", "y.example")
    assert [phone.type.value for phone in details.phones] == ["work", "home", "fax", "mobile"]
    assert [item.value for item in found.kept if item.name == "BDAY"] == ["1980-05-04"]
    assert columns_kept(found) == {"Screen Name": "ada1"}


def test_linkedins_note_before_the_header_is_passed_over() -> None:
    """Whoever shares no address is a person all the same, with the profile."""
    ada, bo = entries(
        'Notes:\n"When you export your data, you may notice that email addresses, phones, are missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        'Ada,Beispiel,https://www.linkedin.com/in/ada-beispiel,ada@x.example,"Muster, Inc.",CTO,15 Mar 2026\n'
        "Bo,Muster,https://www.linkedin.com/in/bo-muster,,,,16 Mar 2026\n"
    )
    assert (ada.details.emails, ada.details.organization, ada.details.titles) == (
        ("ada@x.example",),
        "Muster, Inc.",
        ("CTO",),
    )
    assert bo.details.social == (SocialHandle("linkedin", "bo-muster"),)
    assert columns_kept(bo) == {"Connected On": "16 Mar 2026"}


@pytest.mark.parametrize(
    "start",
    [
        "sep=;\r\n",
        '"sep=;"\r\n',
        "SEP=;\n",
        "\ufeffsep=;\r\n",
        "Kontaktliste;;\r\nStand: 1.12.2026;;\r\n;;\r\n",
        "\r\n\r\n",
    ],
)
def test_lines_before_the_header_are_passed_over(start: str) -> None:
    """What a spreadsheet or a report writes there."""
    (found,) = entries(f"{start}Name;E-Mail;Telefon\r\nMuster, Anna;a@x.example;030 901820\r\n")
    assert found.details.name and found.details.name.full == "Anna Muster"
    assert (found.details.emails, found.details.phones[0].e164) == (("a@x.example",), "+4930901820")


def test_a_column_that_stands_twice_loses_nothing() -> None:
    """Values of one kind are several; a second name is kept beside the first; an empty cell hides none."""
    first, second = entries(
        "Name,E-mail,E-mail,Phone,Phone,Name\r\n"
        "Ada Beispiel,a@x.example,b@x.example,030 901820,030 901821,Adi\r\nBo,bo@x.example,,030 901822,,\r\n"
    )
    assert first.details.emails == ("a@x.example", "b@x.example")
    assert [phone.e164 for phone in first.details.phones] == ["+4930901820", "+4930901821"]
    assert columns_kept(first) == {"Name": "Adi"}
    assert second.details.emails == ("bo@x.example",)


def test_brazilian_outlook_writes_the_state_twice() -> None:
    """The first is of the home, the second of the other address."""
    (found,) = entries(
        "Primeiro nome,Sobrenome,Endereço residencial,Cidade do endereço residencial,Estado,Outro endereço,Cidade,"
        "Estado,CEP\r\nAna,Exemplo,Rua A 1,Campinas,SP,Rua B 2,Niterói,RJ,24000-000\r\n",
        "BR",
    )
    assert [address.printed for address in found.details.addresses] == [
        "Rua A 1, Campinas, SP",
        "Rua B 2, 24000-000 Niterói, RJ",
    ]


@pytest.mark.parametrize(
    ("cell", "emails"),
    [
        ("a@x.example; b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example, b@x.example\nc@x.example", ("a@x.example", "b@x.example", "c@x.example")),
        ("a@x.example ::: b@x.example", ("a@x.example", "b@x.example")),
        ("Ada <a@x.example>; <b@x.example>", ("a@x.example", "b@x.example")),
        ("'a@x.example'", ("a@x.example",)),
        ("sean.o'neill@x.example; a@x.example", ("sean.o'neill@x.example", "a@x.example")),
        ("mailto:a@x.example", ("a@x.example",)),
    ],
)
def test_a_mail_cell_gives_every_address_in_it(cell: str, emails: tuple[str, ...]) -> None:
    """Several, with names or without."""
    (found,) = entries(f'Name,E-Mail\r\nAda,"{cell}"\r\n')
    assert (found.details.emails, found.complaints) == (emails, ())


@pytest.mark.parametrize(
    "cell", ["Petra Lang <p@x.example>", '""Lang, Petra"" <p@x.example>', "'Lang, Petra' <p@x.example>"]
)
def test_a_name_beside_the_address_is_the_persons_where_there_is_no_other(cell: str) -> None:
    """And is not taken where a column has the name."""
    alone, named = entries(f'Email,First Name,Last Name\r\n"{cell}",,\r\n"{cell}",P.,Lang\r\n')
    assert alone.details.name and alone.details.name.full == "Petra Lang"
    assert named.details.name and named.details.name.full == "P. Lang"


def test_several_numbers_in_a_cell_are_several() -> None:
    """As in a vCard."""
    (found,) = entries('Name;Telefon\r\nAda;"030 901820; 0151 23456789 / 030 90182-4 / -5"\r\n')
    assert [phone.e164 for phone in found.details.phones] == [
        "+4930901820",
        "+4915123456789",
        "+4930901824",
        "+4930901825",
    ]


def test_columns_that_no_program_writes_are_known_by_their_words() -> None:
    """Where their cells look so; what belongs to somebody else, or says something about an address, is kept."""
    (found,) = entries(
        "Vorname,Nachname,Telefon Büro,Handy privat,Private E-Mail,Work email,Fax-Nr.,Notfall Telefon,E-Mail Opt-In,"
        "Handy,Farbe\r\n"
        "Ada,Beispiel,030 901820,0151 23456789,a@x.example,b@x.example,030 901822,030 1,ja,keins,Blau\r\n"
    )
    assert [phone.type.value for phone in found.details.phones] == ["work", "mobile", "fax"]
    assert found.details.emails == ("a@x.example", "b@x.example")
    assert columns_kept(found) == {"Notfall Telefon": "030 1", "E-Mail Opt-In": "ja", "Handy": "keins", "Farbe": "Blau"}


def test_name_beside_vorname_is_the_family_name() -> None:
    """Where it does not say both."""
    first, second = entries("Name;Vorname;Firma\r\nBeispiel;Ada;X GmbH\r\nBo Muster;Bo;X GmbH\r\n")
    assert first.details.name and first.details.name.full == "Ada Beispiel"
    assert second.details.name and second.details.name.full == "Bo Muster"


def test_an_empty_birthday_and_an_address_of_exchange_are_no_values() -> None:
    """Outlook writes 0.0.00 and a directory's path; the path is kept and said."""
    (found,) = entries("Vorname,Nachname,Geburtstag,E-Mail-Adresse\r\nAda,Beispiel,0.0.00,/o=ExchangeLabs/cn=ada\r\n")
    assert not [item for item in found.kept if item.name == "BDAY"]
    assert found.details.emails == () and "no address" in found.complaints[0]


def test_googles_older_columns_are_read() -> None:
    """Type in place of Label, the organization numbered, several values in a cell."""
    (found,) = entries(
        "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
        "Organization 1 - Name,Organization 1 - Title,Address 1 - Type,Address 1 - Formatted,Website 1 - Value\r\n"
        "Ada Beispiel,Ada,Beispiel,* myContacts ::: Fair,* Work,a@x.example ::: b@x.example,Home Fax,030 901820,"
        'Muster GmbH,CTO,Home,"Weg 1\n10115 Berlin",x.example\r\n'
    )
    details = found.details
    assert (details.organization, details.titles) == ("Muster GmbH", ("CTO",))
    assert details.emails == ("a@x.example", "b@x.example")
    assert details.phones[0].type is PhoneType.FAX
    assert details.addresses[0].printed == "Weg 1 10115 Berlin"
    assert columns_kept(found) == {}


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Call me by phone, or by mail\nplease\n"])
def test_text_that_only_speaks_of_mail_and_phone_is_no_table(text: str) -> None:
    """A program's name for a column has to be among them."""
    assert not looks_like_contacts(text.encode())


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
names = st.sampled_from(
    [
        "Vorname",
        "Name",
        "E-Mail",
        "Titre",
        "Titre",
        "Phone 1 - Value",
        "Estado",
        "URL",
        "Straße geschäftlich 2",
        "",
        "x",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(names, min_size=1, max_size=8), st.lists(st.lists(cells, max_size=9), max_size=4), st.binary(max_size=9)
)
def test_no_table_ends_in_anything_but_rows(header: list[str], rows: list[list[str]], end: bytes) -> None:
    """Whatever the columns are called, whatever stands in them."""
    text = "\n".join(";".join(row) for row in [header, *rows])
    for row in read_rows(text.encode() + end):
        entry_of(row.properties, country="DE")


@settings(max_examples=60, deadline=None)
@example(["Mobil", "Fax", "E-Mail"])  # more words of columns than the header line
@example(["City", "ZIP", "State"])
@given(st.lists(cells.filter(str.strip), min_size=3, max_size=3))
def test_a_cell_without_a_place_is_kept_with_its_column(values: list[str]) -> None:
    """Nothing is lost silently."""
    plain = [value.replace('"', "").replace("'", "") or "x" for value in values]
    row = ",".join(f'"{value}"' for value in plain)
    (found,) = entries(f"First Name,Last Name,Lieblingsfarbe,Schuhgröße,Sternzeichen\nAda,Beispiel,{row}\n")
    kept = columns_kept(found)
    assert set(kept) == {
        name
        for name, value in zip(["Lieblingsfarbe", "Schuhgröße", "Sternzeichen"], plain, strict=True)
        if value.strip()
    }


def test_a_column_without_a_name_is_kept_by_its_number() -> None:
    """Empty cells before it count."""
    (found,) = entries("First Name,Last Name,Company,\nAda,Beispiel,,extra\n")
    assert columns_kept(found) == {"column 4": "extra"}


people = st.builds(
    ContactDetails,
    name=st.sampled_from(
        [PersonName("Ada Beispiel", "Ada", "Beispiel"), PersonName("Dr. Bo von Muster", "Bo", "von Muster", "Dr.")]
    ),
    titles=st.sampled_from([(), ("Leiterin",)]),
    organization=st.sampled_from([None, "Muster GmbH", "Muster, Inc."]),
    emails=st.lists(st.sampled_from(["a@x.example", "b@x.example", "c@x.example"]), unique=True).map(tuple),
    phones=st.lists(
        st.builds(
            Phone,
            st.sampled_from([PhoneType.WORK, PhoneType.MOBILE, PhoneType.FAX]),
            st.just("030 901820"),
            st.sampled_from(["+4930901820", "+4930901821", "+4915123456789", "+12125550142"]),
            st.sampled_from([None, "7"]),
        ),
        max_size=3,
        unique_by=lambda phone: phone.e164,
    ).map(tuple),
)


@pytest.mark.parametrize("flavour", CsvFlavour)
@settings(max_examples=25, deadline=None)
@given(details=people)
def test_our_own_tables_are_read_again(flavour: CsvFlavour, details: ContactDetails) -> None:
    """What a flavour has a column for comes back, each number and address whole."""
    contact = Contact(1, "urn:uuid:1", details, Relation.MET, datetime(2026, 11, 24, tzinfo=UTC), country="DE")
    (found,) = entries(b"".join(csv_export.write([contact], flavour)))
    again = found.details
    assert again.name and (again.name.given, again.name.family) == (details.name.given, details.name.family)  # type: ignore[union-attr]
    assert again.titles == details.titles
    assert again.organization == details.organization
    assert again.emails in (details.emails, details.emails[:1])
    numbers = {(phone.e164, phone.extension) for phone in details.phones}
    assert {(phone.e164, phone.extension) for phone in again.phones} <= numbers
    if flavour in (CsvFlavour.GOOGLE, CsvFlavour.PLAIN):
        assert {(phone.e164, phone.extension) for phone in again.phones} == numbers
