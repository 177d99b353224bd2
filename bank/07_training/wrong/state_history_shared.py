# exercise: trainer-state
# belief: the history is only read
# symptom: does not grow with training
# fails: test-trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    return {
        "model": [array.copy() for array in model_arrays(trainer.model)],
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch,
        "history": trainer.history,
        "generators": [generator.bit_generator.state for generator in generators_of(trainer)],
    }
