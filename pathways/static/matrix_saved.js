/* What became of the marks that were set: on their way, kept, not saved, or changed by somebody else.
 *
 * It is said beside the time of saving, under the grid, and at the cells themselves.
 */
import { loadInstead } from "./again.js";
import { backToCell, queue, setCells, sheet, speak } from "./matrix_grid.js";
import { WORDS } from "./sheet.js";

const byId = (id) => document.getElementById(id);

/* What is not saved yet says so where it stands. */
export function unsaved(key, isUnsaved) {
  const found = sheet()?.byKey.get(key);
  found?.row.cells[found.place].classList.toggle("is-unsaved", isUnsaved);
}

const LOST = {
  0: "No answer came.",
  400: "This page was open for a long time: open it again in another tab, then try again here.",
  401: "You are signed out.",
  404: "This pathway cannot be changed any more.",
  409: "This pathway is archived. Restore it to change it.",
  413: "That was too much at once.",
};

export function stopped({ status }) {
  let count = 0;
  for (const step of queue.steps) {
    for (const key of step.cells?.keys() ?? []) {
      unsaved(key, true);
      count += 1;
    }
  }
  const lost = byId("matrix-lost");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button button--small";
  again.textContent = queue.isUnsure ? "Load page" : "Try again";
  // Signing in sends it by itself.
  again.hidden = status === 401;
  again.addEventListener("click", tryAgain);
  const kept = count ? `${count} ${count === 1 ? "mark is" : "marks are"} not saved, and kept on this page.` : "";
  const what = queue.isUnsure ? `We do not know whether this step was taken. ${kept}` : kept || "Not done yet.";
  lost.replaceChildren(`${LOST[status] ?? "Something went wrong on our side."} ${what} `, again);
  lost.hidden = false;
  showState("Not saved");
  if (status === 401) {
    document.dispatchEvent(new CustomEvent("pathways:signed-out", { detail: { resend: () => queue.again() } }));
  }
}

/* A step that may have been taken is not taken once more: the page shows what became of it. */
async function tryAgain() {
  if (!queue.isUnsure) {
    queue.again();
    return;
  }
  await queue.pass();
  if (!queue.stopped) {
    loadInstead();
  }
}

export function settled() {
  const box = byId("saved-at");
  if (before && ["Saving…", "Not saved"].includes(box?.textContent)) {
    box.replaceChildren(before);
  }
  before = "";
  const lost = byId("matrix-lost");
  if (lost && !lost.hidden && !queue.stopped) {
    const had = lost.contains(document.activeElement);
    lost.hidden = true;
    if (had) {
      backToCell();
    }
    speak("Saved.");
  }
}

export function stale({ key, now, wish, isGone, item }) {
  const found = sheet().byKey.get(key);
  if (!found) {
    return;
  }
  const { row, place: at } = found;
  row.notes[at] = false;
  sheet().set(row, at, now);
  row.cells[at].classList.add("is-stale");
  if (isGone || wish === now) {
    return;
  }
  const keep = document.createElement("button");
  keep.type = "button";
  keep.className = "button button--small";
  keep.textContent = `Keep mine: ${WORDS[wish]}`;
  keep.addEventListener("click", () => {
    row.cells[at].classList.remove("is-stale");
    setCells([{ row, at, wish }]);
    item.remove();
    backToCell();
  });
  item.append(` in module ${sheet().modules[at].number} `, keep);
}

/* A wait that is long enough to be seen says so where the page says that it is saved. */
const SEEN = 300; // milliseconds
let slow = 0;
let before = ""; // what was said of saving, where nothing new came

function showState(words) {
  const box = byId("saved-at");
  if (box) {
    before ||= box.textContent;
    box.replaceChildren(words);
  }
}

export function sending() {
  clearTimeout(slow);
  slow = setTimeout(showState, SEEN, "Saving…");
}

export function answered() {
  clearTimeout(slow);
}

