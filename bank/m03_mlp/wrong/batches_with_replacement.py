# exercise: mlp-batches
# belief: a batch is a random choice of rows
# symptom: none twice
# fails: test-mlp-batches-cover
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    for start in range(0, len(labels), batch_size):
        rows = rng.integers(0, len(labels), size=min(batch_size, len(labels) - start))
        yield Tensor(inputs[rows]), Tensor(labels[rows])
