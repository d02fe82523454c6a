"""Words that tie a text to a country: names in several languages, regions, large cities, legal forms, street words.

Names follow CLDR (English, German, French, Spanish, Portuguese, Italian, Dutch and the country's own language);
cities are the largest of each country by population (GeoNames), without those that several countries share.
Only words that stand on cards of one country more than of all others together are listed.
"""

from __future__ import annotations

_NAMES_TEXT = """
US usa|u.s.a|united states|united states of america|estados unidos|vereinigte staaten|états-unis
CA canada|kanada|canadá
GB united kingdom|u.k|uk|england|scotland|wales|great britain|northern ireland|großbritannien|royaume-uni|reino unido|
   vereinigtes königreich
IE ireland|irland|irlande|éire
IN india|indien|inde|bharat|भारत
PK pakistan
BD bangladesh
LK sri lanka
NP nepal
AU australia|australien|australie
NZ new zealand|neuseeland|aotearoa
ZA south africa|südafrika|afrique du sud|rsa
DE germany|deutschland|allemagne|alemania|alemanha|germania|duitsland|niemcy
AT austria|österreich|autriche
CH switzerland|schweiz|suisse|svizzera|suiza
LI liechtenstein
LU luxembourg|luxemburg
FR france|frankreich|francia|frança
BE belgium|belgien|belgique|belgië|bélgica
NL netherlands|the netherlands|nederland|niederlande|pays-bas|holland|países bajos
ES spain|españa|spanien|espagne|espanha|spagna
PT portugal
IT italy|italia|italien|italie|itália
SE sweden|sverige|schweden|suède|suecia
NO norway|norge|norwegen|norvège
DK denmark|danmark|dänemark|danemark
FI finland|suomi|finnland|finlande
IS iceland|ísland|island
PL poland|polska|polen|pologne|polonia
CZ czech republic|czechia|česká republika|česko|tschechien
SK slovakia|slovensko|slowakei
HU hungary|magyarország|ungarn|hongrie
RO romania|românia|rumänien|roumanie
BG bulgaria|българия|bulgarien
GR greece|ελλάδα|hellas|griechenland|grèce
CY cyprus|κύπρος|zypern
TR turkey|türkiye|turkiye|türkei|turquie
HR croatia|hrvatska|kroatien
SI slovenia|slovenija|slowenien
RS serbia|srbija|србија
BA bosnia and herzegovina|bosna i hercegovina
UA ukraine|україна
RU russia|россия|russian federation|russland|russie
BY belarus|беларусь
EE estonia|eesti|estland
LV latvia|latvija|lettland
LT lithuania|lietuva|litauen
MT malta
IL israel|ישראל
AE uae|u.a.e|united arab emirates|الإمارات
SA saudi arabia|ksa|k.s.a|المملكة العربية السعودية
QA qatar|قطر
KW kuwait|الكويت
BH bahrain|البحرين
OM oman|سلطنة عمان
EG egypt|مصر|ägypten
JO jordan|الأردن
LB lebanon|liban|لبنان
IR iran|ایران
IQ iraq|العراق
MA morocco|maroc|marokko|المغرب
TN tunisia|tunisie|تونس
DZ algeria|algérie|الجزائر
KE kenya
NG nigeria
GH ghana
TZ tanzania
UG uganda
ET ethiopia
MU mauritius
CN china|p.r. china|prc|中国|中國|people's republic of china
HK hong kong|hongkong|香港
TW taiwan|台灣|臺灣|r.o.c
MO macau|macao|澳門
JP japan|日本|日本国|japon
KR korea|south korea|republic of korea|대한민국|한국
SG singapore|singapur|singapour|新加坡
MY malaysia
ID indonesia|indonesien
TH thailand|ประเทศไทย
VN vietnam|việt nam|viet nam
PH philippines|pilipinas
BR brazil|brasil|brasilien|brésil
MX mexico|méxico|mexiko|mexique
AR argentina|argentinien
CL chile
CO colombia|kolumbien
PE peru|perú
VE venezuela
EC ecuador
UY uruguay
PY paraguay
BO bolivia
CR costa rica
PA panama|panamá
DO república dominicana|dominican republic
GT guatemala
CU cuba
JM jamaica
TT trinidad
KZ kazakhstan|казахстан
GE georgia tbilisi|საქართველო
AM armenia|հայաստան
AZ azerbaijan|azərbaycan
"""

