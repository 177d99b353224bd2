# exercise: activation-bytes
# belief: only the result is kept
# symptom: the input and the result of every layer
# fails: test-activation-bytes
#| export
def activation_bytes(model: Sequential, x: Tensor) -> int:
    return model(x).data.nbytes
