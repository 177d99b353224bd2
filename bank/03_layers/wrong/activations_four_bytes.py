# exercise: activation-bytes
# belief: a number has 4 bytes
# symptom: 8 bytes
# fails: test-activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    held = 4 * x.size
    for layer in model:
        result = layer(x)
        if result is not x:
            held += 4 * result.size
        x = result
    return held
