# exercise: softmax-temperature
# belief: the only danger is a division by zero
# symptom: negative temperature
# fails: test-temperature-refused
def softmax_with_temperature(logits: Tensor, temperature: float) -> Tensor:
    if temperature == 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    return Softmax()(logits / temperature)
