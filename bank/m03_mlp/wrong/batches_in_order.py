# exercise: mlp-batches
# belief: the file is shuffled enough as it is
# symptom: not in the order of the file
# fails: test-mlp-batches-order
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    for start in range(0, len(labels), batch_size):
        yield Tensor(inputs[start : start + batch_size]), Tensor(labels[start : start + batch_size])
