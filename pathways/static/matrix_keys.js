/* What each key does in the grid. */
import { chooseAll, go, mark, nextEmpty, state, step, stop, travel, walk } from "./matrix_grid.js";
import { openPane } from "./matrix_pane.js";

const PAGE = 10; // rows that Page keys go over
const MARKS = { i: "I", d: "D", a: "A" };
const ROUND = { "": "I", I: "D", D: "A", A: "" };

function onHead(event) {
  const group = state.sheet.groups.find((one) => one.button === event.target);
  const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (group && way) {
    event.preventDefault();
    step(group, way);
  }
}

function foldHere() {
  const { group } = state.at.row;
  group.button.click();
  stop(group.button);
  group.button.focus();
}

function onKey(event) {
  const { key, shiftKey, altKey } = event;
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.isComposing || event.target.closest("button, a, input, summary") || !state.at) {
    return;
  }
  const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const far = state.sheet.rows.length;
  const wide = state.sheet.modules.length;
  const steps = {
    PageUp: [-PAGE, 0],
    PageDown: [PAGE, 0],
    Home: ctrl ? [-far, -wide] : [0, -wide],
    End: ctrl ? [far, wide] : [0, wide],
  };
  const isLetter = !ctrl && !altKey && document.getElementById("matrix-letters")?.dataset.letters !== "off";
  const wish = isLetter ? MARKS[key.toLowerCase()] : undefined;
  let done = true;
  if (altKey && key === "ArrowDown") {
    nextEmpty();
  } else if (arrows[key]?.[0] && !altKey && !ctrl && !shiftKey) {
    step(state.at.row, arrows[key][0]);
  } else if (arrows[key] && !altKey && !ctrl) {
    go(walk(...arrows[key]), { keep: shiftKey });
  } else if (arrows[key] && ctrl) {
    go(walk(arrows[key][0] * far, arrows[key][1] * wide), { keep: shiftKey });
  } else if (steps[key] && !altKey) {
    go(walk(...steps[key]), { keep: shiftKey });
  } else if (wish) {
    mark(wish);
    if (shiftKey) {
      go(walk(1, 0));
    }
  } else if (isLetter && key === " ") {
    mark(ROUND[state.at.row.marks[state.at.at]]);
  } else if (!ctrl && (key === "Delete" || key === "Backspace")) {
    mark("");
  } else if (isLetter && key.toLowerCase() === "f") {
    foldHere();
  } else if (key === "Enter" || key === "F2") {
    openPane(state.at);
  } else if (key === "Escape" && state.from) {
    go(state.at);
  } else if (ctrl && key.toLowerCase() === "a") {
    chooseAll(state.all === 0);
  } else if (ctrl && key.toLowerCase() === "z") {
    travel(shiftKey ? "redo" : "undo");
  } else if (ctrl && key.toLowerCase() === "y") {
    travel("redo");
  } else {
    done = false;
  }
  if (done) {
    event.preventDefault();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.target.closest?.("#matrix-grid .fold")) {
    onHead(event);
  } else if (event.target.closest?.("#matrix-grid")) {
    onKey(event);
  }
});
