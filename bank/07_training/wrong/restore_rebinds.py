# exercise: restore-trainer
# belief: assignment copies the array
# symptom: model's parameters
# fails: test-restore-trainer
#| export
def restore_trainer(trainer: Trainer, state: dict[str, Any]) -> None:
    check_fits(trainer, state)
    trainer.optimizer.load_state_dict(state["optimizer"])
    for array, saved in zip(model_arrays(trainer.model), state["model"]):
        array = saved
    set_schedule(trainer.scheduler, state["schedule"])
    trainer.epoch = state["epoch"]
    trainer.history = {name: list(values) for name, values in state["history"].items()}
    for generator, saved in zip(generators_of(trainer), state["generators"]):
        generator.bit_generator.state = saved
