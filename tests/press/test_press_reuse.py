"""Shared passages: what winnowing guarantees, against counting by hand; copies, footers, caps, origins."""

from __future__ import annotations

import shutil
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.build_press import DEVELOPMENT, HELD_BACK, SHARED, Maker, Spin, spun
from veedor import press
from veedor.errors import QuestionError
from veedor.press import Article
from veedor.press.align import align, equal_words, mapped, widen
from veedor.press.clusters import components
from veedor.press.tokens import words_of
from veedor.press.winnow import GUARANTEED, PASSAGE, WINDOW, passage_hashes, winnow

if TYPE_CHECKING:
    from pathlib import Path


def sentences(seed: int, count: int, length: int = 20) -> list[str]:
    maker = Maker(Random(seed), 3_000)  # noqa: S311 - synthetic data
    return [" ".join(maker.sentence(length)).capitalize() + "." for _ in range(count)]


def story(name: str, *parts: str, outlet: str = "") -> Article:
    return press.article(name, "\n\n".join(parts), outlet=outlet)


def shared_by_hand(one: list[str], other: list[str], length: int) -> bool:
    """A second way: compare every run of words with every other."""
    runs = {tuple(one[i : i + length]) for i in range(len(one) - length + 1)}
    return any(tuple(other[i : i + length]) in runs for i in range(len(other) - length + 1))


WORDS = st.lists(st.sampled_from(["ab", "cd", "ef", "gh", "ij", "kl", "mn"]), min_size=1, max_size=60)


@settings(max_examples=200, deadline=None)
@given(WORDS, WORDS, st.lists(st.sampled_from(["op", "qr", "st", "uv", "wx"]), min_size=12, max_size=20))
def test_two_texts_that_share_twelve_words_share_a_fingerprint(
    one: list[str], other: list[str], passage: list[str]
) -> None:
    left = winnow(words_of(press.article("a", " ".join(one + passage + other))))
    right = winnow(words_of(press.article("b", " ".join(other + passage + one))))
    assert set(left.value.tolist()) & set(right.value.tolist())


def test_the_smallest_hash_of_every_window_is_kept() -> None:
    words = words_of(press.article("a", " ".join(sentences(3, 20))))
    hashes = passage_hashes(words.hashes)
    kept = set(winnow(words).place.tolist())
    for at in range(len(hashes) - WINDOW + 1):
        window = hashes[at : at + WINDOW]
        assert at + int(np.flatnonzero(window == window.min())[-1]) in kept
    assert WINDOW == GUARANTEED - PASSAGE + 1
    assert len(kept) / len(hashes) < 0.45  # 2 / (w + 1) = 1/3 on average


@pytest.mark.parametrize("length", [12, 13, 20, 40])
def test_a_passage_is_found_with_its_offsets(length: int) -> None:
    passage = " ".join(sentences(5, 2, 40)).split()[:length]
    one = story("a", "Own words begin " + " ".join(passage) + " here they end.")
    other = story("b", "Something quite different " + " ".join(passage).upper() + ", and more of it follows.")
    found = press.reuse([one, other])
    assert len(found.passages) == 1
    assert found.passages[0].a.span.of(one.text) == " ".join(passage).rstrip(".")
    assert found.passages[0].b.span.of(other.text) == " ".join(passage).upper().rstrip(".")
    assert found.passages[0].kind is press.PassageKind.EXACT
    assert found.passages[0].words == length


def test_eleven_words_are_not_a_passage() -> None:
    passage = " ".join(" ".join(sentences(5, 1, 40)).split()[:11])
    found = press.reuse([story("a", f"One {passage} end."), story("b", f"Two {passage} stop.")])
    assert not found.passages
    assert [cluster.articles for cluster in found.clusters] == [("a",), ("b",)]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_exactly_the_pairs_that_share_twelve_words_are_found(seed: int) -> None:
    made = spun(Spin(seed=seed, articles=12, mean_copies=3, outlets=4, framed=0, edited=0, vocabulary=2_000))
    found = {tuple(pair) for pair in press.reuse(made.articles).pairs.tolist()}
    texts = [[w.strip(".").casefold() for w in a.text.split()] for a in made.articles]
    by_hand = {(i, j) for i, j in combinations(range(12), 2) if shared_by_hand(texts[i], texts[j], SHARED)}
    assert found >= by_hand
    # Beyond, only copies of texts that are shorter than a passage.
    assert all(texts[i] == texts[j] for i, j in found - by_hand)


@pytest.mark.slow
@pytest.mark.parametrize("spin", [DEVELOPMENT, *HELD_BACK], ids=lambda s: str(s.seed))
def test_spun_copies_are_found_in_settings_that_were_held_back(spin: Spin) -> None:
    made = spun(spin)
    found = {tuple(pair) for pair in press.reuse(made.articles).pairs.tolist()}
    truth = made.pairs()
    right = len(found & truth)
    assert right / len(truth) >= 0.97
    assert right / len(found) >= 0.97


