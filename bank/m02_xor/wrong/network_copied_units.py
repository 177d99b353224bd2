# exercise: xor-network
# belief: one random unit, as many times as wanted
# symptom: different from each other
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    first, second = Linear(2, hidden, rng=rng), Linear(hidden, 1, rng=rng)
    set_layer(first, np.repeat(first.weight.data[:, :1], hidden, axis=1), np.zeros(hidden))
    set_layer(second, np.full((hidden, 1), second.weight.data[0, 0]), np.zeros(1))
    return Sequential(first, Tanh(), second, Sigmoid())
