"""IPython without a terminal, a kernel, a history or a home: a cell finds what a Jupyter kernel would give it."""

import builtins
import os
import re
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

from IPython.core import page
from IPython.core.autocall import ExitAutocall
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.events import EventManager, available_events
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import Javascript, display
from IPython.utils.process import system
from traitlets import Instance, Type, default
from traitlets.config import Config

from tito.judge.student.capture import Recorder
from tito.judge.student.errors import Tracebacks, error_output, is_group, name_of, plain_traceback, summary, text_of

__builtins__ = vars(builtins).copy()  # functions below keep these when a cell replaces the interpreter's own

_SPECIAL = re.compile(r"^\s*(?:[%!?,;/]|>>>|\.\.\.|In ?\[)|\?\s*$|=\s*[%!]|^[ \t]+$", re.MULTILINE)
_USUAL = TransformerManager()
_CELLS = "/tmp/ipykernel_1/"  # where a kernel says that cells are; nothing is written there


class Compiler(CachingCompiler):
    """Names cells as ipykernel does, after their text: IPython chooses the form of a traceback by it."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The file name of a cell."""
        return f"{_CELLS}{zlib.crc32(raw_code.encode('utf-8', 'replace'))}.py"


class Transformer(TransformerManager):
    """Reads a cell's magics. IPython takes each cell apart into lines and tokens, which costs more than to run most of
    them; one in which nothing can be a magic, a question or a prompt is left as it is."""

    def transform_cell(self, cell: str) -> str:
        """The cell as Python."""
        if cell[:1].isspace() or _SPECIAL.search(cell) or not self._is_usual():
            return super().transform_cell(cell)
        return cell if cell.endswith("\n") else cell + "\n"

    def _is_usual(self) -> bool:
        """Whether no cell has added a transformer of its own."""
        own = self.cleanup_transforms, self.line_transforms, self.token_transformers
        return own == (_USUAL.cleanup_transforms, _USUAL.line_transforms, _USUAL.token_transformers)


class Display(DisplayPublisher):
    """Where display() goes."""

    recorder: Recorder

    def publish(
        self, data: Any, metadata: Any = None, *, transient: Any = None, update: bool = False, **kwargs: Any
    ) -> None:
        """Show something."""
        self._validate_data(data, metadata)
        self.recorder.display(data, metadata, (transient or {}).get("display_id"), update)

    def clear_output(self, wait: bool = False) -> None:
        """Clear the outputs of the cell that runs."""
        self.recorder.clear(bool(wait))


class Result(DisplayHook):
    """Where the value of a cell's last expression goes."""

    recorder: Recorder

    def write_output_prompt(self) -> None:
        """There is none in a notebook."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Show the value."""
        self.recorder.result(self.prompt_count, format_dict, md_dict)

    def finish_displayhook(self) -> None:
        """Nothing is left to write."""
        self._is_active = False


class Exit(ExitAutocall):
    """`exit` and `quit`: a kernel says nothing and goes on to the end of the cell."""

    def __call__(self, keep_kernel: bool = False) -> None:
        """Do nothing."""


class Events(EventManager):
    """Callbacks of the shell, without the one of pyplot that draws each figure at the end of a cell: the inline
    backend draws it anyway, and a draw takes as long as all else in the cell."""

    def register(self, event: str, function: Any) -> None:
        """Add a callback."""
        if not _draws_again(function):
            super().register(event, function)

    def unregister(self, event: str, function: Any) -> None:
        """Take a callback away."""
        if not _draws_again(function):
            super().unregister(event, function)


def _draws_again(function: Any) -> bool:
    return getattr(function, "__name__", None) == "_draw_all_if_interactive"


@magics_class
class KernelMagics(Magics):
    """Those that ipykernel adds and a cell can use without a front end."""

    @line_magic
    def less(self, line: str) -> None:
        """Show a file."""
        if not line:
            raise UsageError("Missing filename.")
        page.page(Path(line).read_text())

    more = line_magic("more")(less)

    @line_magic
    def man(self, line: str) -> None:
        """Show a manual page."""
        page.page(self.shell.getoutput(f"man {line} | col -b", split=False))

    @line_magic
    def clear(self, line: str) -> None:
        """Clear the terminal."""
        self.shell.system("clear")

    @line_magic
    def autosave(self, line: str) -> None:
        """Say how often the notebook is to be saved."""
        try:
            interval = int(line)
        except ValueError as error:
            raise UsageError(f"%autosave requires an integer, got {line!r}") from error
        code = f"IPython.notebook.set_autosave_interval({1000 * interval})"
        display(Javascript(code), include=["application/javascript"])
        print(f"Autosaving every {interval} seconds" if interval else "Autosave disabled")


