# exercise: set-training
# belief: the function turns training off
# symptom: back into training mode
# fails: test-set-training
#| export
def set_training(value: object, mode: bool) -> None:
    for item in walk(value):
        if isinstance(item, Layer):
            item.training = False
