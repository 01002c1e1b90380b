"""Warm kernels must be quick copies of ordinary ones, and must leave nothing behind."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from jupyter_client.kernelspec import NoSuchKernel, find_kernel_specs, get_kernel_spec
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from mtss_analysis.errors import NotebookError
from mtss_analysis.workflow import cluster, forkserver
from mtss_analysis.workflow.provisioner import ForkedKernel

FIXTURES = Path(__file__).parents[2] / "notebooks" / "fixtures"
REACHED = """
import pathlib, ipykernel.connect
reached = ipykernel.connect.get_connection_info(unpack=True)
print(reached["transport"], pathlib.Path(reached["ip"]).parent)
"""
LIGHT = ("ipykernel.kernelapp", "matplotlib.pyplot")
pytestmark = pytest.mark.skipif(not cluster.WARM, reason="warm kernels need a safe fork")


@pytest.fixture(scope="module")
def kernel():
    with cluster.kernels(modules=LIGHT) as name:
        yield name


def executed(name: str, kernel: str) -> nbformat.NotebookNode:
    book = nbformat.read(FIXTURES / f"{name}.ipynb", 4)
    return NotebookClient(book, kernel_name=kernel, shutdown_kernel="immediate").execute()


def outputs(book: nbformat.NotebookNode) -> list[dict]:
    return [dict(output) for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]


def ran(code: str, kernel: str) -> str:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(book, kernel_name=kernel, shutdown_kernel="immediate").execute()
    return "".join(output.text for output in book.cells[0].outputs)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(*pids: int) -> bool:
    deadline = time.monotonic() + 20
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(alive, pids))


def address() -> Path:
    return Path(get_kernel_spec(cluster.KERNEL).metadata["kernel_provisioner"]["config"]["address"])


def test_a_warm_kernel_is_a_fork_of_the_process_that_imported(kernel):
    code = "import os, sys; print(os.getppid(), 'matplotlib.pyplot' in sys.modules, os.getpid())"
    parent, imported, pid = ran(code, kernel).split()
    other, _, second = ran(code, kernel).split()
    assert imported == "True"
    assert parent == other != str(os.getpid())
    assert pid != second


def test_the_pre_imported_process_has_one_thread():
    with cluster.kernels() as kernel:
        server = ran("import os; print(os.getppid())", kernel).strip()
        assert [task.name for task in Path(f"/proc/{server}/task").iterdir()] == [server]


def test_arrow_works_in_a_fork_of_a_process_that_used_its_threads(tmp_path, monkeypatch):
    path = tmp_path / "scores.parquet"
    pd.DataFrame({"measure": ["ORF"] * 1000, "score": range(1000)}).to_parquet(path)
    with cluster.kernels(warm=[("pandas:read_parquet", [str(path)])], modules=LIGHT) as kernel:
        code = f"import pandas as pd; frame = pd.read_parquet({str(path)!r}); frame.to_parquet({str(path) + '2'!r})"
        code += "; print(frame.groupby('measure').score.sum().item())"
        assert ran(code, kernel) == ran(code, kernel) == "499500\n"


def test_what_was_read_before_the_fork_is_there_after_it(tmp_path, monkeypatch):
    (tmp_path / "warmed.py").write_text("kept = []\ndef keep(text):\n    kept.append(text)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with cluster.kernels(warm=[("warmed:keep", ["district"])], modules=LIGHT) as kernel:
        assert ran("import warmed; print(warmed.kept)", kernel) == "['district']\n"


@pytest.mark.parametrize("name", ["draws", "greets", "warns"])
def test_warm_outputs_equal_those_of_an_ordinary_kernel(kernel, name):
    warm = outputs(executed(name, kernel))
    with cluster.kernels(fork=False) as ordinary:
        cold = outputs(executed(name, ordinary))
    if name == "warns":  # the text of a warning names the process that gave it
        warm, cold = ([output for output in each if output["name"] == "stdout"] for each in (warm, cold))
    assert warm == cold
    assert warm


def test_a_figure_arrives_as_png(kernel):
    [figure] = outputs(executed("draws", kernel))
    assert figure["data"]["image/png"].startswith("iVBOR")


def test_a_forked_kernel_is_reached_through_a_private_folder_instead_of_ports(kernel):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(REACHED)])
    NotebookClient(book, kernel_name=kernel, shutdown_kernel="immediate", config=cluster.sockets()).execute()
    transport, folder = book.cells[0].outputs[0].text.split()
    assert (transport, folder) == ("ipc", str(address().parent / "runtime"))
    assert not list((address().parent / "runtime").iterdir())


def test_outside_the_run_jupyter_keeps_its_ports(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    assert not cluster.sockets()


def test_random_numbers_are_fresh_in_every_kernel_and_repeat_when_seeded(kernel):
    books = [outputs(executed("draws_random_numbers", kernel)) for _ in range(2)]
    (fresh, seeded), (fresh_again, seeded_again) = ("".join(out["text"] for out in book).splitlines() for book in books)
    assert fresh != fresh_again
    assert seeded == seeded_again


def test_a_kernel_that_dies_is_noticed(kernel):
    with pytest.raises(DeadKernelError):
        executed("dies", kernel)


def test_the_exit_status_of_a_kernel_is_reported(kernel):
    forked = ForkedKernel(str(address()), ["--version"], dict(os.environ), str(Path.cwd()))
    assert gone(forked.pid)
    deadline = time.monotonic() + 10
    while forked.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert forked.poll() == 0


def test_only_this_user_may_ask_for_a_kernel(kernel):
    assert stat.S_IMODE(address().stat().st_mode) == 0o600
    assert stat.S_IMODE(address().parent.stat().st_mode) == 0o700


def test_leaving_ends_running_kernels_and_forgets_the_specification(monkeypatch):
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    with cluster.kernels(modules=LIGHT) as kernel:
        folder = address().parent
        client = NotebookClient(nbformat.v4.new_notebook(), kernel_name=kernel)
        client.create_kernel_manager()
        client.start_new_kernel()
        pid = client.km.provisioner.pid
        assert alive(pid)
    assert gone(pid)
    assert not folder.exists()
    assert cluster.KERNEL not in find_kernel_specs()
    with pytest.raises(NoSuchKernel):
        get_kernel_spec(cluster.KERNEL)
    client._cleanup_kernel()


def test_an_owner_that_is_killed_takes_everything_with_it():
    code = """
        import os, sys, time
        from nbclient import NotebookClient
        import nbformat
        from mtss_analysis.workflow import cluster
        with cluster.kernels(modules=("ipykernel.kernelapp",)) as kernel:
            client = NotebookClient(nbformat.v4.new_notebook(), kernel_name=kernel)
            client.create_kernel_manager()
            client.start_new_kernel()
            pid = client.km.provisioner.pid
            server = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1]
            print(pid, server, client.km.kernel_spec.metadata["kernel_provisioner"]["config"]["address"], flush=True)
            time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
        pid, server, socket = owner.stdout.readline().split()
        owner.send_signal(signal.SIGKILL)
    assert gone(int(pid), int(server))
    assert not Path(socket).parent.exists()


