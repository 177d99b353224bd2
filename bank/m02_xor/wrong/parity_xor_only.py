# exercise: xor-parity
# belief: beyond two bits the pattern of XOR goes on by itself
# symptom: 3 bits
# fails: test-xor-parity
def parity_by_hand(bits: int) -> Sequential:
    first, second = Linear(bits, bits), Linear(bits, 1)
    turns = np.full((bits, 1), -2.0)
    turns[0] = 1.0
    set_layer(first, np.ones((bits, bits)), -np.arange(bits))
    set_layer(second, turns, [0.0])
    return Sequential(first, ReLU(), second)
