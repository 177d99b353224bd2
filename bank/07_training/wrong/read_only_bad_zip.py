# exercise: read-checkpoint
# belief: damage is a BadZipFile
# symptom: raises a ValueError
# fails: test-read-checkpoint
#| export
def read_checkpoint(path: str | os.PathLike[str]) -> dict[str, Any]:
    content = Path(path).read_bytes()
    try:
        return from_bytes(content)
    except zipfile.BadZipFile as error:
        raise ValueError(f"{path} cannot be read: it is damaged, or it is no checkpoint") from error
