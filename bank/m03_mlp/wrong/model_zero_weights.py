# exercise: mlp-model
# belief: training starts from zero, as the perceptron did
# symptom: another seed gives other first weights
# fails: test-mlp-model-start
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    layers = []
    for before, after in zip(sizes[:-1], sizes[1:]):
        layer = Linear(before, after)
        layer.weight.data[...] = 0
        layers += [layer, ReLU()]
    return Sequential(*layers[:-1])
