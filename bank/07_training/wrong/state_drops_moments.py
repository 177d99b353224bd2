# exercise: trainer-state
# belief: an optimizer is its settings
# symptom: Adam's moments
# fails: test-trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    return {
        "model": [array.copy() for array in model_arrays(trainer.model)],
        "optimizer": {
            name: [np.zeros_like(a) for a in value] if name in ("m", "v", "velocity") else value
            for name, value in trainer.optimizer.state_dict().items()
        },
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch,
        "history": {name: list(values) for name, values in trainer.history.items()},
        "generators": [generator.bit_generator.state for generator in generators_of(trainer)],
    }
