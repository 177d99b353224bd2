# exercise: xor-by-hand
# belief: XOR has one set of weights
# symptom: for bits -1 and +1
# fails: test-xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    first, second = Linear(2, 2), Linear(2, 1)
    set_layer(first, [[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0])
    set_layer(second, [[1.0], [-2.0]], [0.0])
    return Sequential(first, ReLU(), second)
