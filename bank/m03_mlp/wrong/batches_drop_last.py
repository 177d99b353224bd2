# exercise: mlp-batches
# belief: a batch that is not full is left out
# symptom: the last one is kept
# fails: test-mlp-batches-cover
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    order = rng.permutation(len(labels))
    for start in range(0, len(labels) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield Tensor(inputs[rows]), Tensor(labels[rows])
