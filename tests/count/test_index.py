"""The one join by sheet id."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from veedor.count.vectors import UNKNOWN, common_rows, known, rows_of

IDS = st.lists(st.text("ab1", max_size=3), unique=True, max_size=8)


@given(IDS, IDS)
def test_a_join_finds_each_id_where_it_stands(wanted: list[str], ids: list[str]) -> None:
    known_ids = sorted(ids)
    found = rows_of(np.array(wanted, dtype=np.str_), np.array(known_ids, dtype=np.str_))
    assert found.tolist() == [known_ids.index(i) if i in known_ids else UNKNOWN for i in wanted]


@given(IDS, IDS)
def test_two_vectors_share_what_two_sets_do(first: list[str], second: list[str]) -> None:
    one, two = np.array(first, dtype=np.str_), np.array(sorted(second), dtype=np.str_)
    here, there = common_rows(one, two)
    assert one[here].tolist() == two[there].tolist() == [i for i in first if i in second]


def test_what_was_not_published_is_none_and_never_a_number() -> None:
    assert known(UNKNOWN) is None
    assert known(0) == 0
