"""What the name of a column says: a second witness, once the figures have spoken.

Stems in the languages of published counts, compared without accents and capitals at the borders of words:
``v1_blanco`` holds ``blanco``, and ``Inválidos`` does not hold ``válidos``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_WITHOUT_MARK = str.maketrans("łđøıћħŧ", "ldoihht")
_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_JOINED = re.compile(r"[^\w%#]+|_+")
_PARTS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

_STEMS: tuple[tuple[str, str], ...] = (
    (
        "share",
        "pct percent porcent porcien prozent pourcent percentu percentag procent yuzde oran$ oranı "
        "odsetek udzial процент доля відсот share rate ratio taux tasa taxa",
    ),
    (
        "time",
        "time$ timestamp date$ datetime fecha hora$ horas$ heure datum uhrzeit tarih$ saat$ waktu tanggal data$ ora$ "
        "godzina время дата час$ تاريخ",
    ),
    ("coordinate", "lat$ lon$ lng$ latitud longitud breitengrad langengrad enlem boylam широта долгота gps"),
    (
        "abstained",
        "abst ausent absent astenut nichtwahl noncast (no|not|did_not)_(vot|asist) no_votaron no_acudieron "
        "воздерж غياب امتناع ausencia",
    ),
    (
        "others",
        "otros$ otras$ others?$ outros$ outras$ autres$ altri$ andere$ sonstige ubrige inne$ inni$ pozostali diger "
        "прочие другие інші lainnya overige resto$ rest$ altii ceilalti drugi$ ostali$ ostatni$ "
        "wengine آخرون no_registrad non_registr write_?ins?$ writeins? cnr$ أخرى",
    ),
    (
        "null",
        "nulo nulos nul nuls nulle nulles nulli nullo null nulls invalid ungultig inval niewaz gecersiz iptal "
        "недействит недейств недійсн недейсв нищожн испорч tidak_sah nevalabil nule$ nula$ ακυρ ongeldig ugyldig ogiltig mitatto "
        "zilizoharibika zilizokataliwa harib neplatn nevazec nevazhec ervenytelen void rejected spoil viciad "
        "anulad annul (non|not|no|in|un)_?valid non_validi scarti باطل الباطل ملغا ملغي ملغى ملغاة الملغاة "
        "ბათილ გაბათილ անվավեր פסול เสีย "
        "invalidate batal rusak kebatil",
    ),
    (
        "blank",
        "blanco blancos blanca blancas blanc blancs blanche blanches blank blanks branco brancos bianca bianche leere? "
        "leer weiss bos$ bos_oy puste незаполн чистые празни λευκ بيضاء البيضاء ابيض فارغة kosong blancuri albe$ prazn "
        "white in_white tupu",
    ),
    (
        "none",
        "ninguno ninguna none$ nota$ none_of no_option against_all против_всех проти_всіх against_everyone "
        "ningun_candidato не_подкрепям не_подкрепя nenhum aucun_candidat tidak_memilih keiner",
    ),
    (
        "challenged",
        "impugnad recurrid observad challeng disputed contestat contested contestad impugnat",
    ),
    (
        "accounting",
        "sobrant issued unused received remaining undistribut deliver recibidas recibidos papeletas_(rec|sobr) "
        "полученн выданн погашенн утрачен учтенн отриман невикорист погашен получени бюлетин_получ "
        "otrzyman wydan niewykorzyst nie_wykorzyst wyslan zurück ausgegeben teslim dikirim diterima sisa "
        "primite neintrebuintate anulate distribuite استلم المستلمة provided supplied envelopes? kopert emargements? "
        "signatures? firmas stuttgart_lists tentative surplus deposited_in counterfoil stamps? proxy proxies",
    ),
    (
        "cast",
        "emitid votant votaron votaram voted cast$ turnout ballots_in_box sufragantes sufragant sufragio "
        "comparec participa participed wahler$ waehler$ wahlerinnen abgegeben kart_wyjet wyjetych oy_kullanan "
        "kullanan kullanilan принявш проголосовавш участвовав явк участь_у учаснь прийняли_участь "
        "взяли_участь гласувал pengguna_hak memilih المقترع المقترعين المصوت المصوتين ψηφισ prezent "
        "participanti who_(have_)?voted waliopiga zilizopigwa odevzdan vydan hlasoval glasalo birac[ia]_koji emitted "
        "opkomst votes_cast ballots$ ballots_cast total_ballots ballots_counted schede_scrutinate emis$ izaslo megjelent "
        "ящик скрин kart_w_urnie papeletas boletas_extraidas cedulas$ bulletins_trouves total_vot$ emitidos",
    ),
    (
        "registered",
        "regist enrol inscri inscrit elector electora electeur elettor eleitor eligible roll$ padron habilit habil "
        "aptos aptas apto uprawn wahlberecht stimmberecht kayitli secmen избирателей избиратели избирателите избирателя виборц voters? "
        "pemilih dpt$ ناخب الناخب الناخبين المسجل المسجلين مسجل inscris alegator εγγεγραμ kiesgerecht "
        "waliojiandikisha wapiga aventi_diritto iscritti lista_nominal censo electorate opravnen$ opravnenych "
        "zapsan zapisan upisan birac valasztopolgar roster abtc abtt ამომრჩეველ ընտրող empadron "
        "mesa_electores rolls? röstberättigad rostberatt stemmeberett valgberett aanioik nomina$",
    ),
    (
        "valid",
        "valid valido valida valides exprim wazn gultig gecerli действит дійсн suara_sah sah$ صحيح الصحيحة صالح الصالحة "
        "معبر المعبر valabil εγκυρ geldig halali platn$ platne$ platnych$ vazec vazhec ervenyes gyldig giltig "
        "hyvaksyt nominais válidamente ნამდვილ վավեր כשר صحيحة",
    ),
    (
        "total",
        "total totale totals sum$ suma somme gesamt insgesamt ogolem razem toplam всего итого усього разом общо jumlah_(suara|total) "
        "مجموع المجموع subtotal totaux celkem ukupno osszes συνολ jumla",
    ),
    (
        "status",
        "estado$ status situacion situacao estatus etat$ zustand durum stan$ статус observacion observaciones "
        "codigo_estado حالة",
    ),
)
"""Meaning and stems, in order: what denies stands before what it denies. ``$`` ends a word, ``_`` joins two."""

SURNAMES = re.compile(
    r"blan(?:co|ca|c|k|che)|branco|bianc[oa]|white|leer|weiss|nul|nulli|null|none|nota|others?|rest|resto|andere|bos|"
    r"puste|albe|tupu|void|drugi|inne|inni|chist\w*|чистые|ostali|diger|sonstige|batal|rusak|harib|voided|kosong"
)
"""Words that are also names of people, or parts of names of parties."""

_NEUTRAL = re.compile(
    r"(?:v|votos?|votes?|voti|voix|vot|votantes|stimmen?|voters?|ballots?|bulletins?|papers?|papeletas?|cedulas?|"
    r"schede|kart|glosow|glosy|oy|oylar|sayisi|suara|jumlah|numero|number|num|nr|no|nb|nbre|nombre|n|qt|qtd|quant|"
    r"cantidad|anzahl|zahl|liczba|числ\w*|колич\w*|кількіст\w*|избирательн\w*|бюллетен\w*|бюлетен\w*|голос\w*|"
    r"виборч\w*|гласов\w*|total|totale|totals|tot|of|the|de|del|des|dei|di|da|do|dos|das|la|las|le|les|los|el|en|"
    r"et|e|y|und|and|a|in|all|candidat\w*|parties|partidos|autres|papier|nuls?|nulos?|blancs?|blancos?|brancos?|"
    r"cast|votaciones|sum|suma|عدد|الاصوات|الاوراق|اوراق|اصوات|r|t|p|c|pres|presidente?|invalid\w*|tidak|yang|"
    r"ψηφοδελτια|ψηφ\w*|voturi|stemmen|or|ou|oder|ve|dan|i|kura|listas?|ambas|ungultig\w*|above|no|registr\w*|nao)"
)


@cache
def plain_words(name: str) -> str:
    """Write a name as words without accents and capitals, joined by ``_``, letters of other scripts kept."""
    text = unicodedata.normalize("NFKC", name)
    text = _CAMEL.sub(" ", text)
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_MARK)
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\bn°|№", " no ", text).replace("%", " pct ").replace("#", " no ")
    return "_".join(part for part in re.split(r"[\W_]+", _PARTS.sub(" ", text)) if part)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for meaning, stems in _STEMS:
        alternatives = "|".join(
            re.sub(r"\$$", "(?=_|$)", _plain_stem(stem)) for stem in sorted(stems.split(), key=len, reverse=True)
        )
        made.append((meaning, re.compile(f"(?:^|_)(?:{alternatives})")))
    return tuple(made)


def _plain_stem(stem: str) -> str:
    folded = unicodedata.normalize("NFKD", stem).translate(_WITHOUT_MARK)
    return "".join(c for c in folded if not unicodedata.combining(c))


@cache
def meanings(name: str) -> tuple[str, ...]:
    """Give all that a name may mean, the likelier first.

    Parameters
    ----------
    name : str
        Of a column, as published.

    Returns
    -------
    tuple of str
        ``share``, ``time``, ``coordinate``, ``abstained``, ``others``, ``null``, ``blank``, ``none``,
        ``challenged``, ``accounting`` (of ballot papers), ``cast``, ``registered``, ``valid``, ``total``,
        ``status``.
    """
    words = plain_words(name)
    return tuple(meaning for meaning, pattern in _patterns() if pattern.search(words))


def meaning(name: str) -> str:
    """Give the likeliest meaning of a name; empty where no word tells it."""
    return next(iter(meanings(name)), "")


def is_clear(name: str) -> bool:
    """Whether nothing in a name but what it means and words such as "number of votes" is in it.

    "Votos en blanco" is clear, "Luis Blanco" is not.
    """
    found = meaning(name)
    if found not in {"blank", "null", "none", "others"}:
        return True
    hit = dict(_patterns())[found].search(plain_words(name))
    if hit is not None and "_" in hit[0].strip("_"):
        return True
    words = [w for w in plain_words(name).split("_") if len(w) > 1 and not w.isdigit()]
    telling = [w for w in words if dict(_patterns())[found].search(w)]
    if any(not SURNAMES.fullmatch(word) for word in telling):
        return True
    return all(SURNAMES.fullmatch(word) or _NEUTRAL.fullmatch(word) for word in words)
