# exercise: trainer-state
# belief: randomness is in the dropout layers
# symptom: state of every generator
# fails: test-trainer-state
#| export
def trainer_state(trainer: Trainer) -> dict[str, Any]:
    return {
        "model": [array.copy() for array in model_arrays(trainer.model)],
        "optimizer": trainer.optimizer.state_dict(),
        "schedule": schedule_settings(trainer.scheduler),
        "epoch": trainer.epoch,
        "history": {name: list(values) for name, values in trainer.history.items()},
        "generators": [
            item.bit_generator.state for item in walk(trainer.model) if isinstance(item, np.random.Generator)
        ],
    }
