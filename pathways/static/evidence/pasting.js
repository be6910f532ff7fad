/* Columns from and to a spreadsheet. */
import { readCells, writeCells } from "../clipboard.js";
import { chosenRows } from "./chosen.js";
import { close, editing, open } from "./field.js";
import { bar, foot, linkOf, nameOf, rowOf, rows, say, textOf } from "./rows.js";
import { write } from "./writing.js";

function askPaste(row, lines, text) {
  document.getElementById("evidence-paste")?.remove();
  const all = rows().slice(rows().indexOf(row));
  const pairs = lines.slice(0, all.length).map((line, at) => [all[at], line]);
  const over = pairs.filter(([one, line]) => textOf(one) && textOf(one) !== line);
  const field = editing()?.row === row ? editing().field : null;
  if (!field && !over.length && lines.length <= all.length) {
    write(pairs);
    say(`${pairs.length === 1 ? "1 note" : `${pairs.length} notes`} written from the clipboard. Undo takes them back.`);
    return;
  }
  const part = document.createElement("section");
  part.id = "evidence-paste";
  part.className = "ev-paste";
  part.setAttribute("aria-label", "A column from the clipboard");
  const words = document.createElement("p");
  const rest = lines.length - pairs.length;
  words.textContent =
    `${lines.length} ${lines.length === 1 ? "cell" : "cells"} in the clipboard, for ${pairs.length === 1 ? "one row" : `${pairs.length} rows`} from ${nameOf(row)} down. ` +
    (over.length ? `Written over: ${over.slice(0, 8).map(([one]) => nameOf(one)).join(", ")}${over.length > 8 ? ` and ${over.length - 8} more` : ""}. ` : "Nothing is written over. ") +
    (rest > 0 ? `${rest} more have no row on this page and are left out.` : "");
  const acts = document.createElement("p");
  acts.className = "actions";
  const add = (label, act, kind) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `button button--small${kind}`;
    button.textContent = label;
    button.addEventListener("click", () => {
      part.remove();
      act();
    });
    acts.append(button);
    return button;
  };
  const first = add(`Write ${pairs.length === 1 ? "it" : `all ${pairs.length}`}`, () => {
    close({ isKept: false });
    write(pairs);
    say(`${pairs.length} notes written from the clipboard. Undo takes them back.`);
    linkOf(row).focus({ preventScroll: true });
  }, " button--primary");
  add("All in this one note", () => {
    open(row);
    const { field: own } = editing();
    own.setRangeText(text.trim(), own.selectionStart, own.selectionEnd, "end");
  }, "");
  add("Leave it", () => (editing()?.row === row ? editing().field : linkOf(row)).focus({ preventScroll: true }), " button--quiet");
  part.append(words, acts);
  part.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      acts.lastElementChild.click();
    }
  });
  foot.prepend(part);
  first.focus({ preventScroll: true });
}

document.addEventListener("paste", (event) => {
  const row = rowOf(event.target) ?? rowOf(document.activeElement);
  if (!row || !bar || event.target.closest?.(".ev__mine")) {
    return;
  }
  const text = event.clipboardData.getData("text/plain");
  const cells = readCells(text);
  const isEditing = editing()?.row === row;
  if (!text.trim() || (isEditing && cells.length < 2)) {
    return;
  }
  event.preventDefault();
  askPaste(row, cells.map((line) => line[0]), text);
});

document.addEventListener("copy", (event) => {
  const row = rowOf(document.activeElement);
  if (!row || editing() || String(getSelection()) || !bar) {
    return;
  }
  const some = chosenRows();
  event.preventDefault();
  event.clipboardData.setData("text/plain", writeCells((some.length ? some : [row]).map((one) => [textOf(one)])));
  say(some.length > 1 ? `${some.length} notes copied.` : "Note copied.");
});
