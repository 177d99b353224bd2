# exercise: mlp-model
# belief: a classifier ends with probabilities
# symptom: nothing behind them
# fails: test-mlp-model
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    from tinytorch.core.activations import Softmax

    rng = np.random.default_rng(seed)
    layers = []
    for before, after in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(before, after, rng=rng), ReLU()]
    return Sequential(*layers[:-1], Softmax())
