/* The matrix by keyboard: one tab stop, a block of cells, marks that are set at once and sent in order.
 *
 * Without this file each mark is a link to its form, and a module's number leads to a list of buttons.
 */
import { copied, pasted } from "./matrix_paste.js";
import { openPane, takePane } from "./matrix_pane.js";
import { answered, sending, settled, stale, stopped, unsaved } from "./matrix_saved.js";
import { drawFold, reveal, wire } from "./matrix_view.js";
import { Queue } from "./marks.js";
import { Sheet, WORDS } from "./sheet.js";

export const state = { sheet: null, at: null, from: null, block: [], all: 0 };
const byId = (id) => document.getElementById(id);
const say = (words) => byId("matrix-said")?.replaceChildren(words);
const root = () => byId("matrix");

/* Where the focus is, and what is chosen. */
const shown = () => state.sheet.rows.filter((row) => row.isShown);

export function place(row, at) {
  return { row, at };
}

export function cellOf({ row, at }) {
  return row.cells[at];
}

function choose() {
  for (const cell of state.block) {
    cell.classList.remove("is-chosen");
    cell.removeAttribute("aria-selected");
  }
  state.block = [];
  const chosen = targets();
  if (chosen.length > 1) {
    for (const one of chosen) {
      const cell = cellOf(one);
      cell.classList.add("is-chosen");
      cell.setAttribute("aria-selected", "true");
      state.block.push(cell);
    }
  }
  const marked = chosen.filter(({ row, at }) => row.marks[at]).length;
  const words = byId("matrix-chosen");
  if (words) {
    const count = chosen.length;
    words.textContent = `${count} ${count === 1 ? "cell" : "cells"} chosen${count > 1 && marked ? `, ${marked} with a mark` : ""}`;
  }
}

/* All cells between where a block began and where the focus is. */
function targets() {
  if (!state.at) {
    return [];
  }
  const from = state.from ?? state.at;
  const [top, bottom] = [from.row.at, state.at.row.at].sort((one, other) => one - other);
  const [left, right] = [from.at, state.at.at].sort((one, other) => one - other);
  const found = [];
  for (const row of state.sheet.rows.slice(top, bottom + 1)) {
    for (let at = left; row.isShown && at <= right; at += 1) {
      found.push(place(row, at));
    }
  }
  return found;
}

/* The one tab stop: a cell, or the head of a theme that is folded. */
export function stop(element) {
  const was = root().querySelector("#matrix-grid [tabindex='0']");
  if (was && was !== element) {
    was.tabIndex = -1;
  }
  element.tabIndex = 0;
}

export function go(to, { keep = false, focus = true } = {}) {
  if (!to) {
    return;
  }
  const was = state.at && cellOf(state.at);
  was?.removeAttribute("tabindex");
  was?.removeAttribute("aria-label");
  was?.removeAttribute("id");
  state.from = keep ? (state.from ?? state.at) : null;
  state.at = to;
  state.all = 0;
  const cell = cellOf(to);
  // By its id it is found again, and kept in its place while the page around it changes.
  cell.id = "matrix-here";
  stop(cell);
  cell.setAttribute("aria-label", state.sheet.name(to.row, to.at));
  if (focus) {
    cell.focus();
  }
  choose();
}

export function walk(rows, columns) {
  const list = shown();
  const here = list.indexOf(state.at.row);
  const row = list[Math.max(0, Math.min(list.length - 1, here + rows))];
  const at = Math.max(0, Math.min(state.sheet.modules.length - 1, state.at.at + columns));
  return place(row, at);
}

/* Up and down one: the next row, or the head of a theme that is folded. */
export function step(from, way, options) {
  const stops = state.sheet.groups.flatMap((group) =>
    group.isFolded || group === from ? [group, ...(group.isFolded ? [] : group.rows)] : group.rows,
  );
  const next = stops[stops.indexOf(from) + way];
  if (next?.button) {
    stop(next.button);
    next.button.focus();
  } else if (next) {
    go(place(next, state.at.at), options);
  }
}

