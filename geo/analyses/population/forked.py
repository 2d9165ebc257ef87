"""What workers need, imported once by the process that they are forked from.

What numba would do in every worker when compiled code is first called is done here as well.
"""

from numba.core.registry import cpu_target

import geo.analyses.population.cluster
import geo.spatial.index.query_kernels  # noqa: F401

cpu_target.typing_context.refresh()
cpu_target.target_context.refresh()
