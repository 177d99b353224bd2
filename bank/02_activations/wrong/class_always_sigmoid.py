# exercise: class-probabilities
# belief: each class has its own yes or no
# symptom: share a probability of 1
# fails: test-class-probabilities
def class_probabilities(logits: Tensor, exclusive: bool) -> Tensor:
    return Sigmoid()(logits)