/* Choose the theme in this module; once more, all that is shown in it. */
export function chooseAll(isTheme) {
  const rows = isTheme ? state.at.row.group.rows.filter((row) => row.isShown) : shown();
  if (!rows.length) {
    return;
  }
  const left = Math.min((state.from ?? state.at).at, state.at.at);
  const right = Math.max((state.from ?? state.at).at, state.at.at);
  const all = state.all;
  go(place(rows[0], left), { focus: false });
  state.from = place(rows.at(-1), right);
  state.all = all + 1;
  cellOf(state.at).focus();
  choose();
  say(`${targets().length} cells chosen.`);
}

/* Setting. Each mark is drawn at once; the queue sends it. */
export function setCells(wishes) {
  const cells = new Map();
  for (const { row, at, wish } of wishes) {
    const key = `${state.sheet.modules[at].id}:${row.code}`;
    if (row.marks[at] !== wish) {
      cells.set(key, wish);
    }
  }
  if (!cells.size) {
    return true;
  }
  if (!queue.put(cells, root().dataset.marks)) {
    say("One step sets up to 5,000 cells. Choose fewer.");
    return false;
  }
  for (const [key, wish] of cells) {
    const { row, place: at } = state.sheet.byKey.get(key);
    state.sheet.set(row, at, wish);
    unsaved(key, Boolean(queue.stopped));
  }
  relabel();
  return true;
}

function relabel() {
  if (state.at && !state.sheet.isList) {
    cellOf(state.at).setAttribute("aria-label", state.sheet.name(state.at.row, state.at.at));
    choose();
  }
}

export function mark(wish) {
  const chosen = targets();
  if (!chosen.length || root().dataset.open !== "yes" || !setCells(chosen.map((one) => ({ ...one, wish })))) {
    return;
  }
  byId("matrix-note")?.replaceChildren();
  const [{ row, at }] = chosen;
  const words = wish ? WORDS[wish] : "cleared";
  say(chosen.length === 1 ? state.sheet.tells(row, at) : `${chosen.length} cells: ${words}.`);
}

function sent({ step, stale: left }) {
  for (const [key, wish] of step.cells) {
    const found = state.sheet.byKey.get(key);
    if (!found) {
      continue;
    }
    unsaved(key, false);
    if (!wish && queue.wish(key) === undefined) {
      found.row.notes[found.place] = false;
    }
    found.row.cells[found.place].classList.remove("is-stale");
  }
  left.forEach(stale);
  if (left.length) {
    const said = [...document.querySelectorAll("#matrix-stale li")].map((item) => item.textContent).join(". ");
    say(`${left.length} ${left.length === 1 ? "cell" : "cells"} changed meanwhile. ${said}`);
  }
  settled();
  takePane(step);
  changed();
}

/* What stands above the grid follows what was set in it. */
const changed = () => document.dispatchEvent(new Event("pathway:changed"));

/* Read the marks anew, after a step of undo, or when somebody else changed them. */
async function refresh() {
  if (queue.waits || !root()) {
    return;
  }
  const answer = await fetch(root().dataset.marks + location.search, { headers: { "HX-Request": "true", "By-Itself": "yes" } }).catch(() => null);
  if (!answer?.ok || queue.waits) {
    return;
  }
  const { marks, counts } = await answer.json();
  const ids = Object.keys(marks);
  if (ids.length !== Number(root().dataset.modules) || state.sheet.modules.some(({ id }) => !marks[id])) {
    // Modules came or went: the page is read anew, with what is written in the pane warned of.
    location.reload();
    return;
  }
  for (const [key, { row, place: at }] of state.sheet.byKey) {
    const text = marks[state.sheet.modules[at].id][row.code] ?? "";
    queue.known.set(key, text[0] ?? "");
    const isNoted = text.length > 1;
    if (row.notes[at] !== isNoted) {
      state.sheet.setNote(row, at, isNoted);
    }
    state.sheet.set(row, at, text[0] ?? "");
  }
  counts.forEach((count, at) => byId(`matrix-count-${at + 1}`)?.replaceChildren(String(count)));
  relabel();
  takePane(null);
}

function told(what, detail) {
  answered();
  ({
    sending,
    sent,
    stopped,
    stepped: () => {
      // What was pasted may just have been taken back.
      byId("matrix-note")?.replaceChildren();
      settled();
      refresh();
      changed();
    },
    idle: settled,
  })[what]?.(detail);
}

export const queue = new Queue(told);

