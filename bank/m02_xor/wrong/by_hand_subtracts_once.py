# exercise: xor-by-hand
# belief: take away the second unit once
# symptom: 0, 1, 1, 0
# fails: test-xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    first, second = Linear(2, 2), Linear(2, 1)
    scale = 1 / (on - off)
    set_layer(first, np.full((2, 2), scale), [-2 * off * scale, -2 * off * scale - 1])
    set_layer(second, [[1.0], [-1.0]], [0.0])
    return Sequential(first, ReLU(), second)
