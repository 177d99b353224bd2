# exercise: set-training
# belief: the model's own flag is the mode
# symptom: every layer in it
# fails: test-set-training
#| export
def set_training(value: object, mode: bool) -> None:
    value.training = mode
