# exercise: xor-by-hand
# belief: on is the larger of the two
# symptom: on smaller than off
# fails: test-xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    first, second = Linear(2, 2), Linear(2, 1)
    scale = 1 / abs(on - off)
    low = min(off, on)
    set_layer(first, np.full((2, 2), scale), [-2 * low * scale, -2 * low * scale - 1])
    set_layer(second, [[1.0], [-2.0]], [0.0])
    if on < off:
        set_layer(second, [[1.0], [-1.0]], [0.0])
    return Sequential(first, ReLU(), second)
