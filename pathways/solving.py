"""The solver of integer programs, HiGHS: one thread, one seed, counted steps and never a clock.

This module alone knows the library.
"""

from typing import Any, Final

import highspy
import numpy as np

from pathways.domain.plan.answer import LeastFound
from pathways.domain.plan.program import Program, Terms

NODES: Final = 2_000
"""How many branches are looked at for one measure at most."""

_OPTIONS: Final[dict[str, bool | int | float | str]] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 1,
    "mip_rel_gap": 0.0,
    # Sums are whole numbers: what is less than one from the bound is the least.
    "mip_abs_gap": 0.99,
    "mip_max_nodes": NODES,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
}


class Highs:
    """A program in the solver's hands. Sums are made least one after another."""

    def __init__(self, program: Program) -> None:
        """Hand the program over."""
        self.program = program
        self.size = len(program.tops)
        make: Any = highspy.Highs
        self.model = make()
        for name, value in _OPTIONS.items():
            self.model.setOptionValue(name, value)
        infinity = highspy.kHighsInf
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.size, len(program.rows)
        model.col_cost_ = np.zeros(self.size)
        model.col_lower_ = np.zeros(self.size)
        model.col_upper_ = np.array(program.tops, dtype=float)
        model.row_lower_ = np.array(
            [-infinity if row.low is None else row.low for row in program.rows], dtype=float
        )
        model.row_upper_ = np.array(
            [infinity if row.high is None else row.high for row in program.rows], dtype=float
        )
        starts, keys, parts = [0], [], []
        for row in program.rows:
            keys += list(row.terms)
            parts += list(row.terms.values())
            starts.append(len(keys))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(keys, dtype=np.int32)
        model.a_matrix_.value_ = np.array(parts, dtype=float)
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in program.wholes]
        self.model.passModel(model)
        self.steps = tuple(program.steps.values())
        self.fixed: dict[int, float] = {}

    def least(self, terms: Terms) -> LeastFound | None:
        """Make a sum least; None where nothing was found."""
        model = self.model
        self._aim(terms)
        model.run()
        info = model.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values = model.getSolution().col_value
        chosen = frozenset(key for key in self.steps if values[key] > 0.5)
        return LeastFound(chosen, info.mip_dual_bound)

    def keep(self, terms: Terms, most: int) -> None:
        """Keep a sum at most this from now on.

        A step that would bring the sum above it by itself, by the prices of the relaxed program,
        is in no plan any more: what is left is often a tenth.
        """
        self._leave_out(terms, most)
        kept = {key: part for key, part in terms.items() if part}
        if kept:
            self.model.addRow(
                -highspy.kHighsInf,
                float(most),
                len(kept),
                np.array(list(kept), dtype=np.int32),
                np.array(list(kept.values()), dtype=float),
            )

    def _aim(self, terms: Terms) -> None:
        costs = np.zeros(self.size)
        for key, part in terms.items():
            costs[key] = part
        self.model.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), costs)
        self.model.clearSolver()

    def _leave_out(self, terms: Terms, most: int) -> None:
        """Fix the steps whose other value no plan can have that keeps a sum at most this."""
        model, open_ = self.model, [key for key in self.steps if key not in self.fixed]
        if not open_:
            return
        self._aim(terms)
        model.setOptionValue("solve_relaxation", True)
        model.run()
        model.setOptionValue("solve_relaxation", False)
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        least = model.getInfo().objective_function_value
        solution = model.getSolution()
        room = most - least + 1e-3 + 1e-7 * abs(most)
        for key in open_:
            price, value = solution.col_dual[key], solution.col_value[key]
            if value < 1e-6 and price > room:
                self.fixed[key] = 0.0
            elif value > 1 - 1e-6 and -price > room:
                self.fixed[key] = 1.0
            else:
                continue
            model.changeColBounds(key, self.fixed[key], self.fixed[key])
