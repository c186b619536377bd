"""Names in one text are what a list of them would be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Names

LISTS = st.lists(st.text(max_size=8), max_size=12)


@given(LISTS, LISTS, st.data())
def test_names_are_what_a_list_of_them_would_be(one: list[str], other: list[str], data: st.DataObject) -> None:
    names = Names.of(one)
    assert list(names) == one == [names[place] for place in range(len(names))]
    assert names == one
    assert names + Names.of(other) == one + other
    assert names[1:-1] == one[1:-1]
    places = data.draw(st.lists(st.sampled_from(range(len(one))))) if one else []
    assert names.at(np.array(places, dtype=np.int64)) == [one[place] for place in places]


def test_a_place_beyond_the_last_is_an_error() -> None:
    names = Names.of(["Ada", "", "林小明"])
    assert (names[-1], names[1]) == ("林小明", "")
    with pytest.raises(IndexError):
        names[3]
