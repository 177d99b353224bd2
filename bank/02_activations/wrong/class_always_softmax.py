# exercise: class-probabilities
# belief: probabilities always sum to 1
# symptom: its own probability
# fails: test-class-probabilities
def class_probabilities(logits: Tensor, exclusive: bool) -> Tensor:
    return Softmax()(logits)
