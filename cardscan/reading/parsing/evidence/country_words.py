"""Words that tie a text to a country: names in several languages, regions, large cities.

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


def _table(text: str) -> dict[str, str]:
    """word -> country."""
    table: dict[str, str] = {}
    for line in text.replace("|\n   ", "|").strip().splitlines():
        country, _, words = line.partition(" ")
        for word in words.split("|"):
            table.setdefault(word, country)
    return table


NAMES = _table(_NAMES_TEXT)
PLACES = _table(_PLACES_TEXT)

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