def test_exact_copies_are_all_found_and_nothing_else_is() -> None:
    made = spun(Spin(seed=4, articles=400, copied=0.3))
    groups: dict[int, list[str]] = {}
    for number, origin in enumerate(made.copies):
        groups.setdefault(origin, []).append(made.articles[number].article_id)
    expected = sorted(tuple(group) for group in groups.values() if len(group) > 1)
    assert len(expected) > 20
    assert sorted(press.reuse(made.articles).copies) == expected


def test_copies_differ_in_marks_and_case_at_the_most() -> None:
    text = " ".join(sentences(6, 4))
    found = press.reuse(
        [story("a", text), story("b", text.upper().replace(".", " –")), story("c", text + " No.")]
    )
    assert found.copies == (("a", "b"),)
    assert len(found.cluster_of("a").articles) == 3


def test_an_edited_passage_is_laid_side_by_side() -> None:
    words = " ".join(sentences(7, 2, 16)).split()
    edited = [*words[:10], "changed", *words[11:14], *words[16:]]
    one, other = story("a", " ".join(words)), story("b", " ".join(edited))
    found = press.reuse([one, other])
    (passage,) = found.passages
    assert passage.kind is press.PassageKind.NEAR
    assert (passage.words, passage.length) == (29, 32)
    changed = [
        (part.a.of(one.text) if part.a else "", part.b.of(other.text) if part.b else "")
        for part in passage.parts
        if not part.same
    ]
    assert changed == [(words[10], "changed"), (" ".join(words[14:16]).rstrip("."), "")]


def test_words_that_both_only_quote_make_no_cluster() -> None:
    quote = " ".join(sentences(8, 1, 18)).rstrip(".")
    own = sentences(9, 6)
    found = press.reuse(
        [
            story("a", own[0], f'{own[1]} "{quote}," the minister said.', own[2]),
            story("b", own[3], f"{own[4]} “{quote},” said the minister.", own[5]),
        ]
    )
    assert len(found.passages) == 1
    assert found.passages[0].quoted >= 18
    assert len(found.clusters) == 2


def test_footers_of_an_outlet_link_nothing() -> None:
    footer = " ".join(sentences(10, 2, 25))
    bodies = sentences(11, 40, 60)
    articles = [story(f"a{i:02d}", body, footer, outlet="one") for i, body in enumerate(bodies)]
    found = press.reuse(articles)
    assert len(found.pairs) == 0
    assert found.frames[0].articles == 40
    start, end = found.frames[0].example[1:]
    assert found.article(found.frames[0].example[0]).text[start:end] in footer
    # The same words in the middle of other stories are followed.
    few = [story(f"b{i}", bodies[i], footer, bodies[i + 20]) for i in range(4)]
    assert len(press.reuse(few).pairs) == 6


def test_what_too_many_share_is_dropped_and_reported() -> None:
    common = " ".join(sentences(12, 1, 30))
    bodies = sentences(13, 40, 40)
    articles = [
        story(
            f"a{i:02d}",
            " ".join(bodies[i].split()[: 10 + i % 13]),
            common,
            " ".join(bodies[i].split()[25 - i % 11 :]),
        )
        for i in range(40)
    ]
    assert len(press.reuse(articles, cap=60).pairs) == 40 * 39 // 2
    found = press.reuse(articles, cap=20)
    assert len(found.pairs) == 0
    assert found.dropped[0].texts == 40
    name, start, end = found.dropped[0].example
    assert found.article(name).text[start:end].rstrip(".") in common
    assert "press.left_out" in {finding.finding_id for finding in found.findings}


def test_copies_count_once_against_the_cap() -> None:
    text = " ".join(sentences(14, 3))
    found = press.reuse([story(f"a{i:03d}", text) for i in range(100)], cap=2)
    assert len(found.clusters) == 1
    assert len(found.pairs) == 100 * 99 // 2


def test_a_passage_and_its_articles_are_one_cluster_of_passages() -> None:
    one, two = " ".join(sentences(15, 1, 30)), " ".join(sentences(16, 1, 30))
    own = sentences(17, 6)
    found = press.reuse(
        [
            story("a", own[0], one),
            story("b", one, own[1], two),
            story("c", own[2], two, own[3]),
            story("d", own[4]),
        ]
    )
    # The articles chain over b; the passages do not.
    assert [c.articles for c in found.clusters] == [("a", "b", "c"), ("d",)]
    assert sorted(p.articles for p in found.passage_clusters) == [("a", "b"), ("b", "c")]


