"""Fetching, over a loopback server; a folder of one's own; no network."""

import gzip
import hashlib
import io
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from idx_files import packed, small_mnist, written

from tito import data
from tito.data import fetching, large
from tito.data.fetching import Source
from tito.data.progress import Bar


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, counts what was asked for, and can break off in the middle."""

    asked: list[str]
    breaks = False

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if not self.breaks:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"x" * 5000)
        self.close_connection = True
        return None

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, Path, type[Handler]]]:
    """Address, folder and handler of a server on this machine."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = type("OneTest", (Handler,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/", folder, handler
        httpd.shutdown()
        thread.join()


def published(folder: Path, *addresses: str) -> Source:
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    return Source("MNIST", "mnist", addresses, sums)


def kept(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def test_files_are_fetched_once_and_then_kept(server, cache, monkeypatch, capsys) -> None:
    address, folder, handler = server
    images, labels = small_mnist(folder, "train", 7)
    monkeypatch.setattr(large, "MNIST", published(folder, address))
    for _ in range(2):
        found = data.mnist(train=True)
        assert (found.images == images).all()
        assert found.labels.tolist() == labels.tolist()
        assert found.labels.dtype == np.int64
    assert handler.asked == ["/train-images-idx3-ubyte.gz", "/train-labels-idx1-ubyte.gz"]
    assert kept(cache) == ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]
    output = capsys.readouterr()
    assert "train-images-idx3-ubyte.gz  [########################]" in output.out
    assert output.err == ""


def test_a_wrong_file_in_the_cache_is_fetched_again(server, cache, monkeypatch) -> None:
    address, folder, handler = server
    small_mnist(folder, "train", 7)
    monkeypatch.setattr(large, "MNIST", published(folder, address))
    data.mnist()
    place = cache / "tito" / "mnist" / "train-images-idx3-ubyte.gz"
    place.write_bytes(place.read_bytes()[:-5])
    assert data.mnist().images.shape == (7, 28, 28)
    assert len(handler.asked) == 3


def test_the_second_address_is_asked_when_the_first_fails(server, monkeypatch) -> None:
    address, folder, handler = server
    small_mnist(folder, "t10k", 3)
    monkeypatch.setattr(large, "MNIST", published(folder, f"{address}gone/", address))
    assert data.mnist(train=False).images.shape == (3, 28, 28)
    assert handler.asked[:2] == ["/gone/t10k-images-idx3-ubyte.gz", "/t10k-images-idx3-ubyte.gz"]


def refusal(cache: Path) -> str:
    with pytest.raises(data.DataMissing) as raised:
        data.mnist()
    assert kept(cache) == []
    assert "connect to the internet and try again, or put its files into a folder mnist" in str(raised.value)
    assert raised.value.__cause__ is None
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_a_file_that_is_not_the_published_one_is_refused_and_not_kept(server, cache, monkeypatch) -> None:
    address, folder, _ = server
    small_mnist(folder, "train", 7)
    source = published(folder, address)
    small_mnist(folder, "train", 8)
    monkeypatch.setattr(large, "MNIST", source)
    assert f"{address} gave a file that is not the published one" in refusal(cache)


def test_a_download_that_breaks_off_leaves_nothing(server, cache, monkeypatch) -> None:
    address, folder, handler = server
    small_mnist(folder, "train", 7)
    monkeypatch.setattr(large, "MNIST", published(folder, address))
    handler.breaks = True
    assert f"{address} broke off" in refusal(cache)
    handler.breaks = False
    assert data.mnist().images.shape == (7, 28, 28)


