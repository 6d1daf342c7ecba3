"""The tool itself: it makes the faults that it should, and its list of equal mutants names real ones."""

from __future__ import annotations

import gc
import time
from pathlib import Path

from mutation.hunt import SURVIVED, end, fork, functions_of, limit_processor
from mutation.kept import Kept
from mutation.mutants import mutants, sample
from mutation.run import SOURCE, TARGETS, equal, targets

CODE = '''
def least(values: list[int], most: int = 9) -> int:
    """Give 1 less."""
    if values and most < 3:
        return min(values) - 1
    raise ValueError("not 1 of 2")
'''


def test_faults_are_planted_in_code_alone(tmp_path: Path) -> None:
    path = tmp_path / "least.py"
    path.write_text(CODE, encoding="utf-8")
    made = mutants(path)
    assert {m.now for m in made if m.was == "most < 3"} == {"(most <= 3)", "(most > 3)"}
    assert {m.now for m in made if m.was == "values and most < 3"} == {
        "(values or most < 3)",
        "(values)",
        "(most < 3)",
        "not (values and most < 3)",
    }
    assert {m.now for m in made if m.was == "min(values) - 1"} == {"(min(values) + 1)", "None"}
    assert {m.now for m in made if m.was == "min(values)"} == {"(max(values))"}
    assert {m.line for m in made} == {4, 5}
    for mutant in made:
        compile(mutant.source(), "least.py", "exec")


def test_a_sample_is_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / "least.py"
    path.write_text(CODE, encoding="utf-8")
    made = mutants(path)
    assert sample(made, 4, 1) == sample(made, 4, 1)
    assert len(sample(made, 4, 1)) == 4
    assert set(sample(made, 2, 1)) < set(sample(made, 4, 1))


def test_functions_are_found_also_where_the_tests_froze_them() -> None:
    gc.freeze()
    try:
        assert functions_of({mutants.__code__.co_filename})[mutants.__code__.co_filename, "mutants"] == [
            mutants
        ]
    finally:
        gc.unfreeze()


def spin() -> int:
    limit_processor(0)
    while True:
        pass


def wait() -> int:
    limit_processor(0)
    time.sleep(600)
    return SURVIVED


def test_only_what_used_up_the_processor_is_killed_for_not_ending(tmp_path: Path) -> None:
    assert end(fork(spin, tmp_path / "spin")) == "killed (it did not end)"
    assert end(fork(wait, tmp_path / "wait"), late=True).startswith("survived")


def test_two_hunts_at_once_keep_what_each_of_them_found(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    old = Kept(file, fates={"a": ("", "survived", ""), "b": ("", "survived", "")}, fresh={"a", "b"})
    old.write()
    one, other = Kept(file), Kept(file)
    for hunt, name in ((one, "a"), (other, "b")):
        hunt.fates[name] = ("", "killed", "t")
        hunt.fresh.add(name)
        hunt.write()
    assert {name: fate for name, (_, fate, _) in Kept(file).fates.items()} == {"a": "killed", "b": "killed"}


def test_every_target_is_there() -> None:
    for target, tests in TARGETS.items():
        assert (SOURCE / target).exists(), target
        assert all((SOURCE.parents[1] / "tests" / folder).exists() for folder in tests)


def test_every_equal_mutant_exists() -> None:
    made = {mutant.key() for module in targets([]) for mutant in mutants(module)}
    assert set(equal()) <= made
    assert all(why.endswith(".") for why in equal().values())
