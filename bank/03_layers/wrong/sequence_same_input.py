# exercise: run-sequence
# belief: every layer sees the input
# symptom: on the output of the one before
# fails: test-run-sequence
#| export
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    result = x
    for layer in layers:
        result = layer(x)
    return result
