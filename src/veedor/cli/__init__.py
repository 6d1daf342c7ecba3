"""The `veedor` command: one short module a verb.

A verb makes many objects and hardly any garbage, and ends soon: the search for circles of garbage, every
seven hundred objects and once more at the end, would take an eighth of the time of a short one. Its matrices
are narrow: with threads of their own, linear algebra would take forty times as long.
"""

import atexit
import gc
import os

gc.set_threshold(50_000)
atexit.register(gc.freeze)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
