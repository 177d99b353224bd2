# exercise: mlp-model
# belief: layers are simply stacked
# symptom: ReLU
# fails: test-mlp-model
def build_mlp(sizes: tuple[int, ...], seed: int) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(*[Linear(a, b, rng=rng) for a, b in zip(sizes[:-1], sizes[1:])])
