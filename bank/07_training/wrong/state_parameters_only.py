# exercise: trainer-state
# belief: a model is its parameters
# symptom: all of model_arrays
# fails: test-trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    return {
        "model": [parameter.data.copy() for parameter in trainer.model.parameters()],
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch,
        "history": {name: list(values) for name, values in trainer.history.items()},
        "generators": [generator.bit_generator.state for generator in generators_of(trainer)],
    }
