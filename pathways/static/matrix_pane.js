/* What is behind a mark, beside the grid: opened with Enter, saved as one goes, left with Escape. */
import { backToCell, beside, chooseHere, here, nextEmpty, setCells, settle, sheet, speak } from "./matrix_grid.js";

const pane = () => document.getElementById("pane");
const form = () => document.getElementById("pane-form");
const isOpen = () => pane() && !pane().hidden;
let opening = false;
let wanted = "";
let answered = ""; // who asked for the answer that comes in
let saving = null; // resolves with whether it was kept
let saved = () => {};

/* Ask for the pane of a cell; its first field takes the focus when it is there. */
export async function openPane(to, { focus = true } = {}) {
  if (!(await keep())) {
    return;
  }
  await settle();
  const { id } = sheet().modules[to.at];
  const query = new URLSearchParams({ module: id, code: to.row.code });
  opening = focus;
  const source = document.getElementById("matrix");
  wanted = `${source.dataset.cell}?${query}`;
  window.htmx.ajax("get", wanted, { source, swap: "none" });
}

function place() {
  const { module, code } = pane().dataset;
  const found = sheet().byKey.get(`${module}:${code}`);
  return found && { row: found.row, at: found.place };
}

const fields = () => [...(form()?.querySelectorAll("textarea, [type=checkbox]") ?? [])];
const isWritten = () =>
  fields().some((field) => (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue));

/* Send what is written and not sent; resolve with whether all is kept. */
async function keep() {
  if (saving) {
    await saving;
  }
  if (!isOpen() || !isWritten()) {
    return !pane()?.querySelector(".conflict");
  }
  window.htmx.trigger(form(), "submit");
  return saving ?? false;
}

/* What was written since the pane was asked for is kept: in its own pane, or sent before another comes. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const next = target.id === "pane" && !target.hidden && fragment.querySelector("#pane");
  if (!next || !isWritten()) {
    return;
  }
  const isSame = next.dataset.module === target.dataset.module && next.dataset.code === target.dataset.code;
  if (isSame && answered === "pane-form") {
    const [field, other] = [target, next].map((one) => one.querySelector("textarea"));
    if (other) other.value = field.value;
  } else if (isSame) {
    event.detail.shouldSwap = false;
    opening = false;
  } else {
    window.htmx.trigger(form(), "submit");
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, path } = event.detail.requestConfig;
  answered = elt?.id ?? "";
  // Of several that were asked for, the last is shown.
  if (answered === "matrix" && path !== wanted) {
    event.preventDefault();
  }
});

async function close() {
  backToCell();
  if (await keep()) {
    const cell = document.getElementById("matrix-here");
    const before = cell?.getBoundingClientRect().top;
    pane().hidden = true;
    pane().replaceChildren();
    beside();
    // Labels have more room again, so rows are less high.
    window.scrollBy({ top: cell ? cell.getBoundingClientRect().top - before : 0, behavior: "instant" });
  }
}

/* A mark that changed by key shows in the pane as well; a first one brings its fields. */
export function takePane(step) {
  if (!isOpen() || !pane().dataset.code) {
    return;
  }
  const { module, code, mapping } = pane().dataset;
  const found = place();
  if (!found || (step && !step.cells.has(`${module}:${code}`))) {
    return;
  }
  const mark = found.row.marks[found.at];
  for (const button of pane().querySelectorAll("[data-how]")) {
    button.setAttribute("aria-pressed", String(button.dataset.how === mark));
  }
  if ((mark && !mapping) || (!mark && mapping && !isWritten()) || (!step && !isWritten())) {
    openPane(found, { focus: pane().contains(document.activeElement) });
  }
}

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id !== "pane") {
    return;
  }
  beside();
  if (opening) {
    (form().querySelector("textarea") ?? pane().querySelector("[data-how]")).focus({ preventScroll: true });
  }
  opening = false;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#pane button");
  const found = button && place();
  if (button?.dataset.how && found) {
    const wish = button.dataset.how;
    setCells([{ ...found, wish }]);
    for (const one of pane().querySelectorAll("[data-how]")) {
      one.setAttribute("aria-pressed", String(one === button));
    }
    speak(sheet().tells(found.row, found.at));
  } else if (button?.dataset.close !== undefined) {
    close();
  } else if (button?.dataset.next !== undefined) {
    nextEmpty();
  }
  const note = event.target.closest?.("#matrix-list [data-note]");
  if (note && !event.ctrlKey && !event.metaKey) {
    const row = sheet().rows.find((one) => one.element.contains(note));
    event.preventDefault();
    chooseHere(row, 0);
    openPane(here());
  }
});

document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("#pane") || event.isComposing) {
    return;
  }
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (event.altKey && event.key === "ArrowDown") {
    event.preventDefault();
    nextEmpty();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    keep();
  }
});

/* Kept: what stands in the fields is what the server holds, and the cell says that it has a note. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id === "pane-form") {
    event.detail.parameters.set("shown", location.search.slice(1));
    event.detail.elt.sending = fields().map((field) => [field, field.value, field.checked]);
    const state = document.getElementById("pane-kept");
    state?.replaceChildren("Saving…");
    saving = new Promise((resolve) => {
      saved = resolve;
    });
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  const asked = event.detail.requestConfig.elt;
  if (asked?.id !== "pane-form") {
    return;
  }
  saving = null;
  queueMicrotask(() => saved(event.detail.successful));
  if (!event.detail.successful) {
    document.getElementById("pane-kept")?.replaceChildren("Not saved");
    return;
  }
  // Before anybody asks whether something is written.
  for (const [field, value, checked] of asked.sending ?? []) {
    field.defaultValue = value;
    field.defaultChecked = checked;
  }
  const { module, code } = Object.fromEntries(["module", "code"].map((name) => [name, event.detail.requestConfig.formData.get(name)]));
  const found = sheet().byKey.get(`${module}:${code}`);
  if (found) {
    sheet().setNote(found.row, found.place, Boolean(String(event.detail.requestConfig.formData.get("evidence") ?? "").trim()));
  }
});
