"""``veedor audit`` as a mission meets it: from the costs to a confirmed outcome, with files and keys."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from veedor.audit import journal
from veedor.audit.sshsig import public_line
from veedor.cli.main import EXIT_DIFFERS, EXIT_INPUT, main, veedor
from veedor.synthetic import Geography, Plan, make_election, publish

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cases") / "land"
    publish(make_election(Plan(seed=5, geography=Geography(sheets=400, regions=3, municipalities=3))), folder)
    return str(folder)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key files as ssh-keygen writes them."""
    folder = tmp_path_factory.mktemp("keys")
    for i, name in enumerate(("mission", "red", "blue", "oas")):
        key = Ed25519PrivateKey.from_private_bytes(bytes([i + 1] * 32))
        (folder / name).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        (folder / f"{name}.pub").write_text(public_line(key, name) + "\n")
    return folder


def run(*args: object, code: int = 0) -> Result:
    env = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "110"}
    result = CliRunner().invoke(veedor, ["audit", *map(str, args)], env=env, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def refused(capsys: pytest.CaptureFixture[str], *args: object) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(["audit", *map(str, args)])
    assert stopped.value.code == EXIT_INPUT
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return " ".join(err.split())


def plan(case: str, keys: Path, to: Path, *more: str) -> Result:
    parties = [
        x for name in ("Mission", "Red", "Blue") for x in ("--party", f"{name}={keys / name.lower()}.pub")
    ]
    place = ("--place", "https://example.org/audit", "--observer", f"OAS={keys / 'oas.pub'}")
    return run("plan", case, "--runs", "2", "--to", to, "--quorum", "2", *place, *parties, *more)


@pytest.fixture(scope="module")
def planned(case: str, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audits") / "planned"
    plan(case, keys, folder)
    return folder


@pytest.fixture(scope="module")
def ready(planned: Path, keys: Path) -> Path:
    """A copy that is signed, refused, seeded and drawn."""
    folder = planned.parent / "ready"
    shutil.copytree(planned, folder)
    agree(folder, keys, "mission", "red")
    return folder


def agree(folder: Path, keys: Path, *names: str, refusing: str = "blue") -> None:
    """Sign, refuse, open, draw and countersign."""
    sealed = {name: folder.parent / f"{folder.name}-{name}.digits" for name in names}
    for name in names:
        run("sign", folder, "--key", keys / name, "--sealed", sealed[name])
        assert sealed[name].stat().st_mode & 0o077 == 0
    if refusing:
        run("refuse", folder, "--key", keys / refusing, "--reason", "We were not asked.")
    for name in names:
        run("open", folder, "--key", keys / name, "--sealed", sealed[name])
    assert "The first sheets" in run("draw", folder).output
    for name in names:
        run("countersign", folder, "--key", keys / name)


@pytest.fixture
def audit(ready: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "audit"
    shutil.copytree(ready, folder)
    return folder


def committed(folder: Path) -> dict[str, dict[str, str]]:
    """Figures of every sheet as the audit committed to them."""
    text = (folder / "figures.csv").read_text(encoding="utf-8")
    return {row["sheet_id"]: row for row in csv.DictReader(io.StringIO(text))}


def fill(folder: Path, target: Path, last: int) -> None:
    """Read drawn sheets as the committed figures have them."""
    figures = committed(folder)
    rows = list(csv.DictReader(io.StringIO(run("list", folder, "--last", last, "--form").output)))
    for row in rows:
        for column, cell in figures[row["sheet_id"]].items():
            if column.startswith("votes:"):
                row[column[6:]] = row[f"second:{column[6:]}"] = cell
        row.update(by="Ana", second_by="Luis")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_the_costs_name_the_question_that_was_asked(case: str) -> None:
    text = run("plan", case, "--runs", "2", "--risk-limit", "10%", "--error-rate", "0.01").output
    words = " ".join(text.split())
    assert "What an audit would take" in words
    assert "Risk attained after so many sheets without error" in words
    assert f"audit plan {case} --risk-limit 1/10 --error-rate 0.01 --runs 2" in words.replace("'", "")


def test_the_whole_way_to_a_confirmed_outcome(audit: Path, keys: Path, tmp_path: Path) -> None:
    first = json.loads(run("status", audit, "--json").output)
    risk = next(f for f in first["findings"] if f["id"] == "audit.risk")
    left = risk["figures"]["left"]["value"]
    fill(audit, tmp_path / "form.csv", left)
    assert (
        f"{left} sheets recorded"
        in run("import-records", audit, tmp_path / "form.csv", "--key", keys / "mission").output
    )
    again = run("import-records", audit, tmp_path / "form.csv", "--key", keys / "mission").output
    assert f"0 sheets recorded. {left} were recorded already." in again
    unseen = " ".join(run("verify", audit).output.split())
    assert "has been seen by at least one other than its author" in unseen
    run("witness", audit, "--party", "OAS", "--key", keys / "oas")
    words = " ".join(run("verify", audit).output.split())
    assert "The outcome is confirmed at a risk limit of 5 %" in words
    assert "2 of 3 parties signed it, and it needs" in words
    assert "Signed by: Mission, Red." in words
    assert "Refused by: Blue" in words
    total = 10 + 2 + left + 1
    assert f"Each of the first {total - 1} of its {total} papers has been seen by another" in words
    assert "SHA256:" in words
    assert "El resultado queda confirmado" in " ".join(run("status", audit, "--lang", "es").output.split())


def test_one_sheet_short_is_not_confirmed(audit: Path, keys: Path, tmp_path: Path) -> None:
    fill(audit, tmp_path / "form.csv", 5)
    run("import-records", audit, tmp_path / "form.csv", "--key", keys / "red")
    words = " ".join(run("status", audit, "--all").output.split())
    assert "confirmed" not in words
    assert "more sheets are needed" in words
    assert "Risk attained, sheet by sheet" in words


def test_verification_fails_with_exit_code_1(audit: Path) -> None:
    (audit / "seed.json").write_bytes((audit / "seed.json").read_bytes().replace(b"Red", b"Bed"))
    words = " ".join(run("verify", audit, code=EXIT_DIFFERS).output.split())
    assert "seed.json has changed since it was recorded" in words
    assert "confirms nothing" in words


def test_a_party_can_sign_every_paper_with_openssh_alone(planned: Path, keys: Path, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("There is no ssh-keygen on this machine.")
    folder, key, paper = tmp_path / "audit", tmp_path / "key", tmp_path / "paper.json"
    shutil.copytree(planned, folder)
    shutil.copy(keys / "red", key)
    key.chmod(0o600)

    def outside(verb: str, *more: object) -> None:
        run(verb, folder, "--party", "Red", "--paper", paper, *more)
        command = ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", "veedor-audit", str(paper)]
        subprocess.run(command, check=True, capture_output=True)
        run("hand-in", folder, paper)
        Path(f"{paper}.sig").unlink()

    outside("sign", "--sealed", tmp_path / "red.digits")
    assert "1 of 3 parties" in " ".join(run("status", folder).output.split())
    run("sign", folder, "--key", keys / "blue", "--sealed", tmp_path / "blue.digits")
    outside("open", "--sealed", tmp_path / "red.digits")
    run("draw", folder, "--without", "Blue")
    outside("countersign")
    run("countersign", folder, "--key", keys / "blue")
    sheet = run("list", folder, "--last", "1", "--csv", "--lang", "en").output.splitlines()[1].split(",")[1]
    outside("record", "--sheet", sheet, "--not-auditable", "The box is empty.")
    run("witness", folder, "--key", keys / "blue")
    words = " ".join(run("verify", folder).output.split())
    assert "did not open it: Blue" in words
    assert "ssh-keygen -Y sign" in run("hand-in", folder, paper, code=2).output


def test_one_sheet_at_a_time(audit: Path, keys: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("list", audit, "--last", 2, "--form").output)))
    figures = committed(audit)
    votes = {k[6:]: v for k, v in figures[rows[0]["sheet_id"]].items() if k.startswith("votes:")}
    given = [x for choice, n in votes.items() for x in ("--votes", f"{choice}={n}")]
    second = [x for choice, n in votes.items() for x in ("--second", f"{choice}={n}")]
    sheet = ("record", audit, "--sheet", rows[0]["sheet_id"], "--key", keys / "mission")
    one_name = run(*sheet, "--by", "Ana", *given, *second, code=2)
    assert "2 readings, 1 name:" in one_name.output
    twice = run(*sheet, "--by", "Ana", "--by", "Luis", *given, *given[:2], *second, code=2).output
    assert "stands twice" in twice
    both = run(*sheet, "--by", "Ana", *given, "--not-auditable", "Wet.", code=2).output
    assert "is not auditable, or has figures" in both
    done = run(*sheet, "--by", "Ana", "--by", "Luis", *given, *second).output
    assert "Mission, paper 4 (record): " in done
    assert len(done.split("(record): ")[1].split()[0]) == 64
    assert "recorded already" in run(*sheet, "--by", "Ana", "--by", "Luis", *given, *second).output
    gone = ("record", audit, "--sheet", rows[1]["sheet_id"], "--key", keys / "mission")
    run(*gone, "--not-auditable", "The box is empty.")
    words = " ".join(run("verify", audit).output.split())
    assert "2 drawn sheets have been looked at, 1 of them differ" in words
    assert "could not be audited: counts at its worst" in words


def test_what_counts_at_its_worst_is_said_at_once(audit: Path, keys: Path, tmp_path: Path) -> None:
    fill(audit, tmp_path / "form.csv", 3)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "form.csv").read_text(encoding="utf-8"))))
    choice = list(rows[0])[6]
    rows[0][choice] = str(int(rows[0][choice]) + 1)
    rows[1][choice] = rows[1][f"second:{choice}"] = "99999"
    with (tmp_path / "form.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = run("import-records", audit, tmp_path / "form.csv", "--key", keys / "mission")
    words = " ".join(done.output.split())
    assert f"'{rows[0]['sheet_id']}': the readings differ ({choice} " in words
    assert f"'{rows[1]['sheet_id']}': these are more votes than the sheet can hold." in words
    hashes = [line.split(": ")[1] for line in done.output.splitlines() if line.startswith("papers/")]
    assert all(len(text) == 64 for text in hashes)
    listed = " ".join(run("status", audit, "--all").output.split())
    assert "Records of drawn sheets, each with its hash" in listed


def test_forms_speak_the_language_asked_for(audit: Path, keys: Path, tmp_path: Path) -> None:
    text = run("list", audit, "--last", 2, "--form", "--lang", "es").output
    head, first, second = text.splitlines()
    assert head.startswith("orden,acta,estado,motivo,leyó,segunda_lectura,")
    assert ",hallada," in first
    form = tmp_path / "acta.csv"
    rank, sheet, *_ = second.split(",")
    empty = "," * (head.count(",") - 4)
    form.write_text(f"{head}\n{rank},{sheet},no_auditable,Se quemó,{empty}\n", encoding="utf-8")
    run("import-records", audit, form, "--key", keys / "mission")
    assert "no se pud" in " ".join(run("status", audit, "--all", "--lang", "es").output.split())


def test_lists_to_take_along(audit: Path, case: str) -> None:
    table = list(
        csv.reader(
            io.StringIO(run("list", audit, "--last", 3, "--case", case, "--csv", "--lang", "en").output)
        )
    )
    assert len(table) == 4
    page = run("print", audit, "--first", 2, "--last", 4, "--lang", "es").output
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "Actas por retirar" in page
    assert "<script" not in page
    plain = run("list", audit, "--last", 3, "--lang", "en").output
    assert "Sheets to fetch" in plain or "order of the draw" in plain


def test_what_no_audit_can_confirm_is_said_with_exit_code_1(
    case: str, keys: Path, tmp_path: Path, ready: Path
) -> None:
    ids = list(committed(ready))
    lost = tmp_path / "lost.txt"
    lost.write_text("# burnt\n" + "\n".join(ids[:300]) + "\n\n")
    to = tmp_path / "never"
    result = run(
        "plan", case, "--runs", "1", "--unauditable", lost, "--to", to,
        "--party", f"M={keys / 'mission.pub'}", code=EXIT_DIFFERS,
    )  # fmt: skip
    assert "no audit of the other sheets can confirm this outcome" in " ".join(result.output.split())
    assert not to.exists()


def test_a_check_of_images_says_that_it_is_one(case: str, keys: Path, tmp_path: Path) -> None:
    to = tmp_path / "images"
    run(
        "plan", case, "--runs", "1", "--question", "images", "--readings", "1",
        "--rule", "alpha", "--draw", "simple", "--to", to, "--party", f"Mission={keys / 'mission.pub'}",
        "--place", "the town hall",
    )  # fmt: skip
    agree(to, keys, "mission", refusing="")
    fill(to, tmp_path / "form.csv", 400)
    run("import-records", to, tmp_path / "form.csv", "--key", keys / "mission")
    words = " ".join(run("verify", to).output.split())
    assert "The published rows agree with the images" in words
    assert "This tests the copying of the sheets" in words


def test_strata_from_the_command_line(case: str, keys: Path, tmp_path: Path) -> None:
    to = tmp_path / "strata"
    plan(case, keys, to, "--strata", "region")
    made = json.loads((to / "plan.json").read_text(encoding="utf-8"))
    assert made["design"]["strata"] == "region"
    assert made["contests"][0]["divisions"] == ["region"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("open", "PLANNED", "--key", "KEY", "--sealed", "DIGITS"), "needs 2 signatures and has 0"),
        (("draw", "PLANNED"), "'veedor audit open' has not been done yet"),
        (("open", "READY", "--key", "KEY", "--sealed", "DIGITS"), "seed is made already"),
        (("draw", "READY"), "drawn already"),
        (("sign", "READY", "--key", "KEY", "--sealed", "DIGITS"), "too late to sign"),
        (("sign", "PLANNED", "--key", "KEY", "--sealed", "SHORT"), "at least 40 decimal digits"),
        (("sign", "PLANNED", "--party", "Green", "--key", "KEY", "--sealed", "DIGITS"), "no party 'Green'"),
        (("sign", "PLANNED", "--party", "Blue", "--key", "KEY", "--sealed", "DIGITS"), "names for Blue"),
        (("witness", "READY", "--key", "STRANGE"), "of nobody whom the plan names"),
        (("record", "READY", "--key", "KEY", "--sheet", "no", "--not-auditable", "x"), "'no' was not drawn"),
        (("figures", "READY", "DIGITS"), "not the figures of the plan"),
        (("status", "NOWHERE"), "holds no audit"),
        (("verify", "NOWHERE"), "holds no audit"),
        (("verify", "READY", "--copy", "KEY"), "no paper that a party signs"),
        (("plan", "CASE", "--to", "NEW", "--party", "M=KEY.pub"), "where the folder of the audit is kept"),
        (("plan", "CASE", "--strata", "moon", "--to", "NEW", "--party", "M=KEY.pub"), "no division 'moon'"),
        (
            ("plan", "CASE", "--cap", "cast", "--to", "NEW", "--party", "M=KEY.pub", "--place", "here"),
            "needs a reason",
        ),
    ],
)
def test_steps_out_of_order_and_bad_input_are_refused_by_name(
    capsys: pytest.CaptureFixture[str],
    planned: Path,
    ready: Path,
    keys: Path,
    case: str,
    tmp_path: Path,
    args: tuple[str, ...],
    says: str,
) -> None:
    known = {
        "PLANNED": planned,
        "READY": ready,
        "KEY": keys / "mission",
        "CASE": case,
        "NEW": tmp_path / "new",
    }
    (tmp_path / "digits").write_text("1" * 40)
    (tmp_path / "short").write_text("1" * 39)
    strange = Ed25519PrivateKey.from_private_bytes(bytes([77] * 32))
    (tmp_path / "strange").write_bytes(
        strange.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    )
    known |= {name: tmp_path / name.lower() for name in ("DIGITS", "SHORT", "STRANGE")}
    known |= {"NOWHERE": tmp_path / "nowhere", "M=KEY.pub": f"M={keys / 'mission.pub'}"}
    assert says in refused(capsys, *(known.get(arg, arg) for arg in args))
    assert not (tmp_path / "new").exists()


