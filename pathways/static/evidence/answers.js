/* An answer exchanges whole rows: what somebody does in one goes on. */
import { close, editing, open } from "./field.js";
import { bar, find, idOf, inTable, linkOf, rowOf, rows, textOf } from "./rows.js";
import { sender, write } from "./writing.js";

let held = null;
let writing = null;

/* What is not saved yet stays where it is asked about, in the row that comes instead. */
function keepMine(row, fresh) {
  const mine = row.querySelector(".ev__mine");
  const next = fresh.querySelector(".ev__mine");
  const [text, field] = [mine, next].map((one) => one?.querySelector("textarea"));
  if (text && field) {
    field.value = text.value;
  } else if (text && !next) {
    fresh.querySelector(".ev__note").append(mine);
  }
}

/* The table comes anew around the row that somebody writes in. */
function leaveTable({ row, field }, isThere) {
  const { selectionStart, selectionEnd, value } = field;
  writing = isThere ? { id: idOf(row), value, place: [selectionStart, selectionEnd] } : null;
  close({ isKept: !isThere });
}

function enterTable() {
  const row = writing && find(writing.id);
  if (row) {
    open(row, { isPressed: true });
    const { field } = editing();
    field.value = writing.value;
    field.setSelectionRange(...writing.place);
  }
  writing = null;
}

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const row = rowOf(target);
  held = null;
  const editor = editing();
  const here = document.activeElement;
  if (editor && target.id === "evidence-table") {
    leaveTable(editor, Boolean(fragment.querySelector(`#${editor.row.id}`)));
    return;
  }
  if (row && editor?.row === row) {
    // The field stays, and what is around it is exchanged.
    event.detail.shouldSwap = false;
    const fresh = fragment.querySelector("tr");
    if (!fresh) {
      return;
    }
    [...fresh.cells].slice(0, -1).forEach((cell, at) => row.cells[at].replaceWith(cell));
    editor.was = textOf(fresh);
    row.querySelector(".ev__note").firstElementChild.replaceWith(Object.assign(linkOf(fresh), { hidden: true }));
  } else if (target.contains(here) && (row || target.id === "evidence-outcomes")) {
    const controls = [...target.querySelectorAll("a, button, input")];
    held = { id: target.id, at: controls.indexOf(here), named: here.id };
  }
  const fresh = row && row !== editor?.row && fragment.querySelector("tr");
  if (fresh) {
    keepMine(row, fresh);
  }
});

document.addEventListener("htmx:oobAfterSwap", () => {
  enterTable();
  const part = held && document.getElementById(held.id);
  if (part) {
    const control =
      (held.named && document.getElementById(held.named)) ||
      (part.querySelectorAll("a, button, input")[held.at] ?? part.querySelector("a"));
    control?.focus({ preventScroll: true });
  }
  held = null;
});

/* Undo and redo send what changed in the rows that stand here. */
document.addEventListener("htmx:configRequest", ({ detail: { path, parameters } }) => {
  if (bar && /\/(undo|redo)$/.test(path)) {
    parameters.set("here", rows().map(idOf).join(","));
  }
});

function remark(row, words) {
  let place = row?.querySelector(".ev__remark");
  if (row && !place && words) {
    place = document.createElement("span");
    place.className = "ev__remark";
    linkOf(row).after(place);
  }
  place?.replaceChildren(words);
}

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt.id === "evidence-table") {
    document.dispatchEvent(new Event("evidence:kept"));
  }
  if (elt.id !== "evidence-remarks") {
    return;
  }
  for (const { dataset, textContent } of elt.children) {
    remark(find(dataset.row), textContent);
  }
  elt.replaceChildren();
});

/* What two people wrote at once, or what could not be kept: mine again, or theirs. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".ev__mine")) {
    event.preventDefault();
    const row = rowOf(form);
    const text = form.querySelector("textarea").value;
    form.remove();
    linkOf(row).focus({ preventScroll: true });
    write([[row, text]]);
  }
}, true);

document.addEventListener("click", (event) => {
  const theirs = inTable(event) && event.target.closest("[data-theirs]");
  if (theirs) {
    const row = rowOf(theirs);
    theirs.closest(".ev__mine").remove();
    linkOf(row).focus({ preventScroll: true });
  } else if (inTable(event) && event.target.closest("[data-again]")) {
    sender.again();
  }
});
