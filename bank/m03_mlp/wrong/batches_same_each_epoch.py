# exercise: mlp-batches
# belief: a fixed seed makes it repeatable
# symptom: each epoch has an order of its own
# fails: test-mlp-batches-order
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    order = np.random.default_rng(0).permutation(len(labels))
    for start in range(0, len(labels), batch_size):
        rows = order[start : start + batch_size]
        yield Tensor(inputs[rows]), Tensor(labels[rows])
