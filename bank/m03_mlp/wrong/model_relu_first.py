# exercise: mlp-model
# belief: the input is activated too
# symptom: before the first
# fails: test-mlp-model
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    layers = []
    for before, after in zip(sizes[:-1], sizes[1:]):
        layers += [ReLU(), Linear(before, after, rng=rng)]
    return Sequential(*layers)
