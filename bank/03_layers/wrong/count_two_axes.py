# exercise: count-parameters
# belief: a weight is a matrix and a bias a vector
# symptom: any number of axes
# fails: test-count-parameters
#| export
def count_parameters(layer: Layer) -> int:
    total = 0
    for p in layer.parameters():
        total += p.shape[0] * p.shape[1] if p.ndim >= 2 else len(p.data.reshape(-1))
    return total
