# exercise: trainer-state
# belief: the next epoch is the one to store
# symptom: number of epochs finished
# fails: test-trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    return {
        "model": [array.copy() for array in model_arrays(trainer.model)],
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch + 1,
        "history": {name: list(values) for name, values in trainer.history.items()},
        "generators": [generator.bit_generator.state for generator in generators_of(trainer)],
    }
