# exercise: mlp-batches
# belief: any generator will do
# symptom: comes from the generator that is given
# fails: test-mlp-batches-order
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    order = np.random.default_rng().permutation(len(labels))
    for start in range(0, len(labels), batch_size):
        rows = order[start : start + batch_size]
        yield Tensor(inputs[rows]), Tensor(labels[rows])