def test_an_interrupted_download_leaves_nothing(server, cache, monkeypatch) -> None:
    address, folder, _ = server
    small_mnist(folder, "train", 7)
    monkeypatch.setattr(large, "MNIST", published(folder, address))
    monkeypatch.setattr(Bar, "update", lambda self, count: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        data.mnist()
    assert kept(cache) == []


def test_a_server_that_has_no_such_file_is_named(server, cache, monkeypatch) -> None:
    address, _, _ = server
    monkeypatch.setattr(large, "MNIST", Source("MNIST", "mnist", (address,), large.MNIST.sums))
    assert f"{address} answered 404" in refusal(cache)


def test_without_a_network_there_is_one_clear_sentence(cache, monkeypatch) -> None:
    nobody = "http://127.0.0.1:9/"  # nothing listens there
    monkeypatch.setattr(large, "MNIST", Source("MNIST", "mnist", (nobody,), large.MNIST.sums))
    assert refusal(cache).startswith(f"MNIST could not be fetched ({nobody} cannot be reached): connect")


def test_a_cache_that_cannot_be_written_is_named(cache, monkeypatch, server) -> None:
    address, folder, _ = server
    small_mnist(folder, "train", 7)
    monkeypatch.setattr(large, "MNIST", published(folder, address))
    cache.write_text("a file where the folder should be")
    with pytest.raises(data.DataMissing, match="file could not be kept"):
        data.mnist()


def test_nothing_is_fetched_while_a_submission_is_graded(server, cache, monkeypatch) -> None:
    address, folder, handler = server
    small_mnist(folder, "train", 7)
    monkeypatch.setattr(large, "MNIST", published(folder, address))
    monkeypatch.setenv("TITO_SEED", "1957")
    with pytest.raises(data.DataMissing, match="not fetched while a submission is graded"):
        data.mnist()
    assert handler.asked == []


@pytest.mark.parametrize("ending", [".gz", ""])
@pytest.mark.parametrize(("read", "name"), [(data.mnist, "mnist"), (data.fashion_mnist, "fashion-mnist")])
def test_a_folder_of_ones_own_is_read_and_nothing_is_fetched(tmp_path, cache, monkeypatch, ending, read, name) -> None:
    monkeypatch.setenv("TITO_DATA", str(tmp_path / "mine"))
    monkeypatch.setenv("TITO_SEED", "1957")  # also while grading
    images, _ = small_mnist(tmp_path / "mine" / name, "t10k", 4, ending)
    assert data.folder_of(name) == tmp_path / "mine" / name
    assert (read(train=False).images == images).all()
    with pytest.raises(data.DataMissing, match=r"TITO_DATA is set, but there is no train-images-idx3-ubyte\.gz in"):
        read(train=True)
    assert kept(cache) == []


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (np.zeros((2, 784), np.uint8), np.zeros(2, np.uint8), "holds no images: its shape is"),
        (np.zeros((2, 28, 28), np.float32), np.zeros(2, np.uint8), "holds no images: .* of float32"),
        (np.zeros((2, 28, 28), np.uint8), np.zeros((2, 1), np.uint8), "holds no labels from 0 to 9"),
        (np.zeros((2, 28, 28), np.uint8), np.array([3, 10], np.uint8), "holds no labels from 0 to 9"),
        (np.zeros((2, 28, 28), np.uint8), np.zeros(3, np.uint8), "has 2 images, and .* 3 labels"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(tmp_path, monkeypatch, images, labels, said) -> None:
    monkeypatch.setenv("TITO_DATA", str(tmp_path))
    written(tmp_path / "mnist" / "train-images-idx3-ubyte.gz", packed(images))
    written(tmp_path / "mnist" / "train-labels-idx1-ubyte.gz", packed(labels))
    with pytest.raises(data.DataDamaged, match=said):
        data.mnist()


def test_the_published_sums_are_those_of_the_published_files() -> None:
    """Debian's files are those of the address, but for name and date in the head: put back, the sums must agree."""
    debian = Path("/usr/share/datasets/fashion-mnist")
    if not debian.is_dir():
        pytest.skip("Debian's package dataset-fashion-mnist is not installed")
    dates = {"train": 1504176606, "t10k": 1504176627}
    for name, known in large.FASHION.sums.items():
        content = (debian / name).read_bytes()
        date = dates[name.partition("-")[0]].to_bytes(4, "little")
        head = content[:3] + b"\x08" + date + content[8:10] + name.removesuffix(".gz").encode() + b"\0"
        assert hashlib.sha256(head + content[10:]).hexdigest() == known
        assert gzip.decompress(head + content[10:]) == gzip.decompress(content)


def test_every_large_dataset_has_four_files_with_sums() -> None:
    for source in (large.MNIST, large.FASHION):
        assert len(source.sums) == 4
        assert all(len(known) == 64 and int(known, 16) for known in source.sums.values())
    assert not set(large.MNIST.sums.values()) & set(large.FASHION.sums.values())
    assert fetching.SECONDS <= 30


def test_the_bar_fills_in_one_line() -> None:
    stream = io.StringIO()
    bar = Bar("file", stream)
    bar.total = 2_000_000
    for _ in range(2000):
        bar.update(1024)  # more than the total, as pooch counts
    bar.reset()
    bar.update(2_000_000)
    bar.close()
    lines = stream.getvalue().split("\r")
    assert lines[-1] == "file  [########################] 2.0 of 2.0 MB\n"
    assert len(lines) < 100
    assert stream.getvalue().count("\n") == 1


def test_the_bar_says_what_came_where_the_length_is_unknown() -> None:
    stream = io.StringIO()
    bar = Bar("file", stream)
    bar.update(1_500_000)
    assert stream.getvalue() == "\rfile  1.5 MB"
    Bar("other", stream).close()
    assert stream.getvalue() == "\rfile  1.5 MB"
