/* Columns from and to a spreadsheet. */
import { readCells, writeCells } from "../clipboard.js";
import { chosenRows } from "./chosen.js";
import { close, editing, open } from "./field.js";
import { bar, find, foot, idOf, linkOf, nameOf, rowOf, rows, say, textOf } from "./rows.js";
import { write } from "./writing.js";

const count = (number, noun) => (number === 1 ? `one ${noun}` : `${number} ${noun}s`);
const names = (some) => `${some.slice(0, 8).map(nameOf).join(", ")}${some.length > 8 ? ` and ${some.length - 8} more` : ""}`;

/* What a block of cells is for, from a row down: notes, or outcomes with the notes beside them. */
function plan(row, cells, isOutcomes) {
  const all = rows().slice(rows().indexOf(row));
  const within = cells.slice(0, all.length).map((line, at) => [all[at], line]);
  const columns = Math.max(...cells.map((line) => line.length));
  const taken = isOutcomes ? Math.min(columns, 2) : 1;
  const notes = isOutcomes ? within.filter(([, line]) => line[1]).map(([one, line]) => [one, line[1]]) : within.map(([one, line]) => [one, line[0] ?? ""]);
  const served = isOutcomes ? within.filter(([, line]) => line[0]).map(([one, line]) => [one, line[0]]) : [];
  const over = notes.filter(([one, text]) => textOf(one) && textOf(one) !== text).map(([one]) => one);
  return { within, notes, served, over, columns, taken, rest: cells.length - within.length };
}

/* Which columns are taken, where the clipboard has more than one. */
function which({ columns, taken }, isOutcomes) {
  if (columns === 1) {
    return "";
  }
  if (isOutcomes) {
    return `${columns} columns: the first is taken as outcomes, the second as evidence${columns > 2 ? "; the others are left out" : ""}. `;
  }
  return `${columns} columns: the first is taken as evidence, ${columns - taken === 1 ? "the other is" : "the others are"} left out. To take outcomes and evidence, paste on a cell of the column Outcomes. `;
}

function askPaste(row, cells, text, isOutcomes) {
  document.getElementById("evidence-paste")?.remove();
  const planned = plan(row, cells, isOutcomes);
  const { within, notes, served, over, columns, taken, rest } = planned;
  const field = editing()?.row === row ? editing().field : null;
  // While this is asked, an answer may put other rows in the place of these.
  const now = (one) => find(idOf(one)) ?? one;
  const renew = (pairs) => pairs.map(([one, words]) => [now(one), words]);
  const back = () => (isOutcomes ? now(row).querySelector(".ev__outcomes a") : linkOf(now(row))).focus({ preventScroll: true });
  const take = () => {
    write(renew(notes), renew(served));
    say(`${count(within.length, "row")} written from the clipboard. Undo takes it back.`);
  };
  if (!field && !over.length && rest <= 0 && columns === taken) {
    take();
    return;
  }
  const part = document.createElement("section");
  part.id = "evidence-paste";
  part.className = "ev-paste";
  part.setAttribute("aria-label", columns > 1 ? "Columns from the clipboard" : "A column from the clipboard");
  const words = document.createElement("p");
  words.textContent =
    `${cells.length} ${cells.length === 1 ? "cell" : columns > 1 ? "lines" : "cells"} in the clipboard, for ${count(within.length, "row")} from ${nameOf(row)} down. ` +
    which(planned, isOutcomes) +
    (over.length ? `Written over: ${names(over)}. ` : "Nothing is written over. ") +
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
  const first = add(`Write ${within.length === 1 ? "it" : `all ${within.length}`}`, () => {
    close({ isKept: false });
    take();
    back();
  }, " button--primary");
  if (!isOutcomes) {
    add("All in this one note", () => {
      open(now(row));
      const { field: own } = editing();
      own.setRangeText(text.trim(), own.selectionStart, own.selectionEnd, "end");
    }, "");
  }
  add("Leave it", () => (editing()?.row === now(row) ? editing().field.focus({ preventScroll: true }) : back()), " button--quiet");
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
  const isOutcomes = !isEditing && Boolean(document.activeElement.closest("td.ev__outcomes"));
  if (!text.trim() || (isEditing && cells.length < 2)) {
    return;
  }
  event.preventDefault();
  askPaste(row, cells, text, isOutcomes);
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
