"""Keys without which a case or a file of claims cannot be read: what each means, and an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.sentence import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.lacking import Needed

_SHA = "0" * 64
NEEDED: Mapping[tuple[str, str], Needed] = {
    ("Document", "format"): (template("the format of the file"), "format = 1"),
    ("Document", "election"): (
        template("which election it is"),
        'election = { title = "General election", date = 2030-10-20, country = "XX", tz = "UTC" }',
    ),
    ("Document", "contest"): (
        template("what was voted on, and for whom"),
        (
            'contest = { president = { title = "President", '
            'choices = [{ id = "a", label = "Party A" }, { id = "b", label = "Party B" }] } }'
        ),
    ),
    ("Document", "count"): (
        template("which counts were published"),
        'count = { official = { title = "Official count" } }',
    ),
    ("Document", "source"): (
        template("which files hold a count, and in which columns"),
        (
            'source = { official = { layout = "wide", files = [{ name = "results.csv" }], '
            'control = "none known" } }'
        ),
    ),
    ("ElectionEntry", "title"): (template("the name of the election"), 'title = "General election"'),
    ("ElectionEntry", "date"): (template("the day of the vote"), "date = 2030-10-20"),
    ("ElectionEntry", "country"): (template("the two letters of the country"), 'country = "XX"'),
    ("ElectionEntry", "tz"): (template("the time zone of its clocks"), 'tz = "UTC"'),
    ("Abroad", "level"): (template("the level that tells who voted abroad"), 'level = "country"'),
    ("Abroad", "home"): (template("the places of that level that are not abroad"), 'home = ["Home"]'),
    ("ContestEntry", "title"): (template("what was voted on"), 'title = "President"'),
    ("ContestEntry", "choices"): (
        template("what a ballot can be for"),
        'choices = [{ id = "a", label = "Party A" }, { id = "b", label = "Party B" }]',
    ),
    ("ChoiceEntry", "id"): (template("a short name for it"), 'id = "a"'),
    ("ChoiceEntry", "label"): (template("its name as it was published"), 'label = "Party A"'),
    ("CountEntry", "title"): (template("the name of the count"), 'title = "Official count"'),
    ("Source", "layout"): (
        template("whether a row is a tally sheet, or one figure of it"),
        'layout = "wide"',
    ),
    ("Source", "files"): (template("the files, below the folder data"), 'files = [{ name = "results.csv" }]'),
    ("Source", "control"): (
        template("totals that the file must give, or that none are known"),
        'control = "none known"',
    ),
    ("FileForm", "name"): (template("the name of the file, below the folder data"), 'name = "results.csv"'),
    ("Fetch", "url"): (template("the address of the file"), 'url = "https://example.org/results.csv"'),
    ("Control", "who"): (template("who states the total"), 'who = "the electoral body"'),
    ("ContestColumn", "column"): (template("the column that names the contest"), 'column = "Office"'),
    ("ContestColumn", "values"): (
        template("words of that column, and the contests that they mean"),
        'values = { PRESIDENT = "president" }',
    ),
    ("Each", "snapshot"): (template("how each publication is called"), 'snapshot = "{stem}"'),
    ("SheetMap", "id"): (template("the column that names the tally sheet"), 'id = "Table"'),
    ("AreaMap", "id"): (template("the column that names the area"), 'id = "Area"'),
    ("LogMap", "at"): (template("the column that holds the time"), 'at = "Time"'),
    ("StratumMap", "column"): (template("the column that names the stratum"), 'column = "Kind"'),
    ("ClaimsFile", "format"): (template("the format of the file"), 'format = "claims/1"'),
    ("ClaimsFile", "source"): (
        template("where claims were read"),
        f'source = {{ paper = {{ file = "paper.txt", sha256 = "{_SHA}", title = "A newspaper" }} }}',
    ),
    ("ClaimsFile", "claim"): (
        template("the claims"),
        (
            'claim = [{ id = "1", text = "It is said.", topic = "count", said = [{ source = "paper", '
            'quote = "It is said." }], review = { by = "Reviewer", on = 2030-10-21, expected = "holds" } }]'
        ),
    ),
    ("SourceEntry", "file"): (template("the file that was read"), 'file = "paper.txt"'),
    ("SourceEntry", "sha256"): (
        template("the SHA-256 of that file, which `sha256sum FILE` prints"),
        f'sha256 = "{_SHA}"',
    ),
    ("SourceEntry", "title"): (template("the name of the source"), 'title = "A newspaper"'),
    ("ClaimEntry", "id"): (template("a short name of the claim, unlike any other"), 'id = "1"'),
    ("ClaimEntry", "text"): (template("the claim in words"), 'text = "A leads by ten points."'),
    ("ClaimEntry", "topic"): (template("what it is about"), 'topic = "count"'),
    ("ClaimEntry", "said"): (
        template("who says so, and in which words"),
        'said = [{ source = "paper", quote = "A leads by ten points." }]',
    ),
    ("ClaimEntry", "review"): (
        template("who judged it, when, and what came out"),
        'review = { by = "Reviewer", on = 2030-10-21, expected = "holds" }',
    ),
    ("SaidEntry", "source"): (template("the source, by its name in [source]"), 'source = "paper"'),
    ("SaidEntry", "quote"): (template("its words as they stand there"), 'quote = "A leads by ten points."'),
    ("ReviewEntry", "by"): (template("who judged it"), 'by = "Reviewer"'),
    ("ReviewEntry", "on"): (template("the day of the review"), "on = 2030-10-21"),
    ("ReviewEntry", "expected"): (template("what the review found"), 'expected = "holds"'),
    ("CheckEntry", "name"): (template("what is checked, in words"), 'name = "The lead"'),
    ("CheckEntry", "check"): (template("the check"), "check = 'winner() == \"a\"'"),
    ("AttestedEntry", "value"): (template("the fact"), "value = 10"),
    ("AttestedEntry", "source"): (template("the source, by its name in [source]"), 'source = "paper"'),
    ("AttestedEntry", "by"): (template("who attests it"), 'by = "Reviewer"'),
    ("CaseEntry", "folder"): (template("the folder of the case"), 'folder = "../case"'),
}
"""By the record and the key: what it means, and a line that can be written as it stands."""
