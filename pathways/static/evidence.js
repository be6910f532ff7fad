/* The evidence table: notes written where they stand, for one row or for many.
 *
 * Each row works without this file: its note leads to a page of fields, and its marks and boxes are
 * buttons and boxes of a form. What is sent here goes to the same address.
 */
import "./evidence/answers.js";
import "./evidence/meanwhile.js";
import "./evidence/pasting.js";
import { chosen, chosenRows, fillDown, paintChosen, spread } from "./evidence/chosen.js";
import { asAbove, close, editing, goDown, leave, open } from "./evidence/field.js";
import { closeOutcomes } from "./evidence/outcomes.js";
import { bar, boxOf, idOf, linkOf, rowOf, rows, textOf } from "./evidence/rows.js";
import { pending, sender, treat } from "./evidence/writing.js";

/* ---- Next empty ---- */
const nextEmpty = document.getElementById("next-empty");

function goToEmpty() {
  const all = rows();
  const here = editing()?.row ?? rowOf(document.activeElement);
  close({ isKept: true });
  const next = all.slice(all.indexOf(here) + 1).find((row) => !textOf(row));
  if (next) {
    open(next);
    return;
  }
  const after = here ?? all.at(-1);
  const address = new URL(nextEmpty.href);
  address.searchParams.set("after", idOf(after));
  leaveFor(() => location.assign(address));
}

nextEmpty?.addEventListener("click", (event) => {
  if (bar && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    goToEmpty();
  }
});

/* ---- Keys ---- */
function inField(event) {
  const { key, ctrlKey, metaKey, shiftKey } = event;
  if (key === "Enter" && !shiftKey) {
    if (ctrlKey || metaKey) {
      const { row } = editing();
      close({ isKept: true });
      linkOf(row).focus({ preventScroll: true });
    } else {
      goDown();
    }
  } else if (key === "Escape") {
    leave();
  } else if (key.toLowerCase() === "d" && (ctrlKey || metaKey) && !shiftKey) {
    asAbove();
  } else {
    return false;
  }
  return true;
}

function move(row, step) {
  const next = rows()[rows().indexOf(row) + step];
  if (!next) {
    return false;
  }
  const here = document.activeElement;
  const kind = [".ev__box input", '.scale [aria-pressed="true"], .scale button', ".ev__outcomes a"].find((one) => here.matches(one));
  const control = (kind && next.querySelector(kind)) ?? linkOf(next);
  control.focus({ preventScroll: true });
  control.scrollIntoView({ block: "nearest", behavior: "instant" });
  return true;
}

function inRow(event, row) {
  const { key } = event;
  const some = chosen.has(idOf(row)) ? chosenRows() : [row];
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  const isLetter = document.getElementById("matrix-letters")?.dataset.letters !== "off";
  const mark = isLetter && { i: "I", d: "D", a: "A" }[key.toLowerCase()];
  if (event.ctrlKey || event.metaKey) {
    if (key.toLowerCase() === "d" && !event.shiftKey) {
      fillDown(row);
      return true;
    }
    return false;
  }
  if (step) {
    return move(row, step);
  }
  if (mark) {
    treat(some, mark);
    return true;
  }
  if (!event.target.matches(".ev__note > a")) {
    return false;
  }
  if (key === "Delete") {
    spread(some, "");
    return true;
  }
  if (isLetter && key === " ") {
    boxOf(row).click();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (!bar || event.isComposing) {
    return;
  }
  if (event.altKey) {
    if (event.key === "ArrowDown" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      goToEmpty();
    }
    return;
  }
  const row = rowOf(event.target);
  let isDone = false;
  if (event.target === editing()?.field) {
    isDone = inField(event);
  } else if (event.key === "Escape" && document.getElementById("evidence-outcomes")) {
    closeOutcomes();
    isDone = true;
  } else if (row && !event.target.matches("textarea, select")) {
    isDone = inRow(event, row);
  }
  if (isDone) {
    event.preventDefault();
  }
});

/* ---- Going elsewhere ---- */
const isHeld = () => sender.isBusy() || pending.size > 0 || document.querySelector(".ev__mine textarea");
const isTyped = () => editing() && editing().field.value.trim() !== editing().was.trim();

function leaveFor(go) {
  sender.again();
  sender.rest().then((isWell) => isWell && go());
}

/* What is on its way arrives first; then the same control is pressed again. */
document.addEventListener("click", (event) => {
  const control = event.target.closest("a[href], #undo, #redo");
  const isElsewhere = control && !rowOf(control) && !control.closest("#evidence-outcomes") && control !== nextEmpty;
  if (!bar || !isElsewhere || control.target || control.ariaDisabled || control.getAttribute("href")?.startsWith("#")) {
    return;
  }
  close({ isKept: true });
  if (sender.isBusy()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    leaveFor(() => control.click());
  }
}, true);

window.addEventListener("beforeunload", (event) => {
  if (isHeld() || isTyped()) {
    event.preventDefault();
  }
});

/* ---- At the start ---- */
if (bar) {
  rows().forEach((row) => boxOf(row).checked && chosen.add(idOf(row)));
  paintChosen();
  const asked = location.hash.startsWith("#ev-") && rowOf(document.getElementById(location.hash.slice(1)));
  if (asked) {
    open(asked);
    asked.scrollIntoView({ block: "center", behavior: "instant" });
  }
}
for (const select of document.querySelectorAll("#evidence-find select")) {
  select.addEventListener("change", () => {
    close({ isKept: true });
    leaveFor(() => select.form.requestSubmit());
  });
}
