# exercise: mlp-batches
# belief: inputs and labels are each shuffled
# symptom: keeps its label
# fails: test-mlp-batches-cover
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    x, y = rng.permutation(inputs), rng.permutation(labels)
    for start in range(0, len(y), batch_size):
        yield Tensor(x[start : start + batch_size]), Tensor(y[start : start + batch_size])
