# ruff: noqa: E501  (a person, a job and a certificate are a line each)
"""People who never were: names, ways to reach them, working lives and certificates."""

from __future__ import annotations

from dataclasses import dataclass, field

Month = tuple[int, int | None]


@dataclass(frozen=True)
class Job:
    """One job; a year without a month is a job whose months the CV keeps to itself."""

    title: str
    employer: str
    place: str
    start: Month
    end: Month | None
    children: bool
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Qualification:
    """What was passed: `line` is how the CV writes it, the rest is its truth."""

    line: str
    name: str
    grade: str | None = None
    level: int | None = None
    year: int | None = None
    where: str = ""


@dataclass(frozen=True)
class Person:
    """Who the CV is about."""

    written: str
    name: str
    email: str
    phone_written: str
    phone: str
    street: str
    town: str
    postcode: str


# as written on the CV | the name | e-mail | phone as written | phone | street | town | postcode
_PEOPLE = """
Siobhán O'Connor|Siobhán O'Connor|siobhan.oconnor@example.org|07700 900101|+447700900101|12 Sycamore Road|Manchester|M1 4BT
MARGARET ANN HOLT|Margaret Ann Holt|m.a.holt@example.org|07700900102|+447700900102|4 Mill Lane|Stockport|SK4 4QT
Oluwaseun Adeyemi-Ogunleye|Oluwaseun Adeyemi-Ogunleye|seun_adeyemi@example.org|+44 7700 900103|+447700900103|Flat 3, 88 Cardigan Road|Leeds|LS6 3QS
Zoë Fairweather|Zoë Fairweather|zoe.fairweather@mail.example.org|+44 (0)7700 900104|+447700900104|27 North Street|Bristol|BS3 1EN
Mohammed Tariq Hussain|Mohammed Tariq Hussain|mt.hussain@example.org|0161 496 0105|+441614960105|19 Kings Avenue|Bolton|BL1 1RU
Sukarno|Sukarno|sukarno@example.org|07700-900-106|+447700900106|6 Park View|Sheffield|S1 2HH
Agnieszka Wiśniewska|Agnieszka Wiśniewska|agnieszka.w@example.org|07700 900 107|+447700900107|Flat 12, Tower House|Birmingham|B1 1BB
Mrs Caroline Penhaligon|Caroline Penhaligon|carolinepenhaligon@example.org|07700 900108|+447700900108|Rose Cottage, Church Lane|Truro|TR1 2NE
Grace May|Grace May|grace.may84@example.org|020 7946 0109|+442079460109|41 Lower Road|London|SE16 2XU
LLŶR ap RHYS|Llŷr ap Rhys|llyr.aprhys@example.org|07700 900110|+447700900110|2 Heol y Bryn|Cardiff|CF10 3ND
Nguyen Thi Bich Ngoc|Nguyen Thi Bich Ngoc|bichngoc.nguyen@example.org|(07700) 900111|+447700900111|5 Maple Close|Nottingham|NG1 5DT
Dr. Fiona MacAllister-Bruce|Fiona MacAllister-Bruce|fiona.mb@example.org|0044 7700 900112|+447700900112|9 Castle Terrace|Edinburgh|EH1 1YJ
Jean-Luc d'Arbeloff|Jean-Luc d'Arbeloff|jl.darbeloff@example.org|07700.900.113|+447700900113|33 Quay Street|Ipswich|IP1 2DE
BLESSING CHUKWU|Blessing Chukwu|blessing.chukwu@example.org|07700 900114|+447700900114|150 London Road|Croydon|CR0 1EA
Tom Ng|Tom Ng|tom.ng@example.org|07700 900115|+447700900115|8 Station Approach|Reading|RG1 2LU
Aoife Ní Bhriain|Aoife Ní Bhriain|aoife.nibhriain@example.org|07700 900116|+447700900116|14 Ormeau Avenue|Belfast|BT1 5GS
Kirsty-Leigh Barraclough|Kirsty-Leigh Barraclough|kirstyleigh@example.org|07700 900117|+447700900117|71 Wakefield Road|Huddersfield|HD1 2TG
Farah Al-Sayed|Farah Al-Sayed|farah.alsayed@example.org|+447700900118|+447700900118|22 Uxbridge Road|Ealing|W5 2BP
DEAN ROBERT TAYLOR|Dean Robert Taylor|deanrtaylor@example.org|07700 900 119|+447700900119|3 Barracks Close|Colchester|CO3 3WG
María José Fernández Ruiz|María José Fernández Ruiz|mj.fernandez@example.org|07700 900120|+447700900120|55 Western Road|Brighton|BN1 1JA
Hannah Featherstonehaugh|Hannah Featherstonehaugh|h.featherstonehaugh@example.org|07700 900121|+447700900121|The Old Rectory, High Street|Norwich|NR2 1NH
Precious|Precious|precious.k@example.org|07700 900122|+447700900122|90 Fore Street|Exeter|EX1 1JN
Gurpreet Kaur Sandhu|Gurpreet Kaur Sandhu|gurpreet.sandhu@example.org|01632 960123|+441632960123|11 Soho Hill|Wolverhampton|WV1 1SH
Euan McTavish|Euan McTavish|euan.mctavish@example.org|07700 900124|+447700900124|17 Byres Road|Glasgow|G2 1DU
Ms. Chloe O’Reilly-Jones|Chloe O'Reilly-Jones|chloe.oreillyjones@example.org|07700 900125|+447700900125|6 Victoria Street|Liverpool|L2 3SW
Abdi Warsame|Abdi Warsame|abdi.warsame@example.org|07700 900126|+447700900126|204 Stapleton Road|Bristol|BS5 0NY
JOANNE MARIE D'SOUZA|Joanne Marie D'Souza|jo.dsouza@example.org|07700 900127|+447700900127|38 Narborough Road|Leicester|LE1 1FZ
Rhiannon Prys-Davies|Rhiannon Prys-Davies|rhiannon.pd@example.org|+44 7700 900128|+447700900128|Tŷ Gwyn, Mumbles Road|Swansea|SA1 3SN
Sam Will|Sam Will|sam.will@example.org|07700 900129|+447700900129|5 Hope Street|Preston|PR1 2RL
Björn Håkansson|Björn Håkansson|bjorn.hakansson@example.org|07700 900130|+447700900130|29 Mill Road|Cambridge|CB2 3QJ
Temitope Balogun|Temitope Balogun|t.balogun@example.org|07700 900131|+447700900131|Flat 7, 12 Rye Lane|London|SE15 5BS
Alison Jane Smith|Alison Jane Smith|alison.smith.ta@example.org|0113 496 0132|+441134960132|44 Town Street|Leeds|LS12 3JE
Hamza Yusuf Patel|Hamza Yusuf Patel|hyp1999@example.org|07700 900133|+447700900133|61 Leeds Road|Bradford|BD1 1HY
Wendy Arkwright|Wendy Arkwright|wendyarkwright@example.org|07700 900134|+447700900134|2 Weavers Fold|Wigan|WN1 1YN
NIAMH GALLAGHER|Niamh Gallagher|niamh.gallagher@example.org|07700 900135|+447700900135|16 Grosvenor Street|Chester|CH1 2HJ
Patience Nyathi|Patience Nyathi|p.nyathi@example.org|07700 900136|+447700900136|77 Cowley Road|Oxford|OX1 1BX
Iain Stewart-Lyle|Iain Stewart-Lyle|iain.lyle@example.org|07700 900137|+447700900137|1 Union Street|Aberdeen|AB10 1FT
Sunita Devi|Sunita Devi|sunita.devi@example.org|07700 900138|+447700900138|130 Foleshill Road|Coventry|CV1 5RR
Bronwen Angharad Jenkins|Bronwen Angharad Jenkins|bronwen.jenkins@example.org|07700 900139|+447700900139|3 Bridge Street|Newport|NP20 4UR
Callum Hughes|Callum Hughes|callumhughes07@example.org|07700 900140|+447700900140|28 Derby Lane|Derby|DE1 2FS
Esther Oyelaran|Esther Oyelaran|esther.oyelaran@example.org|07700 900141|+447700900141|9 High Road|Ilford|IG1 1DD
Michael St John-Smythe|Michael St John-Smythe|mstjohnsmythe@example.org|07700 900142|+447700900142|The Lodge, Park Drive|Worcester|WR1 2EY
Ewa Nowak|Ewa Nowak|ewa.nowak@example.org|07700 900143|+447700900143|52 Lincoln Road|Peterborough|PE1 2SQ
LATOYA BROWN-CAMPBELL|Latoya Brown-Campbell|latoya.bc@example.org|07700 900144|+447700900144|83 Green Lanes|Enfield|EN1 3XA
Peter Thwaite|Peter Thwaite|peter.thwaite@example.org|07700 900145|+447700900145|Fell View, Main Street|Lancaster|LA1 1PJ
Shabnam Akhtar|Shabnam Akhtar|shabnam.akhtar@example.org|07700 900146|+447700900146|10 Manchester Road|Bury|BL9 0SW
Ruth Eloise Whitcombe|Ruth Eloise Whitcombe|ruth.whitcombe@example.org|07700 900147|+447700900147|64 Milton Road|Southampton|SO14 7LY
Kwame Boateng|Kwame Boateng|kwame.boateng@example.org|07700 900148|+447700900148|15 Mare Street|London|E8 1EA
Valentina Rossi|Valentina Rossi|valentina.rossi@example.org|07700 900149|+447700900149|21 Royal Parade|Plymouth|PL1 2AA
Debbie Outhwaite|Debbie Outhwaite|debbie.outhwaite@example.org|07700 900150|+447700900150|7 Ferry Road|Hull|HU1 2AA
Li Wei Chen|Li Wei Chen|liwei.chen@example.org|07700 900151|+447700900151|3 Grainger Street|Newcastle upon Tyne|NE1 8QH
Tracey-Ann Cole|Tracey-Ann Cole|traceyann.cole@example.org|07700 900152|+447700900152|19 Harbour Road|Portsmouth|PO1 2AL
"""
PEOPLE = [Person(*line.split("|")) for line in _PEOPLE.strip().splitlines()]


@dataclass(frozen=True)
class Life:
    """A working life with its certificates; `tune` is written for tuning, the others held out."""

    headline: str
    profile: str
    jobs: tuple[Job, ...]
    qualifications: tuple[Qualification, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...] = ()
    dbs_line: str = ""
    dbs: str | None = None
    needs: tuple[str, ...] = field(default=())
