"""What tests of letters share: what people talk about, and that every character of a letter has a source."""

from __future__ import annotations

from cardscan.model.draft import Letter

TALKS = {  # lines as long as the lists
    "en": "OCR on receipts|a lamp made of glass|trams in small towns|old maps of harbours|"
    "how bees find home|printing on cloth|"
    "quiet offices|reading to children|wooden boats|the price of salt",
    "de": "Lampen aus Glas|alte Hafenkarten|Straßenbahnen in kleinen Städten|Druck auf Stoff|ruhige Büros|Holzboote|"
    "der Salzpreis|Bienen in der Stadt|OCR auf Kassenbons|Vorlesen für Kinder",
    "fr": "les lampes en verre|les vieilles cartes marines|le tramway en ville|"
    "l'impression sur tissu|les bureaux calmes|"
    "les bateaux en bois|le prix du sel|les abeilles en ville|la lecture à voix haute|les tickets de caisse",
    "es": "las lámparas de vidrio|los mapas antiguos|el tranvía en la ciudad|la impresión en tela|"
    "las oficinas tranquilas|"
    "los barcos de madera|el precio de la sal|las abejas en la ciudad|la lectura en voz alta|los recibos",
    "it": "lampade di vetro|vecchie carte nautiche|il tram in città|stampa su tessuto|"
    "uffici tranquilli|barche di legno|"
    "il prezzo del sale|le api in città|lettura ad alta voce|gli scontrini",
    "pt": "candeeiros de vidro|mapas antigos|o elétrico na cidade|impressão em tecido|"
    "escritórios calmos|barcos de madeira|"
    "o preço do sal|abelhas na cidade|leitura em voz alta|recibos",
    "nl": "lampen van glas|oude havenkaarten|trams in kleine steden|drukken op stof|rustige kantoren|houten boten|"
    "de prijs van zout|bijen in de stad|voorlezen aan kinderen|kassabonnen",
}


def check_sources(letter: Letter) -> None:
    """Every character of subject and body belongs to exactly one piece, and every piece names a source that is one."""
    for part in ("subject", "body"):
        pieces = [piece for piece in letter.pieces if piece.part == part]
        text: str = getattr(letter, part)
        assert "".join(text[piece.start : piece.end] for piece in pieces) == text.rstrip("\n")
        for piece in pieces:
            kinds = ("card: ", "note: ", "setting: ", "plan: ") if piece.filled else ("template: email/",)
            assert piece.source.startswith(kinds), piece
