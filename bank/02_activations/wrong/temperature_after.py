# exercise: softmax-temperature
# belief: the probabilities are divided
# symptom: flatter
# fails: test-temperature-values
def softmax_with_temperature(logits: Tensor, temperature: float) -> Tensor:
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    return Softmax()(Softmax()(logits) / temperature)
