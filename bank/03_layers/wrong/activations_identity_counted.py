# exercise: activation-bytes
# belief: every layer adds its result
# symptom: returns its input itself adds nothing
# fails: test-activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    held = x.data.nbytes
    for layer in model:
        x = layer(x)
        held += x.data.nbytes
    return held
