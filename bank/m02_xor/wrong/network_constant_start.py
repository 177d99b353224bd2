# exercise: xor-network
# belief: training will find the weights from any start
# symptom: another seed
# fails: test-xor-network
def xor_network(hidden: int, seed: int) -> Sequential:
    first, second = Linear(2, hidden), Linear(hidden, 1)
    set_layer(first, np.full((2, hidden), 0.5), np.zeros(hidden))
    set_layer(second, np.full((hidden, 1), 0.5), np.zeros(1))
    return Sequential(first, Tanh(), second, Sigmoid())