def test_verify_names_what_is_gone_exchanged_or_not_published(
    audit: Path, case: str, keys: Path, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    shutil.copytree(audit, older)
    own = ("--party", f"Red={keys / 'red.pub'}")
    fine = run("verify", audit, "--copy", older, "--case", case, *own).output
    assert "Nothing of the older copy is gone" in " ".join(fine.split())
    assert "--limit shows more" not in fine
    short = run("verify", audit, "--limit", "3").output
    assert "--limit shows more" in short
    assert json.loads(run("verify", audit, "--limit", "3", "--json").output)
    swapped = run("verify", audit, "--party", f"Red={keys / 'blue.pub'}", code=EXIT_DIFFERS).output
    assert "for Red, and its own is SHA256:" in " ".join(swapped.split())
    run("witness", older, "--key", keys / "oas")
    gone = run("verify", audit, "--copy", older, code=EXIT_DIFFERS).output
    assert "papers/OAS.0001.json (witness by OAS)" in " ".join(gone.split())


@pytest.mark.parametrize("file", ["plan.json", "journal.jsonl", "rule.json", "figures.csv", "draw.csv"])
def test_every_tampering_gives_the_whole_list_of_checks_and_exit_code_1(audit: Path, file: str) -> None:
    content = (audit / file).read_bytes()
    (audit / file).write_bytes(content.replace(b'"', b"'", 1) if file.endswith("l") else b"x" + content)
    words = " ".join(run("verify", audit, "--lang", "en", code=EXIT_DIFFERS).output.split())
    for check in ("The journal is an unbroken chain", "No file has changed", "The records are signed"):
        assert check in words
    (audit / file).unlink()
    run("verify", audit, code=EXIT_DIFFERS)
    assert json.loads(run("verify", audit, "--json", code=EXIT_DIFFERS).output)


def test_an_audit_of_an_older_version_is_refused_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = journal.Entered("plan", "plan.json", b'{"format":"veedor-audit/3","quorum":2}\n')
    journal.append(tmp_path / "old", plan, at="2026-01-01T00:00:00+00:00")
    for verb in ("verify", "status"):
        said = refused(capsys, verb, tmp_path / "old")
        assert "written as veedor-audit/3, and this version of Veedor reads veedor-audit/4" in said


def test_help_teaches_by_example() -> None:
    assert "veedor audit sign audit-2019 --key mission --sealed" in run("--help").output
    done = subprocess.run(
        [sys.executable, "-m", "veedor", "audit", "plan", "--help"], check=True, capture_output=True
    )
    assert b"--unauditable burnt.txt" in done.stdout


def test_figures_are_sealed_and_shown_from_the_command_line(
    case: str, keys: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, kept = tmp_path / "audit", tmp_path / "kept.csv"
    plan(case, keys, folder, "--seal-figures", str(kept), "--dice", "10")
    assert not (folder / "figures.csv").exists()
    words = " ".join(run("verify", folder, "--case", case).output.split())
    assert "committed by their hash and are not shown yet" in words
    for name in ("mission", "red"):
        run("sign", folder, "--key", keys / name, "--sealed", tmp_path / name)
    run(
        "dice",
        folder,
        "--key",
        keys / "blue",
        "--digits",
        "31415 92653",
        "--made",
        "Here",
        "--seen-by",
        "Ana",
    )
    for name in ("mission", "red"):
        run("open", folder, "--key", keys / name, "--sealed", tmp_path / name)
    assert "not shown yet" in refused(capsys, "draw", folder)
    run("draw", folder, "--figures", kept)
    for name in ("mission", "red"):
        run("countersign", folder, "--key", keys / name)
    sheet = (
        run("list", folder, "--figures", kept, "--last", "1", "--csv").output.splitlines()[1].split(",")[1]
    )
    run("record", folder, "--key", keys / "red", "--sheet", sheet, "--not-auditable", "Lost.")
    assert "more sheets are needed" in " ".join(run("status", folder, "--figures", kept).output.split())
    other = tmp_path / "other.csv"
    other.write_bytes(kept.read_bytes().replace(b",1", b",2", 1))
    assert "not the figures of the plan" in refused(capsys, "figures", folder, other)
    run("figures", folder, kept)
    shown = " ".join(run("verify", folder, "--case", case).output.split())
    assert "The committed figures are those of the case holds" in shown


def test_a_clock_that_is_behind_stops_nobody(
    audit: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine whose clock was wrong for a moment would otherwise keep everybody waiting."""
    import veedor.cli.audit_options as clock

    class Behind(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Behind:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(clock, "datetime", Behind)
    said = run("witness", audit, "--key", keys / "oas").output
    assert "The clock says 2001-01-01T00:00:00+00:00; the paper before states 20" in said
    run("verify", audit)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("figures.csv", lambda text: text.replace(b",1", b",2", 1)),
        ("journal.jsonl", lambda text: text.replace(b'"row"', b'"raw"', 1) + b"{}\n"),
        ("draw.csv", lambda text: text[: len(text) // 2]),
        ("rule.json", lambda text: text + b" "),
        ("further.txt", lambda _: b"not of this audit"),
    ],
)
def test_what_is_wrong_is_said_in_the_language_of_the_reader(
    ready: Path, tmp_path: Path, file: str, change: Callable[[bytes], bytes]
) -> None:
    folder = tmp_path / "audit"
    shutil.copytree(ready, folder)
    own = folder / file
    own.write_bytes(change(own.read_bytes() if own.exists() else b""))

    def wrong(lang: str) -> list[str]:
        said = run("verify", folder, "--lang", lang, code=EXIT_DIFFERS).stdout
        lines = [line.partition(": ")[2] for line in said.split("\n") if line.startswith("  ✗")]
        assert lines
        return lines

    english, spanish = wrong("en"), wrong("es")
    assert len(english) == len(spanish)
    assert not set(english) & set(spanish)
