# exercise: xor-network
# belief: Linear is random by itself
# symptom: same seed
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    return Sequential(Linear(2, hidden), Tanh(), Linear(hidden, 1), Sigmoid())
