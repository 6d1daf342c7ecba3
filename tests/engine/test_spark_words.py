"""Where DuckDB and Spark differ: each difference is a query that must give the same, or is refused."""

from __future__ import annotations

import pytest

pytest.importorskip("sqlglot")

from veedor.engine.spark_words import java_pattern, translated
from veedor.errors import EngineError


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('SELECT first("a" ORDER BY "row" NULLS LAST) FROM t', "MIN_BY(`a`, STRUCT("),
        ('SELECT strlen("a") FROM t', "OCTET_LENGTH(`a`)"),
        ('SELECT list_extract("a", 1) FROM t', "GET(`a`, 0)"),
        ('SELECT TRY_CAST("a" AS UINTEGER) FROM t', "BETWEEN 0 AND 4294967295"),
        ('SELECT CAST("a" AS TIMESTAMP_S) FROM t', "TIMESTAMP_NTZ"),
        ("SELECT regexp_replace(\"a\", '^ (x)$', '\\1$', 'g') FROM t", "'$1\\\\$'"),
        ("SELECT timezone('Asia/Gaza', timezone('UTC', a)) FROM t", "CONVERT_TIMEZONE('UTC', 'Asia/Gaza'"),
        ('SELECT CAST(hash("a") >> 1 AS BIGINT) FROM t', "SHIFTRIGHTUNSIGNED(XXHASH64(`a`), 1)"),
    ],
)  # fmt: skip
def test_what_has_a_counterpart_is_written_as_it(text: str, wanted: str) -> None:
    assert wanted in translated(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT row_number() OVER () FROM t", "numbering rows as they come"),
        ("SELECT try_strptime(\"a\", '%d/%m/%Y') FROM t", "try_strptime"),
        ('SELECT levenshtein("a", "b") FROM t', "levenshtein"),
        ('SELECT median("a") FROM t', "median"),
        ('SELECT first("a") FROM t', "first without an order"),
        ("SELECT regexp_replace(\"a\", 'x', 'y') FROM t", "first match alone"),
        ("SELECT regexp_matches(\"a\", '\\bMesa') FROM t", r"\b in the pattern"),
        ('SELECT array_agg("a" ORDER BY "b") FROM t', "order of something else"),
    ],
)  # fmt: skip
def test_what_has_none_is_refused_before_it_runs(text: str, named: str) -> None:
    with pytest.raises(EngineError, match=r"Not supported by this engine.*--engine duckdb") as refusal:
        translated(text)
    assert named in str(refusal.value)


@pytest.mark.parametrize(
    ("pattern", "java"),
    [
        ("^Total$", r"(?d)^Total\z"),
        (r"[\s$]\s", r"(?d)[\t\n\f\r $][\t\n\f\r ]"),
        ("(?P<n>a)(?:b)(?i)c", "(?d)(?<n>a)(?:b)(?i)c"),
        ("[]a][^]b]", r"(?d)[\]a][^\]b]"),
        (r"\[x\]", r"(?d)\[x\]"),
    ],
)
def test_patterns_are_written_as_java_reads_them(pattern: str, java: str) -> None:
    assert java_pattern(pattern) == java


@pytest.mark.parametrize("pattern", ["(?=x)", "(?<!x)y", "[a&&b]", "[[:alpha:]]", r"\Qx\E", r"\S+", "(?U)a+"])
def test_patterns_that_java_reads_differently_are_refused(pattern: str) -> None:
    with pytest.raises(EngineError):
        java_pattern(pattern)
