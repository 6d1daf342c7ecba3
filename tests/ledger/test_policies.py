"""Who is believed: the example of the specification, what is refused, and who would have to lie."""

from __future__ import annotations

from itertools import combinations

import pytest

from ledger.build_ledger import LOG, key
from veedor.errors import InputError
from veedor.ledger.note_keys import COSIGNATURE
from veedor.ledger.policies import LogPolicy, read_policy

NAMES = ("X1", "X2", "X3", "Y1", "Y2", "Y3")
LINES = [f"log {LOG.public}", *(f"witness {n} {key(n, COSIGNATURE).public}" for n in NAMES)]
EXAMPLE = [*LINES, "group X 2 X1 X2 X3", "group Y any Y1 Y2 Y3", "group both all X Y", "quorum both", ""]


def read(*lines: str) -> LogPolicy:
    return read_policy("\n".join(lines).encode())


def test_the_example_accepts_what_it_says_and_nothing_else() -> None:
    found = read("# a comment", "", " \t", *EXAMPLE)
    for number in range(7):
        for chosen in combinations(NAMES, number):
            x, y = (sum(name[0] == kind for name in chosen) for kind in "XY")
            assert found.is_met(chosen) == (x >= 2 and y >= 1)


def test_the_smallest_set_that_could_have_lied() -> None:
    assert read(*EXAMPLE).colluding == ("X1",)
    assert read(*LINES, "quorum none").colluding == ()
    assert read(*LINES, "quorum X2").colluding == ("X2",)
    assert len(read(*LINES, "group g 5 X1 X2 X3 Y1 Y2 Y3", "quorum g").colluding) == 4
    assert read(*LINES, "group g 3 X1 X2 X3 Y1 Y2 Y3", "quorum g").colluding == ()


@pytest.mark.parametrize("needed", range(1, 6))
def test_the_smallest_set_is_what_all_pairs_of_quorums_share(needed: int) -> None:
    found = read(*LINES, f"group g {needed} X1 X2 X3 Y1 Y2", "quorum g")
    sets = [set(c) for c in combinations(NAMES[:5], needed)]
    assert len(found.colluding) == min(len(a & b) for a in sets for b in sets)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([*LINES], "no quorum"),
        ([*LINES, "quorum X1", "quorum X1"], "twice"),
        ([*LINES, "quorum Z"], "no line before"),
        ([*LINES, "group g 2 X1", "quorum g"], "So many"),
        ([*LINES, "group g 0 X1", "quorum g"], "So many"),
        ([*LINES, "group g any X1 X1", "quorum g"], "in a group already"),
        ([*LINES, "group g any X1", "group h any X1", "quorum h"], "in a group already"),
        ([*LINES, "group g any none", "quorum g"], "no line before"),
        ([*LINES, "group X1 any X2", "quorum X1"], "taken"),
        ([*LINES, LINES[0], "quorum none"], "twice"),
        ([*LINES, LINES[1].replace("X1", "X9", 1), "quorum none"], "twice"),
        ([*LINES, f"witness w {LOG.public}", "quorum none"], "another type"),
        ([*LINES, "wittness w x", "quorum none"], "Unknown line"),
        ([*LINES, "log x y z", "quorum none"], "other words"),
        ([*LINES, "quorum none\r"], "no policy"),
    ],
)
def test_what_is_no_policy_is_refused(lines: list[str], says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(*lines)


def test_names_are_octets() -> None:
    vkey = str(key("w", COSIGNATURE).public).encode()
    found = read_policy(b"witness \xff " + vkey + b"\nquorum \xff\n")
    assert found.is_met([b"\xff".decode("utf-8", "surrogateescape")])
    with pytest.raises(InputError):
        read_policy(b"witness \xff " + vkey + b"\nquorum \xfe\n")
