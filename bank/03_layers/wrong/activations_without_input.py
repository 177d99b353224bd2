# exercise: activation-bytes
# belief: the input does not count
# symptom: the input and the result of every layer
# fails: test-activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    held = 0
    for layer in model:
        x = layer(x)
        held += x.data.nbytes
    return held
