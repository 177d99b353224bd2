# exercise: xor-by-hand
# belief: one hidden unit for each row
# symptom: two hidden units
# fails: test-xor-by-hand
def xor_by_hand(off: float = 0.0, on: float = 1.0) -> Sequential:
    scale = 1 / (on - off)
    first, second = Linear(2, 4), Linear(4, 1)
    signs = 2 * ROWS.T - 1
    offsets = 1 - ROWS.sum(axis=1) - off * scale * signs.sum(axis=0)
    set_layer(first, scale * signs, offsets)
    set_layer(second, [[0.0], [1.0], [1.0], [0.0]], [0.0])
    return Sequential(first, ReLU(), second)
