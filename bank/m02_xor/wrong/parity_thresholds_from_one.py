# exercise: xor-parity
# belief: the thresholds are 1, 2, ..., n
# symptom: 2 bits
# fails: test-xor-parity
def parity_by_hand(bits: int) -> Sequential:
    first, second = Linear(bits, bits), Linear(bits, 1)
    turns = 2.0 * (-1.0) ** np.arange(bits)
    turns[0] = 1.0
    set_layer(first, np.ones((bits, bits)), -np.arange(1, bits + 1))
    set_layer(second, turns.reshape(bits, 1), [0.0])
    return Sequential(first, ReLU(), second)
