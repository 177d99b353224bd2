# exercise: run-sequence
# belief: every layer has a method forward
# symptom: forward
# fails: test-run-sequence
#| export
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    for layer in layers:
        x = layer.forward(x)
    return x
