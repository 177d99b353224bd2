# exercise: softmax-temperature
# belief: only a negative temperature is wrong
# symptom: temperature of 0
# fails: test-temperature-refused
def softmax_with_temperature(logits: Tensor, temperature: float) -> Tensor:
    if temperature < 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    return Softmax()(logits / max(temperature, 1e-6))
