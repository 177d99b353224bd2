# exercise: write-atomically
# belief: fsync writes everything
# symptom: after file.flush()
# fails: test-write-atomically
#| export
def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
