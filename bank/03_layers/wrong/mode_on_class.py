# exercise: set-training
# belief: training is an attribute of the class
# symptom: not on all layers there are
# fails: test-set-training
#| export
def set_training(value: object, mode: bool) -> None:
    for item in walk(value):
        if isinstance(item, Layer):
            type(item).training = mode
    Layer.training = mode
