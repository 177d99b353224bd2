# exercise: softmax-temperature
# belief: Tensor(logits.data / temperature) is the same as logits / temperature
# symptom: divide the tensor
# fails: test-temperature-values
def softmax_with_temperature(logits: Tensor, temperature: float) -> Tensor:
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    return Softmax()(Tensor(logits.data / temperature))