export function travel(way) {
  queue.step(way, `${root().dataset.page.replace(/\/matrix$/, "")}/${way}`);
}

/* The next cell that is treated without a note, in reading order of this module and then the next. */
export function nextEmpty() {
  const list = shown();
  const { modules } = state.sheet;
  const start = state.at ? state.at.at * list.length + list.indexOf(state.at.row) : -1;
  for (let step = 1; step <= list.length * modules.length; step += 1) {
    const at = (start + step) % (list.length * modules.length);
    const next = place(list[at % list.length], Math.floor(at / list.length));
    if (next.row.marks[next.at] && !next.row.notes[next.at]) {
      go(next, { focus: false });
      cellOf(next).scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      openPane(next);
      return;
    }
  }
  say("Every mark that is shown has a note.");
}

export const here = () => state.at;
export const sheet = () => state.sheet;
export const speak = say;

export const settle = () => queue.settle();

export function backToCell() {
  if (state.sheet.isList) {
    state.at?.row.element.querySelector("[data-note]").focus({ preventScroll: true });
  } else if (state.at) {
    cellOf(state.at).focus({ preventScroll: true });
  }
}

/* What is beside the grid came or went: it has another width, and the cell is still in sight. */
export function beside() {
  if (state.at && !state.sheet.isList) {
    drawFold(state.sheet);
    reveal(state.sheet, cellOf(state.at));
  }
}

export function chooseHere(row, at) {
  state.at = place(row, at);
}

/* A new part of the page: read it, and draw what is still on its way over it. */
function begin() {
  const known = root();
  if (!known) {
    return;
  }
  const kept = state.at && { code: state.at.row.code, module: state.sheet.modules[state.at.at]?.id };
  state.sheet = new Sheet(known);
  state.at = state.from = null;
  state.block = [];
  for (const [key, { row, place: at }] of state.sheet.byKey) {
    const wish = queue.wish(key);
    if (wish === undefined) {
      queue.known.set(key, row.marks[at]);
    } else {
      state.sheet.set(row, at, wish);
      unsaved(key, Boolean(queue.stopped));
    }
  }
  wire(state.sheet);
  if (!state.sheet.isList && state.sheet.rows.length && state.sheet.modules.length) {
    const found = kept && state.sheet.byKey.get(`${kept.module}:${kept.code}`);
    const row = found?.row ?? shown()[0] ?? state.sheet.rows[0];
    go(place(row, found?.place ?? 0), { focus: false });
    if (!row.isShown) {
      stop(row.group.button);
    }
  }
}

const inGrid = () => document.activeElement?.closest("#matrix-grid td") && state.at;
document.addEventListener("copy", (event) => {
  if (inGrid()) {
    event.preventDefault();
    event.clipboardData.setData("text/plain", copied(targets()));
    say(`${targets().length} ${targets().length === 1 ? "cell" : "cells"} copied.`);
  }
});
document.addEventListener("paste", (event) => {
  if (inGrid() && root().dataset.open === "yes") {
    event.preventDefault();
    const { wishes, words } = pasted(event.clipboardData.getData("text/plain"), targets(), state.sheet, shown());
    if (!wishes.length || setCells(wishes)) {
      say(words);
      byId("matrix-note")?.replaceChildren(words);
    }
  }
});

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id === "matrix") {
    begin();
  }
});
/* What others changed is drawn in, unless marks are on their way: then it is left for the next time. */
document.addEventListener("pathways:meanwhile", (event) => {
  if (root() && !queue.waits) {
    event.preventDefault();
    refresh();
  }
});
window.addEventListener("online", () => queue.stopped && !queue.isUnsure && queue.again());
window.addEventListener("resize", () => state.sheet && drawFold(state.sheet));
/* The page that a link leads to shows what was set here: it is opened once that has arrived. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]:not([target], [download])");
  const isPlain = !(event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (isPlain && link && queue.waits && !queue.stopped && !link.getAttribute("href").startsWith("#")) {
    event.preventDefault();
    queue.settle().then(() => location.assign(link.href));
  }
});
/* What is on its way arrives though the page is left; what is kept here would be lost. */
window.addEventListener("beforeunload", (event) => {
  queue.go();
  if (queue.stopped || queue.steps.length > 0) {
    event.preventDefault();
  }
});

begin();
