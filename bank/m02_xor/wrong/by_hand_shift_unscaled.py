# exercise: xor-by-hand
# belief: first scale, then subtract off
# symptom: for bits -1 and +1
# fails: test-xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    first, second = Linear(2, 2), Linear(2, 1)
    scale = 1 / (on - off)
    set_layer(first, np.full((2, 2), scale), [-2 * off, -2 * off - 1])
    set_layer(second, [[1.0], [-2.0]], [0.0])
    return Sequential(first, ReLU(), second)
