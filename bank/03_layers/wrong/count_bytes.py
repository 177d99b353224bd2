# exercise: count-parameters
# belief: the size of an array is its bytes
# symptom: every single number
# fails: test-count-parameters
#| export
def count_parameters(layer: Layer) -> int:
    return sum(p.data.nbytes for p in layer.parameters())