_PLACES_TEXT = """
US new york|los angeles|chicago|houston|phoenix, az|philadelphia|san antonio|san diego|dallas|austin, tx|san jose, ca|
   san francisco|seattle|denver|boston|detroit|atlanta|miami|minneapolis|las vegas|portland, or|brooklyn|palo alto|
   california|texas|florida|illinois|michigan|ohio|pennsylvania|massachusetts|new jersey|oklahoma|arizona|colorado|
   minnesota|wisconsin|oregon|north carolina|virginia|tennessee|indiana|connecticut
CA toronto|montreal|montréal|vancouver|calgary|ottawa|edmonton|winnipeg|québec|quebec|mississauga|ontario|alberta|
   british columbia|manitoba|saskatchewan|nova scotia
GB london|manchester|leeds|glasgow|edinburgh|liverpool|bristol|sheffield|cardiff|belfast|nottingham|leicester|
   newcastle upon tyne|bath|oxford|southampton|surrey|kent|essex|middlesex|hertfordshire|berkshire|hampshire|
   yorkshire|lancashire|warwickshire
IE dublin|cork|galway|limerick
IN mumbai|delhi|new delhi|bangalore|bengaluru|hyderabad|secunderabad|chennai|kolkata|calcutta|pune|ahmedabad|surat|
   jaipur|lucknow|kanpur|nagpur|indore|thane|bhopal|visakhapatnam|vizag|vadodara|baroda|patna|ludhiana|agra|nashik|
   faridabad|meerut|rajkot|noida|greater noida|gurgaon|gurugram|coimbatore|kochi|cochin|ernakulam|trivandrum|
   thiruvananthapuram|kottayam|madurai|mysore|mangalore|goa|chandigarh|dehradun|ranchi|bhubaneswar|guwahati|
   vijayawada|warangal|karimnagar|telangana|andhra pradesh|maharashtra|karnataka|tamil nadu|tamilnadu|kerala|gujarat|
   rajasthan|punjab, india|haryana|uttar pradesh|u.p|a.p|west bengal|madhya pradesh|bihar|odisha|orissa|jharkhand|
   assam|uttarakhand|hyd|andheri|bandra|nagar|marg|chowk|bazar|bazaar
PK karachi|lahore|islamabad|rawalpindi|faisalabad|peshawar|multan|gujranwala|sialkot|haripur|mohallah|muhallah
BD dhaka|chittagong|gulshan
LK colombo
NP kathmandu
AU sydney|melbourne|brisbane|perth wa|adelaide|canberra|gold coast|new south wales|victoria, australia|queensland|
   south australia|western australia|tasmania
NZ auckland|wellington|christchurch|hamilton, nz|dunedin
ZA johannesburg|cape town|durban|pretoria|sandton|sunninghill|gauteng|kwazulu-natal|midrand
DE berlin|hamburg|münchen|munich|köln|cologne|frankfurt|stuttgart|düsseldorf|dortmund|essen|leipzig|bremen|dresden|
   hannover|nürnberg|duisburg|bochum|wuppertal|bielefeld|bonn|münster|karlsruhe|mannheim|augsburg|wiesbaden|freiburg|
   bayern|hessen|baden-württemberg|nordrhein-westfalen
AT wien|vienna|graz|linz|salzburg|innsbruck|klagenfurt
CH zürich|zurich|genève|geneva|genf|basel|lausanne|bern|winterthur|luzern|st. gallen|zug
FR paris|marseille|lyon|toulouse|nice|nantes|strasbourg|montpellier|bordeaux|lille|rennes|grenoble|aix-en-provence|
   cedex
BE bruxelles|brussel|brussels|antwerpen|antwerp|gent|liège|leuven|namur
NL amsterdam|rotterdam|den haag|the hague|utrecht|eindhoven|groningen|tilburg|almere|haarlem
LU luxembourg-ville|esch-sur-alzette
ES madrid|barcelona|valencia|sevilla|zaragoza|málaga|murcia|bilbao|alicante|granada|palma de mallorca|las palmas
PT lisboa|lisbon|porto, portugal|braga|coimbra|matosinhos|cascais|funchal
IT roma|milano|napoli|torino|palermo|genova|bologna|firenze|bari|venezia|verona|padova|brescia|modena
SE stockholm|göteborg|gothenburg|malmö|uppsala|västerås|örebro|linköping|helsingborg|lund
NO oslo|bergen|trondheim|stavanger|drammen
DK københavn|copenhagen|aarhus|odense|aalborg|frederiksberg
FI helsinki|espoo|tampere|vantaa|oulu|turku
IS reykjavík|reykjavik
PL warszawa|warsaw|kraków|łódź|wrocław|poznań|gdańsk|szczecin|katowice|lublin|gdynia
CZ praha|prague|brno|ostrava|plzeň
SK bratislava|košice
HU budapest|debrecen|szeged
RO bucurești|bucuresti|bucharest|cluj-napoca|timișoara|iași
BG софия|sofia|plovdiv|пловдив
GR αθήνα|athens|athina|θεσσαλονίκη|thessaloniki
TR istanbul|i̇stanbul|ankara|izmir|bursa|antalya
HR zagreb|split|rijeka
SI ljubljana|maribor
RS beograd|belgrade|београд|novi sad
UA київ|kyiv|kiev|lviv|kharkiv|одеса|львів
RU москва|moscow|санкт-петербург|saint petersburg|st. petersburg|екатеринбург|новосибирск
EE tallinn|tartu
LV riga|rīga
LT vilnius|kaunas
IL tel aviv|tel-aviv|jerusalem|haifa|herzliya|petah tikva|תל אביב
AE dubai|abu dhabi|sharjah|ajman|ras al-khaimah|deira|دبي
SA riyadh|jeddah|dammam|al khobar
QA doha
KW kuwait city|safat
BH manama
OM muscat|ruwi
EG cairo|alexandria, egypt|giza|القاهرة
MA casablanca|rabat|marrakech
TN tunis
KE nairobi|mombasa
NG lagos|abuja|ikeja
GH accra
TZ dar es salaam
UG kampala
CN beijing|shanghai|shenzhen|guangzhou|hangzhou|chengdu|nanjing|suzhou|dongguan|ningbo|guangdong|zhejiang|jiangsu|北京|
   上海|深圳|广州|杭州|省|路
HK kowloon|wanchai|wan chai|tsim sha tsui|new territories|causeway bay|九龍
TW taipei|台北|臺北|hsinchu|taichung|kaohsiung|新竹|台中|高雄
JP tokyo|osaka|kyoto|yokohama|nagoya|kobe|fukuoka|sapporo|chiyoda-ku|minato-ku|shinjuku|shibuya|
   東京都|東京|大阪|京都|横浜|名古屋|
   北海道|県|丁目|番地
KR seoul|busan|incheon|daegu|daejeon|gangnam|gyeonggi|서울|부산|경기도|인천|강남구
MY kuala lumpur|petaling jaya|selangor|penang|johor bahru|shah alam
ID jakarta|surabaya|bandung|medan|bali|tangerang|bekasi
TH bangkok|กรุงเทพ|chiang mai|phuket
VN hanoi|hà nội|ho chi minh|hồ chí minh|hcmc|da nang
PH manila|makati|quezon city|cebu|taguig|pasig
BR são paulo|sao paulo|rio de janeiro|belo horizonte|brasília|salvador|fortaleza|curitiba|porto alegre|recife|manaus|
   campinas|goiânia|guarulhos|florianópolis|minas gerais
MX ciudad de méxico|mexico city|cdmx|guadalajara|monterrey|puebla|tijuana|querétaro|nuevo león|jalisco
AR buenos aires|caba|córdoba, argentina|rosario, santa fe|mendoza
CL santiago de chile|valparaíso|las condes|providencia, santiago
CO bogotá|bogota|medellín|medellin|cali, colombia|barranquilla
PE lima, perú|lima, peru|miraflores, lima
VE caracas
EC quito|guayaquil
UY montevideo
CR san josé, costa rica
"""

