/* What is pressed in the grid and around it: cells, buttons, heads of themes, undo and redo. */
import { cellOf, chooseAll, go, mark, place, state, stop, travel } from "./matrix_grid.js";
import { openPane } from "./matrix_pane.js";
import { foldAll } from "./matrix_view.js";

function locate(target) {
  const cell = target.closest?.("td");
  const row = cell && state.sheet?.rows.find((one) => one.element === cell.parentElement);
  const at = row ? row.cells.indexOf(cell) : -1;
  return at < 0 ? null : place(row, at);
}

const DO = {
  I: () => mark("I"),
  D: () => mark("D"),
  A: () => mark("A"),
  clear: () => mark(""),
  pane: () => openPane(state.at),
  theme: () => chooseAll(true),
  column: () => chooseAll(false),
};

function onPress(event) {
  const button = event.target.closest("button");
  if (button?.dataset.do) {
    DO[button.dataset.do]();
    if (!["pane", "theme", "column"].includes(button.dataset.do)) {
      button.focus({ preventScroll: true });
    }
  } else if (button?.dataset.choose !== undefined) {
    const group = state.sheet.groups[Number(button.dataset.choose)];
    const first = group.rows.find((row) => row.isShown);
    if (first) {
      state.at = place(first, state.at?.at ?? 0);
      chooseAll(true);
    }
  } else if (button?.dataset.mark && state.sheet.isList) {
    event.preventDefault();
    const row = state.sheet.rows.find((one) => one.element === button.closest(".prow"));
    state.at = place(row, 0);
    state.from = null;
    mark(row.marks[0] === button.dataset.mark ? "" : button.dataset.mark);
  }
}

document.addEventListener("mousedown", (event) => {
  const to = event.button === 0 && !event.target.closest("a") ? locate(event.target) : null;
  if (to) {
    event.preventDefault();
    go(to, { keep: event.shiftKey });
  }
});
document.addEventListener("dblclick", (event) => {
  const to = locate(event.target);
  if (to) {
    openPane(to);
  }
});
document.addEventListener("click", (event) => {
  if (event.target.id === "fold-all") {
    foldAll(state.sheet);
    const hidden = state.at && !state.at.row.isShown;
    stop(hidden ? state.at.row.group.button : cellOf(state.at));
    return;
  }
  const way = event.target.closest?.("#undo, #redo");
  if (way && document.getElementById("matrix")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (way.getAttribute("aria-disabled") !== "true") {
      travel(way.id);
    }
    return;
  }
  if (event.target.closest?.("#matrix")) {
    onPress(event);
  }
}, true);
document.addEventListener("focusin", (event) => {
  const to = event.target.matches?.("#matrix-grid td") ? locate(event.target) : null;
  if (to && cellOf(state.at) !== event.target) {
    go(to, { focus: false });
  }
});
