# exercise: xor-network
# belief: the bend belongs behind the layers
# symptom: Linear, Tanh, Linear, Sigmoid
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(Linear(2, hidden, rng=rng), Linear(hidden, 1, rng=rng), Tanh(), Sigmoid())
