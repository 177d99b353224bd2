# exercise: xor-network
# belief: a good seed is a good seed
# symptom: another seed
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.default_rng(0)
    return Sequential(Linear(2, hidden, rng=rng), Tanh(), Linear(hidden, 1, rng=rng), Sigmoid())
