"""Times that papers state, one beside another."""

from veedor.audit.moments import is_later, is_moment

NOON = "2030-03-12T12:00:00+00:00"


def test_a_time_is_later_than_those_before_it_in_any_zone() -> None:
    assert is_later(NOON, "2030-03-12T11:59:59+00:00")
    assert is_later(NOON, "2030-03-12T13:00:00+02:00")
    assert not is_later(NOON, "2030-03-12T08:00:00-04:00")  # the same moment: two papers may state one time
    assert not is_later(NOON, NOON)


def test_what_is_no_time_is_never_later() -> None:
    for text in ("", "noon", "2030-03-13T12:00:00"):
        assert not is_moment(text)
        assert not is_later(text, NOON)
        assert not is_later(NOON, text)
