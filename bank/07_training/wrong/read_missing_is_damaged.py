# exercise: read-checkpoint
# belief: what is not there cannot be read either
# symptom: FileNotFoundError
# fails: test-read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    try:
        return from_bytes(Path(path).read_bytes())
    except Exception as error:
        raise ValueError(f"{path} cannot be read: it is damaged, or it is no checkpoint") from error
