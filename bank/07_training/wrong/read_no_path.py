# exercise: read-checkpoint
# belief: the cause is the message
# symptom: names the path
# fails: test-read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    content = Path(path).read_bytes()
    try:
        return from_bytes(content)
    except Exception as error:
        raise ValueError(str(error)) from error
