# exercise: xor-network
# belief: any bend will do
# symptom: Linear, Tanh, Linear, Sigmoid
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(Linear(2, hidden, rng=rng), ReLU(), Linear(hidden, 1, rng=rng), Sigmoid())
