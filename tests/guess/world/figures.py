"""Made-up tally sheets whose figures agree, and the small language that columns are written in.

A value of a column is written as ``'text {p1}'``, ``%c1/v`` (a share), or a sum such as ``t - u + 3``. Names:
``c1``... the candidates, ``b`` blank, ``u`` null, ``v`` the sum of the candidates, ``w = v + b``,
``t = v + b + u``, ``r`` registered, ``a = r - t``, ``q`` ballots delivered,
``k1``... small numbers that mean nothing here; ``x.2/3`` is the second of three parts into which ``x`` falls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_TERM = re.compile(r"([+-]?)\s*([a-z]\d*(?:\.\d+/\d+)?|\d+)\s*")

NAMES = {
    "es": "San Juan|Santa Rosa|La Unión|El Carmen|Ocotal|Río Blanco|Los Andes|Peñas|Nueva Vida|Las Flores",
    "en": "Alderton|Birchfield|Cedarville|Dunmore|Eastleigh|Foxborough|Glen Oak|Harrow Hill|Ivy Bridge|Kelso",
    "fr": "Aubrac|Beaulieu|Châtel|Dourdan|Épernay|Fougères|Givry|Honfleur|L'Isle-Adam|Joué",
    "pt": "Águas Claras|Belo Vale|Conceição|Divisa|Esperança|Formosa|Guará|Itaú|Jequiá|Lagoa Nova",
    "de": "Altdorf|Bergheim|Calw|Düren|Eschwege|Fürth|Göttin|Hörde|Isen|Jülich",
    "sl": "Ostrov|Žďár|Głogów|Łomża|Šumperk|Třebíč|Čadca|Győr|Brașov|Târgu",
    "tr": "Akçay|Bozüyük|Çarşı|Değirmen|Eğirdir|Fındıklı|Gölbaşı|Hüyük|Ilgın|İncesu",
    "ru": "Берёзовский|Волжский|Горный|Дальний|Ельцовка|Заречный|Ижма|Каменка|Лесной|Морской",
    "el": "Αγία Μαρίνα|Βόλος|Γλυφάδα|Δελφοί|Ελασσόνα|Ζαγορά|Ηγουμένη|Θήβα|Ιθάκη|Κηφισιά",
    "ka": "ალავერდი|ბოლნისი|გორი|დუშეთი|ზესტაფონი|თელავი|იმერეთი|კასპი|ლაგოდეხი|მარნეული",
    "hy": "Արարատ|Բյուրական|Գավառ|Դիլիջան|Եղեգնաձոր|Զովունի|Էջմիածին|Թալին|Իջևան|Կապան",
    "ar": "المنارة|بئر السبع|تل العرب|جبل النور|حي السلام|خان الشيخ|دار الخير|رأس العين|زهرة|سوق الأحد",
    "fa": "آباده|بندر|پارس|تفت|جهرم|چالوس|خمین|دماوند|رشت|ساوه",
    "he": "אופקים|באר יעקב|גדרה|דימונה|הוד|זכרון|חדרה|טבריה|יבנה|כרמל",
    "ja": "青葉区|旭区|泉区|磯子区|神奈川区|金沢区|港南区|港北区|栄区|瀬谷区",
    "ko": "가양동|개봉동|구로동|남산동|대치동|명동|방배동|사당동|신림동|연남동",
    "zh": "中正區|大同區|中山區|松山區|大安區|萬華區|信義區|士林區|北投區|內湖區",
    "mn": "Алтай|Баянгол|Говь|Дархан|Зуунмод|Мандал|Налайх|Орхон|Сэлэнгэ|Хэнтий",
    "hi": "अमरपुर|बसंतपुर|चंदौली|धर्मपुर|गोपालगंज|हरिपुर|इंदरगढ़|जनकपुर|कमलपुर|लालगढ़",
    "th": "บางนา|จตุจักร|ดอนเมือง|หนองแขม|คลองเตย|ลาดพร้าว|มีนบุรี|พญาไท|ราชเทวี|สาทร",
    "id": "Aceh Baru|Bangka|Cikini|Depok Lama|Ende|Flores Barat|Garut|Hulu|Jatinegara|Kupang",
    "sw": "Arusha Mjini|Bukoba|Chato|Dodoma Kati|Garissa|Homa Bay|Isiolo|Kisumu|Lamu|Mwanza",
    "hu": "Ajka|Baja|Cegléd|Dabas|Eger|Fót|Gödöllő|Hévíz|Igal|Jászberény",
}
"""Ten names of places a script."""


@dataclass
class Sheet:
    """One tally sheet.

    Parameters
    ----------
    state : str
        A state of the case file: ``counted``, ``outstanding``, ``set aside``, ``annulled``.
    words : dict of str to object
        What texts are filled from: places, codes, the word of the state.
    figures : dict of str to int
        By the names above.
    """

    state: str
    words: dict[str, Any]
    figures: dict[str, int]
    seed: int
    parts: dict[tuple[str, int], list[int]] = field(default_factory=dict)

    def figure(self, name: str) -> int:
        """One figure, or a part of one."""
        if name.isdigit():
            return int(name)
        if "." not in name:
            return self.figures[name]
        whole, _, rest = name.partition(".")
        which, number = (int(n) for n in rest.split("/"))
        if (whole, number) not in self.parts:
            generator = np.random.default_rng([self.seed, sum(whole.encode()), number])
            shares = 0.4 ** np.arange(number)
            split = generator.multinomial(self.figures[whole], shares / shares.sum())
            self.parts[whole, number] = [int(n) for n in split]
        return self.parts[whole, number][which - 1]

    def sum(self, expression: str) -> int:
        """Add the terms of an expression."""
        total, at = 0, 0
        for term in _TERM.finditer(expression.strip()):
            if term.start() != at:
                break
            at = term.end()
            total += self.figure(term[2]) * (-1 if term[1] == "-" else 1)
        if at != len(expression.strip()):
            raise ValueError(f"{expression!r} is no sum of figures")
        return total


def make_sheets(spec: dict[str, Any], seed: int) -> list[Sheet]:
    """Make the sheets of an entry: places in three levels, tables, figures, then the dirt.

    Parameters
    ----------
    spec : dict
        ``shape`` is regions, towns a region, places a town, tables a place; ``size`` voters of a sheet;
        ``choices`` names of candidates; ``states`` a word a state; ``dirt`` numbers of sheets by state, and
        ``bad``, sheets whose printed ``v`` or ``t`` is wrong.
    """
    generator = np.random.default_rng(seed)
    names = NAMES[spec.get("script", "en")].split("|")
    regions, towns, places, tables = spec.get("shape", [4, 3, 2, 2])
    made: list[Sheet] = []
    for d1 in range(regions):
        for d2 in range(towns):
            for d3 in range(places):
                for m in range(tables):
                    i = len(made) + 1
                    words = {
                        "d1": d1 + 1, "d2": d2 + 1, "d3": d3 + 1, "m": m + 1, "i": i,
                        "g2": d1 * towns + d2 + 1, "g3": (d1 * towns + d2) * places + d3 + 1,
                        "p1": names[d1],
                        "p2": names[(d1 * towns + d2 + 4) % 10] + f" {d1 + 1}" * (d1 * towns + d2 > 9),
                        "p3": f"{names[(d3 * 3 + d2 * 2 + d1) % 10]} {(d1 * towns + d2) * places + d3 + 1}",
                        "hh": f"{18 + i % 6:02}", "mm": f"{(i * 7) % 60:02}", "ss": f"{(i * 13) % 60:02}",
                        "lat": f"{-12.5 + i / 37:.6f}", "lon": f"{-70.1 + i / 53:.6f}",
                    }  # fmt: skip
                    made.append(Sheet("counted", words, _figures(generator, spec, d1), seed * 1000 + i))
    _dirty(generator, spec, made)
    return made


def _figures(generator: np.random.Generator, spec: dict[str, Any], region: int) -> dict[str, int]:
    number = len(spec["choices"])
    registered = int(generator.integers(*spec.get("size", [180, 600])))
    cast = int(registered * generator.uniform(0.45, 0.85))
    lean = np.random.default_rng(region).uniform(0.7, 1.4, number)
    shares = lean * 1.0 / (1 + np.arange(number)) ** 1.1
    rest = [0.02 if spec.get("blank", True) else 0.0, 0.025 if spec.get("null", True) else 0.0]
    shares = np.concatenate([shares / shares.sum() * (1 - sum(rest)), rest])
    split = generator.multinomial(cast, generator.dirichlet(shares * 60 + 1e-9))
    found = {f"c{n + 1}": int(split[n]) for n in range(number)}
    blank, null = int(split[-2]), int(split[-1])
    valid = cast - blank - null
    found |= {"b": blank, "u": null, "v": valid, "w": valid + blank, "t": cast, "r": registered}
    found |= {"a": registered - cast, "q": registered + int(generator.integers(5, 40)), "z": 0}
    return found | {f"k{n}": int(generator.integers(0, 12)) for n in range(1, 10)}


def _dirty(generator: np.random.Generator, spec: dict[str, Any], made: list[Sheet]) -> None:
    dirt: dict[str, int] = spec.get("dirt", {})
    order = [int(n) for n in generator.permutation(len(made))]
    for what, number in dirt.items():
        for place in order[:number]:
            if what == "bad":
                made[place].figures["v" if place % 2 else "t"] += int(generator.integers(1, 9))
            else:
                made[place].state = what
        del order[:number]
    for sheet in made:
        sheet.words["state"] = spec.get("states", {}).get(sheet.state, "")
