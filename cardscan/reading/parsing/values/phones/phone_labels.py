"""Recognise the words and signs beside a phone number that say what it is for, in some thirty languages.

They were collected from the labels that telephone vendors, postal guides and contact forms of the countries use. The
single letters are those seen on cards.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from cardscan.locales.folding import accentless
from cardscan.reading.parsing.values.glyphs import plain


class Label(enum.StrEnum):
    """What a printed label says about the number beside it.

    PHONE is a telephone label that leaves the purpose open ("Tel"). CONTACT does not even say that it is a telephone
    ("Contact", "Call"). EXTENSION stands before an extension, NOT_PHONE before digits that are something else.
    """

    PHONE = "phone"
    CONTACT = "contact"
    WORK = "work"
    MOBILE = "mobile"
    FAX = "fax"
    HOME = "home"
    TOLL_FREE = "toll_free"
    OTHER = "other"
    EXTENSION = "extension"
    NOT_PHONE = "not_phone"


_WORDS: dict[Label, str] = {
    Label.PHONE: """
        tel tele telefon telephone telephones telefono telefonos telefone telefones telefoon telefoni
        telefonnummer telef telf tlf tlfn tfn tfno fon fone fones foon ph phn phone phones phoneno
        phonenumber pho tél téléphone telphone puh puhelin puhelinnumero sími simi τηλ τηλέφωνο τηλεφωνο тел
        телефон телефони тлф телефакс́ tál tal tālr talr telefonas telefons telefonszám telefonszam telefonní
        telefonu telefón telpon telepon điện thoại đt هاتف تلفون ت טל טלפון โทร โทรศัพท์ दूरभाष फोन फ़ोन voice
        ruf rufnummer tlph telno sdt landline land land-line festnetz fisso fixe fijo fixo vast ligne linea line
        lines pabx epabx pbx ks trunk tels fono fonos tetephone telehone""",
    Label.CONTACT: """
        contact contacts contactno call kontakt contacto contato contatto hotline helpline support infoline
        sac appelez chiama ligue llame llámenos enquiry enquiries booking bookings reservations whatsup""",
    Label.WORK: """
        office off offc ofc ofis büro buero bureau oficina ufficio escritório escritorio kantoor kontor kontoret
        toimisto biuro kancelář iroda work business bus biz dienstlich geschäft firma main mainline switchboard
        swbd zentrale centrale central centralita centralino centrala central. reception rezeption recepción
        recepção empfang direct dir direkt direkte direkttelefon diretto directo direto directe
        direkten bezp bezpośredni suora přímá közvetlen direkts store shop laden magasin tienda loja showroom
        factory works plant fabrik clinic hospital praxis studio atelier lager warehouse hq headquarters
        corporate secretary sekretariat desk did ddi dd dl accueil standard std sales рабочий раб приёмная
        приемная офис""",
    Label.MOBILE: """
        mobile mob mobil mobiltelefon mobilephone mobitel mobiltel mobilnummer mobiles mobilni mobilní mobilný
        mobilnie mbl mbile mble mobl moblie cell cel celular celulares cellulare cellulaire cellular celullar
        cellphone cellno cells celulari handy handphone natel hp gsm portable port portatile móvil movil móviles
        telemóvel telemovel tlm tlmv téléphone-portable kom komórka komorka komórkowy komórkowa matkapuhelin
        matkapuh gsm. mobiel mobieltje mobilen mobnr ceptel mobiilne mobiil farsími gemi mob.no whatsapp wa w/a
        whats zap wapp whatsap whats-app viber signal telegram sms моб мобильный мобилен мобилни κιν κινητό
        κινητο сот сотовый נייד جوال موبايل خلوي มือถือ मोबाइल मो dđ didong hp. tim vivo claro nextel airtel jio
        bsnl""",
    Label.FAX: """
        fax telefax faxno faxnummer faks faxe telecopie télécopie telecopieur télécopieur facsimile fx faxnr
        fax. fac-simile faksi faksu faxszám телефакс факс φαξ فاکس فاكس פקס โทรสาร फैक्स telefaks telecopy efax
        fex fac""",
    Label.HOME: """
        home res resi resd resid residence residential rsd privat private privé prive privado privato particular
        casa domicile domicilio dom hjem hem koti thuis domů heim zuhause privattelefon eve evenings nights дом
        домашний""",
    Label.TOLL_FREE: """
        tollfree toll-free tf freephone freefone freecall freephon gebührenfrei gebuehrenfrei kostenlos
        servicenummer numéro-vert gratuit gratuito verde gratis bezpłatna bezplatna infolinia tollfrei""",
    Label.OTHER: """
        pager pgr telex tlx tx sip voip satellite sat inmarsat modem isdn emergency notruf notfall urgence
        urgences""",
    Label.EXTENSION: """
        ext extn extension exten xtn x ramal anexo interno int poste durchwahl dw dwl direktwahl app apparat
        hausapparat nst nebenstelle klappe
        klapka klapa linka wew wewn dahili dah доб внутр вн toestel tst anknytning anknyt ankn mellék ext. lokal
        alanumero ank""",
    Label.NOT_PHONE: """
        pin pincode pincodes zip zipcode cep plz cap cp codigo código postal postcode postleitzahl post psč psc
        irsz gst gstin gstno vat vatno ust ustid ust-idnr ust-id ustidnr uid mwst steuernummer steuernr stnr
        steuer-nr tva tva-nr hrb hrb-nr hra hrg registration reg regd regn regno register registered registo
        handelsregister amtsgericht crn cin cnpj cpf inscr ie nif nie cif nipc iva piva p.iva partita cf rea
        siren siret rcs naf ape kvk btw rsin orgnr org-nr organisationsnummer cvr nip regon krs ičo ico dič dic
        ogrn огрн инн кпп inn kpp vkn mersis tin tan ein ssn pan abn acn uen brn ssm roc llpin udyam msme iban
        bic swift konto kto blz account acct a/c ac ifsc micr routing bank sort license licence lic lics
        licencia dre nmls crea oab crm crc cro crp creci npi dea permit bar matricula matrícula albo ordine iso
        en din ohsas id ids item invoice order sku serial version since seit depuis desde est estd established
        founded gegründet copyright box pob postfach apartado postbus postboks house haus plot flat suite ste
        unit room rm floor fl apt survey sy door dno hno h.no d.no block blk shop-no gate pillar km lot building
        bldg phase sector ward gala khasra kh shed lat lon gps mon tue wed thu fri sat sun hours hrs open
        opening timing timings öffnungszeiten horario horaire uhr batch age isbn issn vers usd eur inr rs year
        years yr yrs patent tm cst tnvat nextelid radio kodepos postnr postnummer mailbox mail-box bible""",
}  # fmt: skip

# Labels in scripts without spaces between words, which are searched anywhere in the text.
_GLUED: tuple[tuple[Label, str], ...] = (
    (Label.MOBILE, "携帯 手機 手机 移动电话 行動電話 行动 휴대폰 휴대전화 핸드폰 모바일 移动 📱 📲"),
    (Label.FAX, "ファックス ファクス ファックシミリ 传真 傳真 팩스 📠 🖷 ℻"),
    (Label.WORK, "直通 代表 직통 대표 办公 辦公 会社 사무실"),
    (Label.TOLL_FREE, "フリーダイヤル 免费 免費 수신자부담"),
    (Label.EXTENSION, "内線 分机 分機 내선"),
    (Label.NOT_PHONE, "〒 邮编 邮政编码 郵便番号 郵遞區號 우편번호 우) 統一編號 登録番号 사업자"),
    (Label.PHONE, "電話 电话 전화 でんわ ☎ ☏ ✆ 📞 🕿 🕾 🕻 ✇ ℡"),
)

# Single letters that are labels, only directly before a number, never as part of a word.
LETTERS: dict[str, Label] = {
    "t": Label.PHONE, "p": Label.PHONE, "f": Label.FAX, "m": Label.MOBILE, "c": Label.MOBILE, "o": Label.WORK,
    "d": Label.WORK, "b": Label.WORK, "v": Label.PHONE, "r": Label.HOME, "h": Label.HOME, "l": Label.PHONE,
    "w": Label.WORK,
    "τ": Label.PHONE, "т": Label.PHONE, "м": Label.MOBILE, "ф": Label.FAX, "к": Label.MOBILE, "s": Label.WORK,
}  # fmt: skip


def _bare(word: str) -> str:
    """Return a word case-folded, without accents and full stops, so that "Tél." and "tel" are one."""
    return accentless(word).replace(".", "")


_LEXICON: dict[str, Label] = {}
for _label, _text in _WORDS.items():
    for _word in _text.split():
        _LEXICON.setdefault(_bare(_word), _label)
# One wrong letter is tolerated in words long enough that this does not make them another word.
_FUZZY = [w for w, label in _LEXICON.items() if len(w) >= 5 and label not in (Label.NOT_PHONE, Label.EXTENSION)]
_FUZZY_LENGTH = 5
_NOT_FUZZY_TEXT = """
    fixed order works house phase voices style hotel model tools whole words think shore stone later mobily
