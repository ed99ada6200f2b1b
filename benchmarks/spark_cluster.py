"""A standalone cluster of Apache Spark on loopback, of which a worker can be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dbt_common.events.base_types import EventMsg
    from pyspark.sql import SparkSession

HOST = "127.0.0.1"

Worker = subprocess.Popen[bytes]


class Killer:
    """Kills a worker in the middle of a build, while Spark computes: a callback of dbt's."""

    def __init__(self, victim: Worker, spark: SparkSession, models: int) -> None:
        self._victim = victim
        self._tracker = spark.sparkContext.statusTracker()
        self._models_left = models // 2

    def __call__(self, event: EventMsg) -> None:
        """Count the models that start, and kill from the one in the middle on."""
        if event.info.name != "LogStartLine" or event.data.node_info.resource_type != "model":
            return
        self._models_left -= 1
        if self._models_left == 0:
            threading.Thread(target=self._kill_at_work, daemon=True).start()

    def _kill_at_work(self) -> None:
        while not self._tracker.getActiveStageIds():
            time.sleep(0.02)
        self._victim.kill()


def workers_left(spark: SparkSession) -> int:
    """Count the workers that compute for a session, which has the driver among its executors."""
    return len(spark.sparkContext.statusTracker().getExecutorInfos()) - 1


def _free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[list[Worker]]:
    """Run a master and workers of one core and 1 GB; the profile's master is theirs meanwhile.

    Yields the workers' processes. What they log is put into `folder`.
    """
    import pyspark  # noqa: PLC0415 - of the environment of `make test-spark` alone

    home = Path(pyspark.__file__).parent
    settings = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
    port = str(_free_port())
    master = f"spark://{HOST}:{port}"
    os.environ.update(settings, KARAT_SPARK_MASTER=master)
    folder.mkdir(parents=True, exist_ok=True)
    processes: list[Worker] = []

    def start(name: str, role: str, *arguments: str) -> None:
        command = [
            *(str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{role}"),
            *("--host", HOST, "--webui-port", "0", *arguments),
        ]
        with (folder / f"{name}.log").open("wb") as log:
            processes.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))

    resources = ("--cores", "1", "--memory", "1g", "--work-dir", str((folder / "work").resolve()))
    try:
        start("master", "master.Master", "--port", port)
        for number in range(1, workers + 1):
            start(f"worker_{number}", "worker.Worker", *resources, master)
        yield processes[1:]
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
