# exercise: restore-trainer
# belief: what does not fit raises anyway
# symptom: ValueError
# fails: test-restore-trainer
#| export
def restore_trainer(trainer: Trainer, state: dict[str, Any]) -> None:
    trainer.optimizer.load_state_dict(state["optimizer"])
    for array, saved in zip(model_arrays(trainer.model), state["model"]):
        if array.shape == saved.shape:
            array[...] = saved
    set_schedule(trainer.scheduler, state["schedule"])
    trainer.epoch = state["epoch"]
    trainer.history = {name: list(values) for name, values in state["history"].items()}
    for generator, saved in zip(generators_of(trainer), state["generators"]):
        generator.bit_generator.state = saved