"""
_NOT_FUZZY = frozenset(_NOT_FUZZY_TEXT.split())

_WORD = re.compile(r"[^\W\d_]+(?:[.'’-](?=[^\W\d_])[^\W\d_]+)*\.?", re.UNICODE)
_BOTH = re.compile(
    r"(tel|phone|fone|ph|telefon[eo]?|téléphone|telephone|t|p|fon|тел)\s*(?:no)?\.?\s*[/&+,|-]\s*(?:tele)?(f|fax|faks|факс|fx)\b|"
    r"\b(?:tele)?(f|fax|faks)\.?\s*[/&+]\s*(tel|phone|fone|ph|telefon[eo]?|téléphone|telephone|t|p)\b|"
    r"(tel|phone|fone|telefon[eo]?)\.?\s+(und|and|et|y|e|i|och|og|en)\s+(tele)?(fax|faks)\b|"
    r"電話\s*[/・.,]?\s*(fax|ファックス)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def label_of_word(word: str) -> Label | None:
    """Return the label that a single word is, or None. Full stops, case and accents do not count."""
    key = _bare(word)
    found = _LEXICON.get(key)
    if found is not None:
        return found
    if len(key) >= _FUZZY_LENGTH and key not in _NOT_FUZZY:
        for known in _FUZZY:
            if known[0] == key[0] and Levenshtein.distance(known, key, score_cutoff=1) <= 1:
                return _LEXICON[known]
    return None


def is_telephone_and_fax(text: str) -> bool:
    """Whether one label names both uses: "Tel/Fax", "Phone & Fax"."""
    return bool(_BOTH.search(text))


# Which label wins where several stand side by side ("Mobile Phone", "Ph. Off", "Direct Fax"), strongest first.
_RANK = (
    Label.NOT_PHONE,
    Label.FAX,
    Label.MOBILE,
    Label.HOME,
    Label.TOLL_FREE,
    Label.OTHER,
    Label.WORK,
    Label.PHONE,
    Label.CONTACT,
)

# Labels that are not a single word of letters.
_PHRASES = (
    ("h/p", Label.MOBILE),
    ("w/a", Label.MOBILE),
    ("hand phone", Label.MOBILE),
    ("toll free", Label.TOLL_FREE),
    ("free dial", Label.TOLL_FREE),
    ("free call", Label.TOLL_FREE),
    ("numéro vert", Label.TOLL_FREE),
    ("linea verde", Label.TOLL_FREE),
    ("atención al cliente", Label.CONTACT),
    ("atencion al cliente", Label.CONTACT),
    ("customer care", Label.CONTACT),
    ("customer service", Label.CONTACT),
    ("servizio clienti", Label.CONTACT),
    ("service client", Label.CONTACT),
    ("free phone", Label.TOLL_FREE),
    ("t/f", Label.PHONE),
    ("a/c", Label.NOT_PHONE),
)


def labels_in(text: str) -> list[tuple[int, int, Label]]:
    """Return labels in the text as (start, end, label), in order; does not look for single letters."""
    folded = plain(text)
    found = [
        (at, at + len(sign), label)
        for label, signs in _GLUED
        for sign in signs.split()
        for at in [folded.find(sign)]
        if at >= 0
    ]
    lowered = folded.casefold() if len(folded.casefold()) == len(folded) else folded
    for special, label in _PHRASES:
        at = lowered.find(special)
        if at >= 0 and not (at and lowered[at - 1].isalpha()) and not lowered[at + len(special) :][:1].isalpha():
            found.append((at, at + len(special), label))
    for match in _WORD.finditer(folded):
        word_label = label_of_word(match.group())
        if word_label is None and (at := match.group().find("-")) > 0:
            word_label = label_of_word(match.group()[:at]) or label_of_word(match.group()[at + 1 :])
        if word_label is None and "." in match.group()[:-1]:  # "Ph.No", "Tel.Off"
            parts = [label_of_word(part) for part in match.group().split(".") if len(part) > 1]
            word_label = next((part for part in parts if part), None)
        if word_label is not None:
            found.append((match.start(), match.end(), word_label))
    return sorted(found, key=lambda item: item[:2])


def strongest(labels: list[Label]) -> Label | None:
    """Return the label that wins among labels that stand together."""
    return min(labels, key=_RANK.index, default=None) if (labels := [x for x in labels if x in _RANK]) else None
