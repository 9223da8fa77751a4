"""What is looked for first loses nothing: whatever a slip's pattern finds has its shape."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_register.slips import SLIPS


@pytest.mark.parametrize("slip", [slip for slip in SLIPS if slip.shape], ids=lambda slip: slip.what)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_what_is_found_has_the_shape(slip, data):
    found = data.draw(st.from_regex(_without_looking_around(slip.pattern), fullmatch=True))
    assert slip.shape.search(f"{found} Payable to 12345678.")


def _without_looking_around(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The pattern without what Hypothesis cannot make texts for, so that it gives more than the pattern finds."""
    inner, text = re.compile(r"\(\?<?[!=][^()]*\)"), pattern.pattern
    while inner.search(text):
        text = inner.sub("", text)
    return re.compile(text, pattern.flags)
