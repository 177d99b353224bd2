# exercise: xor-parity
# belief: up by 1, down by 1
# symptom: 2 bits
# fails: test-xor-parity
def parity_by_hand(bits: int) -> Sequential:
    first, second = Linear(bits, bits), Linear(bits, 1)
    set_layer(first, np.ones((bits, bits)), -np.arange(bits))
    set_layer(second, ((-1.0) ** np.arange(bits)).reshape(bits, 1), [0.0])
    return Sequential(first, ReLU(), second)
