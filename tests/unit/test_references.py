"""References: equal in every printed form, and one slip apart or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_register.references import one_slip_apart, place_of, same_key, slug_of
from decision_register.values import file_size, pounds, read_money

LETTERS = st.text("abcXYZ", min_size=1, max_size=5)


@given(LETTERS, st.integers(1, 9999), st.integers(0, 4), st.sampled_from(["-", " ", "/", "_", ".", " - "]))
def test_zeros_case_and_separators_make_no_difference(letters, number, zeros, separator):
    assert same_key(f"{letters}-{number}") == same_key(f"{letters.swapcase()}{separator}{'0' * zeros}{number}")


@given(LETTERS, st.integers(1, 9999), st.integers(1, 9999))
def test_different_numbers_stay_different(letters, one, other):
    assert (same_key(f"{letters}-{one}") == same_key(f"{letters}-{other}")) == (one == other)


@pytest.mark.parametrize(
    ("reference", "slug"),
    [("WPCC4-0014", "wpcc4-0014"), ("PCC/D/2023/03", "pcc-d-2023-03"), ("023- 2021", "023-2021"), ("(A) 1 ", "a-1")],
)
def test_slugs(reference, slug):
    assert slug_of(reference) == slug


@given(st.text("AB12-", min_size=2, max_size=10), st.data())
def test_one_slip_is_found_in_both_directions(text, data):
    place = data.draw(st.integers(0, len(text) - 1))
    for slipped in (
        text[:place] + text[place + 1 :],
        text[:place] + "Z" + text[place + 1 :],
        text[:place] + "Z" + text[place:],
    ):
        assert one_slip_apart(text, slipped)
        assert one_slip_apart(slipped, text)
    swapped = text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]
    assert one_slip_apart(text, swapped) == (text != swapped)


@pytest.mark.parametrize(("one", "other"), [("AB12", "AB12"), ("AB12", "BA21"), ("AB12", "AB1234"), ("AB12", "XY12")])
def test_two_slips_are_no_slip(one, other):
    assert not one_slip_apart(one, other)


def test_places_in_a_series():
    assert (place_of("WPCC4-0014").series, place_of("WPCC4-0014").number) == ("WPCC4-", 14)
    assert place_of("none") is None


@given(st.integers(0, 10**12))
def test_money_is_read_as_it_is_printed(pence):
    assert read_money(pounds(pence)) == pence


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (48_400, "48 KB"), (1_249_000, "1.2 MB")])
def test_sizes(size, words):
    assert file_size(size) == words
