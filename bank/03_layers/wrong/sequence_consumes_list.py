# exercise: run-sequence
# belief: take the layers off the list one by one
# symptom: the list of layers stays
# fails: test-run-sequence
#| export
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    while layers:
        x = layers.pop(0)(x)
    return x
