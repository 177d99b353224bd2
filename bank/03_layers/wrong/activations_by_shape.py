# exercise: activation-bytes
# belief: a result of the same shape reuses the memory
# symptom: still a new array
# fails: test-activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    held = x.data.nbytes
    for layer in model:
        result = layer(x)
        if result.shape != x.shape:
            held += result.data.nbytes
        x = result
    return held
