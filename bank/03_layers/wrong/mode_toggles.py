# exercise: set-training
# belief: setting the mode means switching it
# symptom: does not toggle
# fails: test-set-training
#| export
def set_training(value: object, mode: bool) -> None:
    for item in walk(value):
        if isinstance(item, Layer):
            item.training = not item.training