def test_a_module_that_cannot_be_imported_is_named():
    with (
        pytest.raises(NotebookError, match="No module named 'no_such_module'"),
        cluster.kernels(modules=["no_such_module"]),
    ):
        pass


def test_a_warm_call_that_kills_the_process_is_done_without():
    with cluster.kernels(warm=[("os:abort", [])], modules=LIGHT) as kernel:
        assert ran("print('still here')", kernel) == "still here\n"


def test_variables_reach_the_kernels(monkeypatch):
    with cluster.kernels(modules=LIGHT, environment={"MTSS_TEST": "here"}) as kernel:
        assert ran("import os; print(os.environ['MTSS_TEST'])", kernel) == "here\n"


def test_the_environment_is_put_back(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.delenv("JUPYTER_RUNTIME_DIR", raising=False)
    with cluster.kernels(fork=False):
        assert os.environ["JUPYTER_PATH"].endswith(os.pathsep + "/elsewhere")
    assert os.environ["JUPYTER_PATH"] == "/elsewhere"
    assert "JUPYTER_RUNTIME_DIR" not in os.environ


def test_a_request_that_is_no_request_is_dropped(kernel):
    import socket

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(address()))
        stranger.sendall(b"not json\n")
        assert stranger.recv(10) == b""
    assert ran("print('still here')", kernel) == "still here\n"


def test_preparing_calls_attributes_of_attributes():
    forkserver.prepare([], [("os:path.join", ["a", "b"])])
