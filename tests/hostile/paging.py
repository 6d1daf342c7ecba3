"""Mutators of tables of web pages."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from hostile.corpus import mutator
from hostile.drafts import rename

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from hostile.drafts import Draft

HEAD = "<!DOCTYPE html><html><head><title>Results</title>{}</head><body>\n{}\n</body></html>\n"


def row(cells: Sequence[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>\n"


def table(made: Draft) -> str:
    return f"<table>\n{row(made.head, 'th')}{''.join(map(row, made.rows))}</table>"


def web_page(made: Draft) -> str:
    """Write a plain page with one table."""
    return HEAD.format('<meta charset="utf-8">', table(made))


def _spanned(made: Draft, columns: Sequence[int], *, long: int = 0) -> str:
    """Merge cells of some columns that repeat the cell above."""
    body = []
    for number, cells in enumerate(made.rows):
        made_cells = []
        for x, cell in enumerate(cells):
            if x in columns and number and made.rows[number - 1][x] == cell:
                continue
            below = 1
            while x in columns and number + below < len(made.rows) and made.rows[number + below][x] == cell:
                below += 1
            span = f' rowspan="{below + long}"' if below > 1 else ""
            made_cells.append(f"<td{span}>{html.escape(cell)}</td>")
        body.append(f"<tr>{''.join(made_cells)}</tr>\n")
    return f"<table>{row(made.head, 'th')}{''.join(body)}</table>"


def _in_cells(made: Draft, change: Callable[[str], str]) -> str:
    """Write figures in another way of markup; the other cells stay."""
    figures = {x for _, x in made.vote_cells}
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{change(c) if x in figures else html.escape(c)}</td>" for x, c in enumerate(cells))
        + "</tr>\n"
        for cells in made.rows
    )
    return f"<table>{row(made.head, 'th')}{rows}</table>"


SAME: dict[str, Callable[[str], str]] = {
    "bold": lambda c: f"<b>{c}</b>",
    "span": lambda c: f'<span class="n">{c}</span>',
    "nbsp": lambda c: f"&nbsp;{c}&#160;",
    "code": lambda c: "".join(f"&#{ord(d)};" for d in c),
    "hex code": lambda c: "".join(f"&#x{ord(d):X};" for d in c),
    "comment": lambda c: f"{c[:1]}<!-- 9 -->{c[1:]}",
    "script": lambda c: f"<script>var n = '9';</script>{c}",
    "style": lambda c: f"<style>td {{ width: 9px }}</style>{c}",
    "link": lambda c: f'<a href="?n=9">{c}</a>',
    "lines": lambda c: f"\n   {c}\n  ",
    "paragraph": lambda c: f"<p>{c}</p>",
    "wbr": lambda c: f"{c[:1]}<wbr>{c[1:]}",
    "template": lambda c: f"<template>9</template>{c}",
}
OTHER: dict[str, Callable[[str], str]] = {
    "footnote": lambda c: f"{c}<sup>1</sup>",
    "hidden span": lambda c: f'<span style="display:none">9</span>{c}',
    "hidden attribute": lambda c: f"<span hidden>9</span>{c}",
    "two lines": lambda c: f"{c}<br>9",
    "two paragraphs": lambda c: f"<p>{c}</p><p>9</p>",
    "struck": lambda c: f"<del>{c}</del>9",
    "input": lambda c: f'<input value="{c}">',
    "share": lambda c: f"{c} <small>(9 %)</small>",
    "list": lambda c: f"<ul><li>{c}<li>9</ul>",
    "table in cell": lambda c: f"<table><tr><td>{c}<td>9</table>",
    "no script": lambda c: f"<noscript>9</noscript>{c}",
    "before": lambda c: f'<span data-n="{c}"></span>',
}


@mutator(weight=3)
def cells_of_pages(made: Draft, rng: random.Random) -> None:
    ways = SAME if rng.random() < 0.5 else OTHER
    made.what = rng.choice(list(ways))
    made.content = HEAD.format('<meta charset="utf-8">', _in_cells(made, ways[made.what])).encode()
    rename(made, "count.html")
    if (
        ways is OTHER
    ):  # what is hidden or struck need not be told from the rest; it may never be another figure
        lost = made.with_records(
            lambda r: (
                r._replace(registered=None)
                if made.layout == "attributes"
                else r._replace(votes=(None,) * len(r.votes))
            )
        )
        made.truths = (*made.truths, lost)


@mutator(weight=4)
def tables_of_pages(made: Draft, rng: random.Random) -> None:
    plain = table(made)
    rows = "".join(map(row, made.rows))
    head = row(made.head, "th")
    fifth = row(made.rows[4])
    sums = ["", *["9"] * (len(made.head) - 1)]
    names = [x for x, name in enumerate(made.head) if name == "Region"]
    page = '<meta charset="utf-8">'
    kinds: dict[str, Callable[[], str]] = {
        "plain": lambda: plain,
        "unclosed": lambda: plain.replace("</td>", "").replace("</th>", "").replace("</tr>", ""),
        "capitals": lambda: plain.replace("<td>", "<TD>").replace("</td>", "</TD>").replace("tr>", "TR>"),
        "caption": lambda: plain.replace("<table>", "<table><caption>Results 9</caption>"),
        "parts": lambda: f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>",
        "foot first": lambda: (
            f"<table><thead>{head}</thead><tfoot>{row(sums)}</tfoot><tbody>{rows}</tbody></table>"
        ),
        "foot": lambda: (
            f"<table><thead>{head}</thead><tbody>{rows}</tbody><tfoot>{row(sums)}</tfoot></table>"
        ),
        "head again": lambda: (
            f"<table>{head}{''.join(map(row, made.rows[:4]))}{head}{''.join(map(row, made.rows[4:]))}</table>"
        ),
        "two bodies": lambda: (
            f"<table>{head}<tbody>{rows.replace(fifth, f'</tbody><tbody>{fifth}')}</tbody></table>"
        ),
        "two tables": lambda: f"{plain}<p>and</p>{table(_first(made))}",
        "layout table": lambda: f"<table><tr><td>Menu</td><td>{plain}</td></tr></table>",
        "hidden row": lambda: plain.replace(
            "</table>", f'<tr style="display:none">{row(made.rows[0])[4:]}</table>'
        ),
        "hidden table": lambda: f'<div style="display: none">{table(_first(made))}</div>{plain}',
        "spans": lambda: _spanned(made, names),
        "spans too long": lambda: _spanned(made, names, long=1),
        "span far": lambda: plain.replace("<th>", '<th colspan="1">').replace(
            "<td>", '<td rowspan="99999999">', 1
        ),
        "wide far": lambda: plain.replace("</table>", '<tr><td colspan="99999999">9</td></tr></table>'),
        "wide 0": lambda: plain.replace("<td>", '<td colspan="0">', 1),
        "wide -1": lambda: plain.replace("<td>", '<td colspan="-1" rowspan="x">', 1),
        "wide 2": lambda: plain.replace("<td>", '<td colspan="2">', 1),
        "title row": lambda: plain.replace(
            "<table>", f'<table><tr><th colspan="{len(made.head)}">Results</th></tr>'
        ),
        "note row": lambda: plain.replace(
            "</table>", f'<tr><td colspan="{len(made.head)}">Note: 9</td></tr></table>'
        ),
        "cut": lambda: plain,
        "cut in a tag": lambda: plain,
        "commented row": lambda: plain.replace("</table>", f"<!-- {row(made.rows[0])} --></table>"),
        "script rows": lambda: plain.replace(
            "</table>", f"<script>t = '{row(made.rows[0]).strip()}'</script></table>"
        ),
        "no table": lambda: "<pre>" + made.text() + "</pre>",
        "empty": lambda: "<table></table>",
        "entities in names": lambda: plain.replace("a", "&#97;").replace("t&#97;ble", "table"),
        "deep": lambda: "<div>" * 3000 + plain + "</div>" * 3000,
        "many attributes": lambda: plain.replace("<td>", "<td " + "a=b " * 50 + ">"),
        "xhtml": lambda: plain.replace("<br>", "<br/>"),
        "charset wrong": lambda: plain,
        "charset": lambda: plain,
        "mark": lambda: plain,
    }
    made.what = rng.choice(list(kinds))
    body = kinds[made.what]()
    encoding = "utf-8"
    if made.what == "charset wrong":
        page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
    elif made.what == "charset":
        encoding = made.made.alphabet.encodings[0]
        page = f"<meta charset={encoding}>"
    text = HEAD.format(page, body)
    if made.what == "mark":
        text = "\ufeff" + text
    if made.what.startswith("cut"):
        text = text[: text.rindex("<td") + 2 if made.what == "cut in a tag" else len(text) * 2 // 3]
    try:
        made.content = text.encode(encoding)
    except UnicodeError:
        made.content = text.encode()
    rename(made, rng.choice(["count.html", "count.htm", "count.xls"]))
    if made.what in {"empty", "no table", "cut", "cut in a tag"}:
        made.truths = ()
        made.what += f" {made.name}"


def _first(made: Draft) -> Draft:
    other = made.copy()
    other.rows = made.rows[:3]
    return other
