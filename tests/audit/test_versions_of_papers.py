"""A paper says which version wrote it: another version is told by its name, and what is none is refused."""

from __future__ import annotations

import pytest

from veedor.audit.canonical import OtherVersionError, check_format
from veedor.audit.papers import FORMAT
from veedor.errors import AuditError


@pytest.mark.parametrize("content", [f'{{"format":"{FORMAT}"}}'.encode(), b"{}", b"[1]", b"no JSON"])
def test_what_this_version_wrote_or_what_names_none_is_left_to_whoever_reads_it(content: bytes) -> None:
    check_format(content, "plan.json")  # says nothing


def test_another_version_is_told_by_its_name() -> None:
    with pytest.raises(
        OtherVersionError, match=f"plan.json is written as veedor-audit/3, and .* reads {FORMAT}"
    ):
        check_format(b'{"format":"veedor-audit/3"}', "plan.json")


@pytest.mark.parametrize("said", ['"another program"', "3", "true"])
def test_what_is_no_version_is_refused(said: str) -> None:
    with pytest.raises(AuditError, match="names no version of Veedor") as refused:
        check_format(f'{{"format":{said}}}'.encode(), "plan.json")
    assert not isinstance(refused.value, OtherVersionError)
