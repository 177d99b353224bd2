# exercise: trainer-state
# belief: the arrays are the state
# symptom: are copies
# fails: test-trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    return {
        "model": model_arrays(trainer.model),
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch,
        "history": {name: list(values) for name, values in trainer.history.items()},
        "generators": [generator.bit_generator.state for generator in generators_of(trainer)],
    }