def test_a_statement_is_counted_by_article_text_and_origin() -> None:
    claim = " ".join(sentences(18, 1, 16)).rstrip(".")
    around = sentences(19, 8)
    wire = f"{around[0]} {claim}. {around[1]}"
    edited = f"{around[0]} {claim.rsplit(' ', 2)[0]} otherwise ended. {around[1]}"
    articles = [
        story("a", wire, around[2]),
        story("b", wire, around[2]),  # an exact copy
        story("c", around[3], edited),  # copied and edited
        story("d", around[4], f"{claim}.", around[5]),  # the same words alone: fewer than the wire's passage
        story("e", around[6]),
    ]
    found = press.reuse(articles)
    start = articles[0].text.index(claim)
    standing = found.origins("a", start, start + len(claim))
    assert standing.articles == ("a", "b", "c", "d")
    assert standing.texts == 2
    assert standing.origins == 1
    for one in standing.occurrences:
        piece = found.article(one.article_id).text[one.start : one.end]
        assert one.exact == (piece.casefold() == claim.casefold())
    with pytest.raises(QuestionError, match="no article"):
        found.origins("z", 0, 5)
    with pytest.raises(QuestionError, match="no word"):
        found.origins("a", 0, 0)


def test_the_same_short_words_elsewhere_are_another_origin() -> None:
    own = sentences(20, 6)
    claim = "nobody here counted six ballots twice"
    articles = [story("a", own[0], f"{claim}.", own[1]), story("b", own[2], f"{claim}!", own[3])]
    standing = press.reuse(articles).standing(
        [("a", articles[0].text.index(claim), articles[0].text.index(claim) + len(claim))]
    )
    assert (standing.articles, standing.texts, standing.origins) == (("a", "b"), 1, 2)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_an_alignment_covers_both_sides_and_equals_where_it_says_so(a: list[int], b: list[int]) -> None:
    blocks = align(a, b, (0, len(a), 0, len(b)))
    assert [x for block in blocks for x in a[block.a_start : block.a_end]] == a
    assert [x for block in blocks for x in b[block.b_start : block.b_end]] == b
    for block in blocks:
        if block.same:
            assert a[block.a_start : block.a_end] == b[block.b_start : block.b_end]
    assert equal_words(blocks) <= min(len(a), len(b))
    for at in range(len(a)):
        there = mapped(blocks, at, at + 1)
        if there is not None:
            assert b[there[0]] == a[at]
            assert mapped(blocks, *there, forth=False) == (at, at + 1)


def test_widening_stops_where_the_copy_does() -> None:
    a = [*range(100, 110), *range(20), 50, *range(30, 35), *range(200, 210)]
    b = [*range(300, 310), *range(20), 51, 52, *range(30, 35), *range(400, 410)]
    assert widen(a, b, (10, 30, 10, 30)) == (10, 36, 10, 37)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40))
def test_components_are_those_of_networkx(count: int, edges: list[tuple[int, int]]) -> None:
    import networkx as nx

    edges = [(i % count, j % count) for i, j in edges]
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(edges)
    left, right = (np.array([edge[k] for edge in edges], dtype=np.int64) for k in (0, 1))
    labels = components(count, left, right)
    assert {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())} == {
        frozenset(part) for part in nx.connected_components(graph)
    }


def test_bad_questions_are_refused() -> None:
    one = story("a", *sentences(21, 3))
    with pytest.raises(QuestionError, match="no articles"):
        press.reuse([])
    with pytest.raises(QuestionError, match="the id 'a'"):
        press.reuse([one, one])
    with pytest.raises(QuestionError, match="12 or more"):
        press.reuse([one], words=8)
    with pytest.raises(QuestionError, match="cap"):
        press.reuse([one], cap=1)


def test_an_article_of_boilerplate_alone_stands_alone() -> None:
    found = press.reuse([story("a", "Share this", "Like this:"), story("b", "Share this", "Like this:")])
    assert len(found.clusters) == 2
    assert not found.copies


def test_the_result_is_the_same_each_time_and_prints() -> None:
    made = spun(Spin(seed=30, articles=60))
    one, other = press.reuse(made.articles), press.reuse(made.articles)
    assert str(one) == str(other)
    assert one.clusters == other.clusters
    assert {table.name for table in one.tables} >= {"press_articles", "press_pairs", "press_passages"}


@pytest.mark.spark
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:distutils Version classes:DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_same_join_runs_on_spark() -> None:
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    made = spun(Spin(seed=31, articles=300))
    here, there = press.reuse(made.articles), press.reuse(made.articles, engine="spark", memory="1GB")
    assert here.pairs.tolist() == there.pairs.tolist()
    assert here.clusters == there.clusters


def test_the_query_of_every_finding_can_be_run_by_a_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = spun(Spin(seed=9, articles=60, framed=1.0, outlets=3))
    result = press.reuse(made.articles, prints=tmp_path / "prints")
    monkeypatch.chdir(tmp_path / "prints")
    queries = {finding.sql for finding in result.findings if finding.sql}
    assert len([finding for finding in result.findings if finding.sql]) >= 2
    for query in queries:
        assert str(tmp_path) not in query
        assert "/" not in query.replace("//", "")
        with duckdb.connect() as connection:
            rows = connection.execute(query).fetchall()
        found = {(a, b) for a, b, _, _ in rows}
        assert found >= set(zip(result.matches.a.tolist(), result.matches.b.tolist(), strict=True))
        assert found
