# exercise: class-probabilities
# belief: exclusive means that each label stands on its own
# symptom: share a probability of 1
# fails: test-class-probabilities
def class_probabilities(logits: Tensor, exclusive: bool) -> Tensor:
    return Sigmoid()(logits) if exclusive else Softmax()(logits)
