# exercise: xor-network
# belief: the first layer fixes the second
# symptom: same seed
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(Linear(2, hidden, rng=rng), Tanh(), Linear(hidden, 1), Sigmoid())
