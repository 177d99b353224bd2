# exercise: activation-bytes
# belief: every layer is run on the input
# symptom: the result of every layer
# fails: test-activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    held = x.data.nbytes
    for layer in model:
        result = layer(x)
        if result is not x:
            held += result.data.nbytes
    return held
