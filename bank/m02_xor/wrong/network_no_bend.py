# exercise: xor-network
# belief: two layers are enough, bend or not
# symptom: a bend between the layers
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(Linear(2, hidden, rng=rng), Linear(hidden, 1, rng=rng), Sigmoid())
