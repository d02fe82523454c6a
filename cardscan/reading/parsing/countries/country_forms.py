"""Legal forms, and words of addresses and labels, that tie a text to a country."""

from __future__ import annotations

# (pattern text, country, weight): legal forms and words of addresses, matched as whole words, case folded.
_FORMS_TEXT = """
gmbh DE 2 AT 1 CH 0.7
gmbh & co. kg DE 2.5
gmbh & co kg DE 2.5
e.k DE 2
ag DE 0.8 CH 0.6 AT 0.3
mbb DE 2
ohg DE 1.5
e.v DE 1.5
kgaa DE 2
ug (haftungsbeschränkt) DE 4
pvt. ltd IN 3 PK 1 LK 0.5
pvt ltd IN 3 PK 1
private limited IN 2.5 PK 1
(p) ltd IN 3
p) ltd IN 2
pvt IN 1.5 PK 0.5
llc US 1.5 AE 0.7
l.l.c US 1 AE 1
inc US 1 CA 0.7
corp US 1
p.c US 0.7
pllc US 2
plc GB 1.5
ltd GB 0.6 IN 0.4 NZ 0.3
limited GB 0.4 IN 0.4 HK 0.3
llp GB 0.5 US 0.5 IN 0.4
sarl FR 2 CH 0.5 LU 0.5 MA 0.5
sas FR 2 CO 0.7
s.a.s FR 1.5 CO 0.7 IT 0.5
eurl FR 3
sasu FR 3
s.l ES 2
s.l.u ES 3
slu ES 2
s.r.l IT 3 RO 0.7 AR 0.5
srl IT 2 RO 1 AR 0.5
s.p.a IT 3
spa IT 0.7 CL 0.7
s.n.c IT 1.5
ltda BR 2 CO 0.5 CL 0.5 PT 0.3
eireli BR 4
s/c ltda BR 3
lda PT 3
unipessoal PT 3
s.a. de c.v MX 5
sa de cv MX 5
s. de r.l MX 4
a/s DK 2 NO 0.5
aps DK 3
ivs DK 2
ab SE 1.5 FI 0.3
aktiebolag SE 3
oy FI 3
oyj FI 3
as NO 1 EE 0.5
asa NO 2
sp. z o.o PL 5
sp.z o.o PL 5
spółka PL 3
sp.j PL 3
s.r.o CZ 2 SK 2
spol. s r.o CZ 3 SK 2
a.s CZ 1 SK 1 TR 0.4
kft HU 4
zrt HU 4
nyrt HU 4
bt HU 0.7
d.o.o SI 1.2 HR 1.2 RS 1.2
a.ş TR 4
ltd. şti TR 5
şti TR 4
ltd. sti TR 4
ооо RU 3
зао RU 3
оао RU 2
тов UA 3
еоод BG 4
оод BG 3
ad BG 0.3 RS 0.3
b.v NL 2 BE 0.4
bv NL 1.5 BE 1
n.v NL 1 BE 1
vof NL 2
bvba BE 4
sprl BE 4
pty AU 2 ZA 1.5
pty ltd AU 2.5 ZA 1
(pty) ltd ZA 3
cc ZA 0.3
sdn bhd MY 5
sdn. bhd MY 5
bhd MY 4
pte ltd SG 5
pte. ltd SG 5
pte SG 4
pt ID 0.5
tbk ID 3
co., ltd CN 0.7 TH 0.7 JP 0.5 KR 0.5 TW 0.5
fze AE 4
fzco AE 4
fz-llc AE 4
w.l.l QA 1.5 BH 1.5 KW 1.5
wll QA 1.5 BH 1.5 KW 1.5
株式会社 JP 5
有限会社 JP 5
有限公司 CN 3 TW 2 HK 2
股份有限公司 CN 2 TW 3
주식회사 KR 5
㈜ KR 5
straße DE 1.5 AT 0.6 CH 0.3
strasse CH 1 DE 1
str DE 0.5 AT 0.2 RO 0.3
platz DE 1 AT 0.5
rue FR 1.5 BE 0.7 CA 0.3 CH 0.3
avenue US 0.2 FR 0.2
boulevard FR 0.3 US 0.3
place FR 0.2
calle ES 1.5 MX 0.7
c/ ES 2
avda ES 1.5
paseo ES 0.7
polígono ES 2
via IT 1.5
viale IT 2
corso IT 2
piazza IT 2
rua BR 1.5 PT 1
r BR 0.2
av BR 0.4 MX 0.3 PT 0.2
avenida BR 0.6 ES 0.5 MX 0.4 PT 0.3
alameda BR 1.5
travessa BR 1 PT 1
bairro BR 2
jd BR 2
jardim BR 1.5
cep BR 3
cnpj BR 4
fone BR 2
fones BR 2
celular BR 0.8 MX 0.5 CO 0.3
cel BR 0.5 MX 0.5
pabx BR 1 CO 0.5
ramal BR 2
verkställande SE 2
inköpare SE 2
försäljning SE 2
leiter DE 1 AT 0.4 CH 0.4
leiterin DE 1 AT 0.4 CH 0.4
projektleiter DE 1.5 AT 0.5 CH 0.5
projektleiterin DE 1.5 AT 0.5 CH 0.5
rechtsanwalt DE 1.5 AT 0.5
rechtsanwältin DE 1.5 AT 0.5
geschäftsführerin DE 2 AT 0.8
vertrieb DE 1.2 AT 0.4 CH 0.4
abteilung DE 1 AT 0.4 CH 0.4
berater DE 1 AT 0.4 CH 0.4
beraterin DE 1 AT 0.4 CH 0.4
telemóvel PT 4
ul PL 2
ulica PL 2
al PL 0.4
kom PL 2
bezp PL 3
nip PL 2
regon PL 4
krs PL 3
gatan SE 2
vägen SE 2
torg SE 1 NO 0.5
vej DK 2
gade DK 2
gate NO 1
veien NO 2
katu FI 3
puh FI 4
gsm BE 1 TR 0.5 FI 0.3
matkapuhelin FI 4
handy DE 1.5
mobil DE 0.6 SE 0.6 NO 0.3 DK 0.3 HU 0.3
telefon DE 0.5 SE 0.4 PL 0.3 DK 0.2 HU 0.2 TR 0.3
durchwahl DE 2 AT 1
geschäftsführer DE 2 AT 0.8
móvil ES 2
teléfono ES 1 MX 1
cellulare IT 3
cell US 0.2 IN 0.2
portable FR 1
tél FR 1.5 CH 0.3 CA 0.2 BE 0.3
téléphone FR 1.5 BE 0.3
courriel FR 1 CA 1
straat NL 2 BE 1
laan NL 1.5 BE 1
kvk NL 4
btw NL 1 BE 1
cadde TR 3
caddesi TR 3
sokak TR 3
mah TR 3
cep TR 1
utca HU 3
út HU 1.5
ulice CZ 2 SK 1
ičo CZ 2 SK 1.5
náměstí CZ 3
blvd US 0.7
suite US 0.7
ste US 0.7
zip US 1
toll free US 1
abn AU 4
acn AU 4
gstin IN 5
pin IN 1.5
extn IN 0.3
h.no IN 3
plot no IN 1.5
dist IN 1
near IN 0.3
opp IN 1.5
ph IN 0.2
hrb DE 4
ust-idnr DE 4
amtsgericht DE 4
siret FR 4
rcs FR 3
capital social FR 1.5
p.iva IT 4
partita iva IT 4
cif ES 2
po box AU 0.3 ZA 0.4 AE 0.5 NZ 0.3
p.o. box AU 0.2 ZA 0.5 AE 0.7 KE 0.4
"""


def _weights(text: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """word -> ((country, weight), ...)."""
    table = {}
    for line in text.strip().splitlines():
        parts = line.split()
        first = next(
            k for k in range(len(parts) - 1) if _is_weight(parts[k + 1]) and len(parts[k]) == 2 and parts[k].isupper()
        )
        pairs = [(parts[k], float(parts[k + 1])) for k in range(first, len(parts), 2)]
        table[" ".join(parts[:first])] = tuple(pairs)
    return table


def _is_weight(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


FORMS = _weights(_FORMS_TEXT)

# Forms that are everyday words or abbreviations, too: only in capitals, in a line that is not all capitals.
CAPITALS_ONLY = frozenset(
    ("ag", "as", "ab", "ad", "bt", "al", "r", "spa", "sas", "cc", "bv", "asa", "a.s", "pin", "pt")
)
