# exercise: mlp-model
# belief: a multilayer perceptron has one hidden layer
# symptom: one Linear for each two neighbouring sizes
# fails: test-mlp-model
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    if len(sizes) == 2:
        return Sequential(Linear(sizes[0], sizes[1], rng=rng))
    return Sequential(Linear(sizes[0], sizes[1], rng=rng), ReLU(), Linear(sizes[1], sizes[-1], rng=rng))
