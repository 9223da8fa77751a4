"""Reaches a Dask cluster, for a register that is too large for one machine.

Dask is an option: without `--scheduler` it is neither needed nor loaded. Its workers need this software, and the
folders of notices and templates under the same names, for example on a shared disk.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from decision_register.work import WorkFaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor

_SECONDS = 10
"""How long a cluster may take to answer."""


@contextmanager
def cluster_at(address: str) -> Iterator[Executor]:
    """Give the executor of the cluster whose scheduler has this address, such as `tcp://10.0.0.5:8786`.

    Work of a worker that is lost is done again by another. Raises `WorkFaultError` when Dask is not installed, no
    scheduler answers, or all workers are lost.
    """
    try:
        from distributed import Client
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker, NoValidWorkerError
    except ImportError:
        fault = "Working on a cluster needs Dask; install it with: pip install distributed"
        raise WorkFaultError(fault) from None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError):
        fault = f"No scheduler of Dask answers at {address}; see that it runs, and that its address is right."
        raise WorkFaultError(fault) from None
    with client:
        if not client.scheduler_info()["workers"]:
            fault = f"The cluster at {address} has no workers; start some, with: dask worker {address}"
            raise WorkFaultError(fault)
        try:
            yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        except (KilledWorker, NoValidWorkerError, CommClosedError):
            fault = f"The workers of the cluster at {address} were lost; nothing was written, so build again."
            raise WorkFaultError(fault) from None
