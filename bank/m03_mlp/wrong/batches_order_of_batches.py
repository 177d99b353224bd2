# exercise: mlp-batches
# belief: it is enough to shuffle the batches
# symptom: the whole order is shuffled
# fails: test-mlp-batches-order
def shuffled_batches(
    inputs: np.ndarray, labels: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor]]:
    for start in rng.permutation(np.arange(0, len(labels), batch_size)):
        yield Tensor(inputs[start : start + batch_size]), Tensor(labels[start : start + batch_size])
