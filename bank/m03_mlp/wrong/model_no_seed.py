# exercise: mlp-model
# belief: random is random
# symptom: the same seed gives the same first weights
# fails: test-mlp-model-start
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    layers = []
    for before, after in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(before, after), ReLU()]
    return Sequential(*layers[:-1])
