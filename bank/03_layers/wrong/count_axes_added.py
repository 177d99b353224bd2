# exercise: count-parameters
# belief: add up the axes
# symptom: every single number
# fails: test-count-parameters
#| export
def count_parameters(layer: Layer) -> int:
    return sum(sum(p.shape) for p in layer.parameters())