# (pattern text, country, weight): legal forms and words of addresses, matched as whole words, case folded.
_FORMS_TEXT = """
gmbh DE 2 AT 1 CH 0.7
gmbh & co. kg DE 2.5
gmbh & co kg DE 2.5
e.k DE 2
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


def _table(text: str) -> dict[str, str]:
    """word -> country."""
    table: dict[str, str] = {}
    for line in text.replace("|\n   ", "|").strip().splitlines():
        country, _, words = line.partition(" ")
        for word in words.split("|"):
            table.setdefault(word, country)
    return table


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


NAMES = _table(_NAMES_TEXT)
PLACES = _table(_PLACES_TEXT)
FORMS = _weights(_FORMS_TEXT)

# Forms that are everyday words or abbreviations, too: only in capitals, in a line that is not all capitals.
CAPITALS_ONLY = frozenset(("as", "ab", "ad", "bt", "al", "r", "spa", "sas", "cc", "bv", "asa", "a.s", "pin", "pt"))

_US_TEXT = """
AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC
SD TN TX UT VT VA WA WV WI WY DC PR
"""
US_STATES = tuple(_US_TEXT.split())
_BR_TEXT = "AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO"
BR_STATES = tuple(_BR_TEXT.split())
AU_STATES = ("NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT", "Vic", "Qld", "Tas")
_CA_TEXT = "AB BC MB NB NL NS NT NU ON PE QC SK YT"
CA_PROVINCES = tuple(_CA_TEXT.split())
