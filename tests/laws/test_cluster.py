"""A cluster of other machines makes the same site, byte for byte, even if one of them is lost on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from corpus import write_corpus
from small_sites import ROOT, files_of

COUNT = 400


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    work = tmp_path_factory.mktemp("national")
    write_corpus(COUNT, work)
    return work


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers, each a process of its own, as on three machines that share a disk."""
    address = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(tmp_path)}

    def start(program, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, cwd=tmp_path)

    scheduler = start("dask_scheduler", "--scheduler-file", str(address), "--port", "0", "--no-dashboard")
    while not address.exists():
        time.sleep(0.05)
    joined = ("--scheduler-file", str(address), "--nthreads", "2", "--no-nanny", "--no-dashboard")
    workers = {name: start("dask_worker", "--name", name, *joined) for name in ("one", "two")}
    yield address, workers
    for process in (*workers.values(), scheduler):
        process.kill()
        process.wait()


def build(office, site, *arguments):
    command = [sys.executable, str(ROOT / "build.py"), "build", "--today", "2026-11-24", "--site", site, *arguments]
    return subprocess.Popen(command, cwd=office, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")


def test_a_cluster_makes_the_same_site_and_outlives_the_loss_of_a_worker(office, cluster):
    from distributed import Client

    here = build(office, "here/site")
    said = here.communicate()
    assert here.returncode == 0, said
    address, workers = cluster
    with Client(scheduler_file=str(address)) as watcher:
        watcher.wait_for_workers(2)
        scheduler = watcher.scheduler.address
        built = build(office, "there/site", "--scheduler", scheduler)
        while not (busy := [address for address, tasks in watcher.processing().items() if tasks]):
            assert built.poll() is None, built.communicate()
        lost = watcher.scheduler_info()["workers"][busy[0]]["name"]
        workers[lost].send_signal(signal.SIGKILL)
        said = built.communicate()
        assert built.returncode == 0, said
        assert len(watcher.scheduler_info()["workers"]) == 1
    assert files_of(office / "there" / "site") == files_of(office / "here" / "site")


def test_a_cluster_that_is_not_there_is_one_plain_sentence(office, monkeypatch):
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", "1s")
    built = build(office, "nowhere/site", "--scheduler", "tcp://127.0.0.1:9")
    said = built.communicate()[1]
    assert (built.returncode, said.count("\n")) == (2, 1), said
    assert "tcp://127.0.0.1:9" in said
    assert not (office / "nowhere").exists()
