"""How long a check of a claim can keep the evaluator busy, beside what a check takes on average.

    python bench/bench_claims.py [--checks 20000] [--seed 20191020]

Checks are random words of the language, right and wrong; the processor's time of each is taken. A text that
could make the evaluator run for long would stand out: the slowest is printed as a multiple of the average.
"""

from __future__ import annotations

import argparse
import random
import time
from contextlib import suppress
from fractions import Fraction

from veedor.claims.evaluate import evaluate
from veedor.claims.signatures import Function
from veedor.claims.types import ValueType
from veedor.errors import ClaimError

FUNCTIONS = {"lead": Function("lead", (), ValueType.POINTS, lambda: Fraction(105_649, 10_000), "lead")}
SIGNS = '( ) , = % "47" 47 < <= + - * / lead reads about nothing and or not true false'
WORDS = SIGNS.split()
MOST = 50
"""The slowest check takes at most so many times what one takes on average."""


def spent(text: str) -> float:
    """Seconds of the processor for one check: the better of two, so that a stray pause does not count."""
    found = []
    for _ in range(2):
        start = time.process_time()
        with suppress(ClaimError):
            evaluate(text, FUNCTIONS)
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    """Print the average, the slowest, and their ratio."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--checks", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20191020)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)  # noqa: S311 - the same texts every time
    seconds = [spent(" ".join(rng.choices(WORDS, k=rng.randint(1, 40)))) for _ in range(asked.checks)]
    average, slowest = sum(seconds) / len(seconds), max(seconds)
    print(f"{asked.checks:,} random checks, {average * 1e6:.0f} µs on average; the slowest takes")
    print(f"{slowest / average:.0f} times as long (at most {MOST})")


if __name__ == "__main__":
    main()
