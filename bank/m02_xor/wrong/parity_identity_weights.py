# exercise: xor-parity
# belief: each unit looks at its own bit
# symptom: 2 bits
# fails: test-xor-parity
def parity_by_hand(bits: int) -> Sequential:
    first, second = Linear(bits, bits), Linear(bits, 1)
    turns = 2.0 * (-1.0) ** np.arange(bits)
    turns[0] = 1.0
    set_layer(first, np.eye(bits), -np.arange(bits))
    set_layer(second, turns.reshape(bits, 1), [0.0])
    return Sequential(first, ReLU(), second)
