# exercise: xor-network
# belief: each layer makes its generator from the seed
# symptom: draw the first's numbers again
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    return Sequential(Linear(2, hidden, rng=np.random.default_rng(seed)), Tanh(),
                      Linear(hidden, 1, rng=np.random.default_rng(seed)), Sigmoid())
