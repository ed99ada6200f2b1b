"""One thread for what BLAS and OpenMP would share out."""

from __future__ import annotations

from threadpoolctl import OpenBLASController, threadpool_limits


def use_one_thread() -> None:
    """Keep the libraries' own threads to one, from here on.

    OpenMP's limit holds for the calling thread, BLAS's for the process; neither is lifted again. A
    `with` block would not do: threadpoolctl 3.8 lets the first thread alone set BLAS's, so that of
    another thread changes nothing, and the first one's end lifts the limit of both. Each call takes
    that right over, since BLAS of a library that was loaded later has no limit yet. Sums are then
    in one order, so two builds agree to the last bit, and no thread waits in a loop for its
    siblings: on matrices as small as the season's regression has that costs more than the work.
    """
    OpenBLASController.clear_controlling_thread(force=True)
    threadpool_limits(limits=1)
