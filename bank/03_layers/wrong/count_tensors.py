# exercise: count-parameters
# belief: a parameter is a tensor
# symptom: every single number
# fails: test-count-parameters
#| export
def count_parameters(layer: Layer) -> int:
    return len(layer.parameters())
