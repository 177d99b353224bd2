# exercise: mlp-model
# belief: each layer gets the seed
# symptom: start differently
# fails: test-mlp-model-start
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    layers = []
    for before, after in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(before, after, rng=np.random.default_rng(seed)), ReLU()]
    return Sequential(*layers[:-1])