class ZMQInteractiveShell(InteractiveShell):
    """The shell. It has the name of ipykernel's, by which libraries know that they are in a notebook."""

    displayhook_class = Type(Result)
    display_pub_class = Type(Display)
    compiler_class = Type(Compiler)
    exiter = Instance(Exit)
    input_transformer_manager = Instance(Transformer, ())
    recorder: Recorder

    @default("exiter")
    def _default_exiter(self) -> Exit:
        return Exit(self)

    def init_ipython_dir(self, ipython_dir: Any) -> None:
        """No folder."""

    def init_profile_dir(self, profile_dir: Any) -> None:
        """No folder."""

    def init_virtualenv(self) -> None:
        """Not in a kernel."""

    @property
    def db(self) -> Any:
        """What %cd, %store and %bookmark remember, in a temporary folder that is made when one of them asks."""
        if self._db is None:
            from IPython.external.pickleshare import PickleShareDB

            self._db = PickleShareDB(tempfile.mkdtemp(prefix="ipython-"))
        return self._db

    def init_events(self) -> None:
        """Callbacks of ours."""
        self.events = Events(self, available_events)
        self.events.register("pre_execute", self._clear_warning_registry)

    def init_hooks(self) -> None:
        """The pager prints."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(_print_page), 99)

    def init_traceback_handlers(self, custom_exceptions: Any) -> None:
        """Tracebacks of ours."""
        super().init_traceback_handlers(custom_exceptions)
        self.InteractiveTB = Tracebacks(mode=self.xmode, theme_name=self.colors, tb_offset=1)

    def init_magics(self) -> None:
        """Those of a kernel too."""
        super().init_magics()
        self.register_magics(KernelMagics)

    def enable_gui(self, gui: Any = None) -> None:
        """There is no event loop to enable, and none is needed for figures in the notebook."""
        if gui not in (None, "inline", "asyncio"):
            raise UsageError(f"Invalid GUI request {gui!r}: there is no display here")

    def system_piped(self, cmd: str) -> None:
        """Run a command in a terminal of its own, as `!command` does."""
        if cmd.rstrip().endswith("&"):
            raise OSError("Background processes not supported.")
        self.user_ns["_exit_code"] = system(self.var_expand(cmd, depth=1))

    system = system_piped

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **options: Any) -> None:
        """Note the error that was raised. IPython's own prints some errors as text, where a notebook needs an error."""
        try:
            etype, evalue, level = self._get_exc_info(exc_tuple)
        except ValueError:
            print("No traceback available to show.", file=sys.stderr)
            return
        if etype is UsageError:
            self.show_usage_error(evalue)
            return
        try:
            lines = self._lines(etype, evalue, level, **options)
        except Exception:  # its text, its notes or its class are not what they should be
            lines = plain_traceback(evalue)
        self._showtraceback(etype, evalue, lines)
        if self.call_pdb:
            self.debugger(force=True)

    def _lines(
        self,
        etype: Any,
        evalue: Any,
        level: Any,
        tb_offset: Any = None,
        exception_only: bool = False,
        running_compiled_code: bool = False,
    ) -> Any:
        if is_group(evalue):  # IPython cannot write those
            return plain_traceback(evalue)
        if issubclass(etype, SyntaxError):
            levels = summary(level) if running_compiled_code else []
            return self.SyntaxTB.structured_traceback(etype, evalue, levels)
        if exception_only:
            told = self.InteractiveTB.get_exception_only(etype, evalue)
            return ["An exception has occurred, use %tb to see the full traceback.\n", *told]
        if hasattr(evalue, "_render_traceback_"):
            return evalue._render_traceback_()
        return self.InteractiveTB.structured_traceback(etype, evalue, level, tb_offset=tb_offset)

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self._last_traceback = stb
        self.recorder.error(error_output(etype, evalue, stb))

    def _format_exception_for_storage(self, exception: BaseException, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """For the history: IPython would write each traceback a second time."""
        return {"ename": name_of(type(exception)), "evalue": text_of(exception), "traceback": []}


InteractiveShellABC.register(ZMQInteractiveShell)


def _print_page(text: Any, start: int = 0, screen_lines: int = 0, pager_cmd: Any = None) -> None:
    print(text.get("text/plain", "") if isinstance(text, dict) else text)


def make() -> ZMQInteractiveShell:
    """The one shell of this process."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.IPKernelApp.tqdm = "tqdm takes a shell with this section for a notebook's"
    return ZMQInteractiveShell.instance(config=config)


def refuse_input(prompt: object = "") -> str:
    """input(), where no one is there to answer."""
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def refuse_getpass(prompt: str = "", stream: Any = None, *, echo_char: str | None = None) -> str:
    """getpass.getpass(), where no one is there to answer."""
    raise StdinNotImplementedError("getpass was called, but this frontend does not support input requests.")


def environment() -> None:
    """What ipykernel sets for programs that cells start; colours stay off."""
    os.environ.update(TERM="xterm-color", PAGER="cat", GIT_PAGER="cat")
    os.environ.update(PIP_RETRIES="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")  # fails at once
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
