# exercise: run-sequence
# belief: a composition f(g(x)) starts with the last
# symptom: in the order in which they are written
# fails: test-run-sequence
#| export
def run_sequence(layers: list[Any], x: Tensor) -> Tensor:
    for layer in reversed(layers):
        x = layer(x)
    return x
