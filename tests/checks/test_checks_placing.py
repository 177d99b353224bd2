"""What a test puts where the student's code runs: in one process, the very same array and generators."""

import random

import numpy as np

from tito.checks import ref, seed


def test_a_change_in_place_is_pulled_back():
    placed = ref([1.0, 2.0])
    placed += 1
    assert placed.pull().tolist() == [2.0, 3.0]


def test_what_is_pulled_is_a_plain_copy():
    values = np.ones(3)
    placed = ref(values)
    pulled = placed.pull()
    pulled[0] = 7
    assert type(pulled) is np.ndarray and placed[0] == 1
    placed[1] = 5
    assert values.tolist() == [1, 1, 1]


def test_seeding_makes_both_generators_repeat():
    seed(5)
    first = (random.random(), np.random.random())
    seed(5)
    assert first == (random.random(), np.random.random())
    seed(6)
    assert first != (random.random(), np.random.random())
