/* The evidence table: notes written where they stand, for one row or for many.
 *
 * Each row works without this file: its note leads to a page of fields, and its marks and boxes are
 * buttons and boxes of a form. What is sent here goes to the same address.
 */
import { readCells, writeColumn } from "./clipboard.js";
import { makeSender } from "./bursts.js";

const table = document.getElementById("evidence-table");
const bar = document.getElementById("evidence");
const foot = document.getElementById("evidence-foot");
const sendForm = document.getElementById("evidence-send");
const PATIENCE = 300; // milliseconds until a wait is shown

/* ---- Rows ---- */
const rows = () => [...table.tBodies[0].rows];
const rowOf = (element) => element?.closest?.("#evidence-table tbody tr") ?? null;
const find = (id) => document.getElementById(`ev-${id}`);
const idOf = (row) => row.id.slice(3);
const linkOf = (row) => row.querySelector(".ev__note > a");
const boxOf = (row) => row.querySelector(".ev__box input");
const seenOf = (row) => boxOf(row).value.split(":")[2];
const nameOf = (row) => row.querySelector(".ev__code").textContent;
const marked = (row) => row.querySelector('.scale [aria-pressed="true"]')?.dataset.mark ?? "";

/* The words of a note as the row shows them, those on their way included. */
function textOf(row) {
  const words = row.querySelector(".ev__text");
  return words.classList.contains("ev__text--empty") ? "" : words.textContent;
}

function say(words) {
  document.getElementById("said")?.replaceChildren(words);
}

/* ---- What is not kept yet ---- */
const pending = new Map(); // id: {text, state: "new", "sent", "failed" or "lost"}

function paint(id) {
  const row = find(id);
  const item = pending.get(id);
  if (!row || !item) {
    return;
  }
  const words = row.querySelector(".ev__text");
  words.textContent = item.text || "No note yet";
  words.classList.toggle("ev__text--empty", !item.text);
  let state = row.querySelector(".ev__state");
  if (!state) {
    state = document.createElement("span");
    state.className = "ev__state";
    row.querySelector(".ev__note").append(state);
  }
  const said = { failed: "Not saved. ", lost: "Not saved: this row was taken out elsewhere.", sent: "Saving…" };
  state.classList.toggle("ev__state--kept", item.state === "failed" || item.state === "lost");
  if (item.state === "failed") {
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.dataset.again = "";
    state.replaceChildren(said.failed, again);
  } else {
    state.replaceChildren(said[item.state] ?? "");
  }
}

const noted = (batch) => batch.filter((job) => job.id && job.text !== undefined);

const sender = makeSender({
  form: sendForm,
  onSend(batch) {
    setTimeout(() => {
      for (const job of noted(batch)) {
        const item = pending.get(job.id);
        if (item && item.job === job && item.state === "new") {
          item.state = "sent";
          paint(job.id);
        }
      }
    }, PATIENCE);
  },
  onAnswer(batch, xhr) {
    for (const job of batch) {
      job.answered?.(xhr);
    }
    for (const job of noted(batch)) {
      const item = pending.get(job.id);
      if (!item || item.job !== job) {
        continue;
      }
      if (xhr.responseText.includes(`id="ev-${job.id}"`)) {
        pending.delete(job.id);
      } else {
        item.state = xhr.status === 422 ? "failed" : "lost";
      }
    }
    for (const id of pending.keys()) {
      paint(id);
    }
    paintChosen();
  },
  onFail(batch) {
    for (const item of pending.values()) {
      item.state = item.state === "lost" ? "lost" : "failed";
    }
    for (const job of batch) {
      job.failed?.();
    }
    pending.forEach((_item, id) => paint(id));
  },
});

/* A note on its way. A later one of the same row is weighed against what the earlier one left. */
function noteJob(id, text, seen) {
  const job = {
    key: `note ${id}`,
    id,
    text,
    seen,
    values: () => [["mapping", id], ["seen", job.seen], ["evidence", text]],
    follow(was, isReplaced) {
      if (was) {
        job.seen = isReplaced ? was.seen : null;
        job.after = isReplaced ? was.after : was;
      }
    },
    answered() {
      const later = sender.find(job.key);
      const row = find(id);
      const mine = row?.querySelector(".ev__mine textarea");
      if (later?.after === job && mine) {
        // The row changed elsewhere: the later words are asked about too, not written over it.
        mine.value = later.text;
        sender.drop(job.key);
        pending.delete(id);
      } else if (later?.after === job && row) {
        later.seen = seenOf(row);
      }
    },
  };
  return job;
}

function write(pairs) {
  const jobs = pairs.map(([row, text]) => noteJob(idOf(row), text.trim(), seenOf(row)));
  for (const job of jobs) {
    pending.set(job.id, { text: job.text, state: "new", job });
    paint(job.id);
  }
  sender.add(jobs);
}

/* ---- Treatments ---- */
function press(row, mark) {
  for (const button of row.querySelectorAll(".scale button")) {
    button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
  }
}

function markJob(row, wish) {
  const id = idOf(row);
  const job = {
    key: `mark ${id}`,
    seen: boxOf(row).value.split(":")[1],
    values: () => [["mark", `${id}:${job.seen}:${wish}`]],
    follow(was, isReplaced) {
      job.seen = was ? (isReplaced ? was.seen : was.wish) : job.seen;
    },
    wish,
    failed() {
      const now = find(id);
      if (now) {
        press(now, boxOf(now).value.split(":")[1]);
      }
      sender.drop(job.key);
      say("Not saved. Try again in a moment.");
    },
  };
  return job;
}

function treat(some, wish) {
  const others = some.filter((row) => marked(row) !== wish);
  const jobs = others.map((row) => markJob(row, wish));
  others.forEach((row) => press(row, wish));
  sender.add(jobs);
}

/* ---- The field in a cell ---- */
let editor = null; // {row, field, part, was}
let pointer = false;

function open(row, { isPressed = false } = {}) {
  if (editor?.row === row) {
    return;
  }
  close({ isKept: true });
  const part = document.createElement("div");
  part.className = "ev__editor";
  part.innerHTML =
    '<textarea rows="1" maxlength="30000"></textarea>' +
    '<p><button class="button button--small button--primary" type="button" data-edit="next">Save and next</button> ' +
    '<button class="button button--small" type="button" data-edit="above">As above</button> ' +
    '<button class="button button--small button--quiet" type="button" data-edit="leave">Leave</button></p>';
  const field = part.firstElementChild;
  const was = textOf(row);
  field.value = was;
  field.defaultValue = was;
  field.setAttribute("aria-label", `Evidence of ${nameOf(row)} in module ${row.querySelector(".ev__module").textContent}`);
  const link = linkOf(row);
  link.hidden = true;
  link.after(part);
  editor = { row, field, part, was };
  field.focus({ preventScroll: true });
  field.setSelectionRange(was.length, was.length);
  if (!isPressed) {
    field.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}

function close({ isKept }) {
  if (!editor) {
    return;
  }
  const { row, field, part, was } = editor;
  editor = null;
  const text = field.value.trim();
  part.remove();
  linkOf(row).hidden = false;
  if (isKept && text !== was.trim()) {
    write([[row, text]]);
  }
}

function leave() {
  const { row } = editor;
  close({ isKept: false });
  linkOf(row).focus({ preventScroll: true });
}

function goDown() {
  const { row } = editor;
  const next = row.nextElementSibling;
  close({ isKept: true });
  if (next) {
    open(next);
    return;
  }
  linkOf(row).focus({ preventScroll: true });
  const further = document.querySelector('.ev-pages [rel="next"]');
  say(further ? "This is the last row of the page. Further rows follow." : "This is the last row.");
}

function above(row) {
  return row.previousElementSibling ? textOf(row.previousElementSibling) : "";
}

table?.addEventListener("click", (event) => {
  const row = rowOf(event.target);
  if (!row || !bar) {
    return;
  }
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (event.target.closest(".ev__note > a") && plain) {
    event.preventDefault();
    open(row, { isPressed: true });
  } else if (event.target.closest(".ev__outcomes a") && plain) {
    event.preventDefault();
    showOutcomes(row, event.target.closest("a"));
  } else if (event.target.closest("[data-again]")) {
    sender.again();
  } else if (event.target.closest("[data-theirs]")) {
    event.target.closest(".ev__mine").remove();
    linkOf(row).focus({ preventScroll: true });
  }
  const { edit } = event.target.closest("[data-edit]")?.dataset ?? {};
  if (edit === "next") {
    goDown();
  } else if (edit === "above") {
    editor.field.value = above(row);
    editor.field.focus({ preventScroll: true });
  } else if (edit === "leave") {
    leave();
  }
});

document.addEventListener("pointerdown", () => {
  pointer = true;
}, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => {
    pointer = false;
  }), true);
}

/* Words are kept when the field is left, and it closes once the mouse is up, so that no row moves under it. */
table?.addEventListener("focusout", (event) => {
  const left = editor;
  if (event.target !== left?.field || left.part.contains(event.relatedTarget) || document.activeElement === left.field) {
    return;
  }
  const done = () => editor === left && document.activeElement !== left.field && !left.part.contains(document.activeElement) && close({ isKept: true });
  if (pointer) {
    document.addEventListener("pointerup", () => setTimeout(done, 1), { once: true });
  } else {
    setTimeout(done);
  }
});

/* ---- Rows that are chosen ---- */
const chosen = new Set();
let latest = null;

const chosenRows = () => rows().filter((row) => chosen.has(idOf(row)));

function paintChosen() {
  if (!bar) {
    return;
  }
  for (const row of rows()) {
    const is = chosen.has(idOf(row));
    boxOf(row).checked = is;
    row.classList.toggle("is-chosen", is);
  }
  const count = chosenRows().length;
  bar.hidden = count === 0;
  const all = document.getElementById("evidence-all");
  if (all) {
    all.checked = count > 0 && count === rows().length;
    all.indeterminate = count > 0 && !all.checked;
  }
  document.getElementById("evidence-count").textContent = count === 1 ? "1 row chosen" : `${count} rows chosen`;
  bar.querySelector(".ev-same summary").textContent =
    count < 2 ? "Same text" : count === 2 ? "Same text for both" : `Same text for all ${count}`;
  bar.querySelector("[data-fill]").hidden = count < 2;
}

table?.addEventListener("change", ({ target }) => {
  if (target.id === "evidence-all") {
    rows().forEach((row) => (target.checked ? chosen.add(idOf(row)) : chosen.delete(idOf(row))));
    paintChosen();
  }
});

table?.addEventListener("click", (event) => {
  const box = event.target.closest?.(".ev__box input");
  const row = rowOf(box);
  if (!row) {
    return;
  }
  const all = rows();
  const [from, to] = [all.indexOf(latest), all.indexOf(row)].sort((one, other) => one - other);
  const some = event.shiftKey && from >= 0 ? all.slice(from, to + 1) : [row];
  some.forEach((one) => (box.checked ? chosen.add(idOf(one)) : chosen.delete(idOf(one))));
  latest = row;
  paintChosen();
});

bar?.addEventListener("reset", () => {
  const first = chosenRows()[0];
  chosen.clear();
  paintChosen();
  if (first) {
    boxOf(first).focus({ preventScroll: true });
  }
});

/* What would be written over is said, and one undo brings it back. */
function told(pairs) {
  const over = pairs.filter(([row, text]) => textOf(row) && textOf(row) !== text.trim());
  const count = pairs.length === 1 ? "1 note written" : `${pairs.length} notes written`;
  return over.length ? `${count}, ${over.length} of them over what was there. Undo brings it back.` : `${count}.`;
}

function spread(some, text) {
  const pairs = some.filter((row) => textOf(row) !== text.trim()).map((row) => [row, text]);
  if (pairs.length) {
    const words = told(pairs);
    write(pairs);
    say(words);
  }
}

function fillDown(row) {
  const some = chosenRows();
  if (some.length > 1) {
    spread(some.slice(1), textOf(some[0]));
  } else if (row?.previousElementSibling) {
    spread([row], above(row));
  }
}

bar?.addEventListener("click", (event) => {
  if (event.target.closest("[data-fill]")) {
    fillDown(null);
  }
});

/* One form holds the marks of all rows and what is done with those chosen. */
bar?.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  const some = chosenRows();
  event.preventDefault();
  if (name === "mark") {
    const row = rowOf(event.submitter);
    treat([row], event.submitter.dataset.mark);
  } else if (value === "same") {
    const field = document.getElementById("evidence-text");
    spread(some, field.value);
    field.value = "";
    bar.querySelector(".ev-same").open = false;
    bar.querySelector(".ev-same summary").focus({ preventScroll: true });
  } else if (value === "outcomes") {
    showOutcomes(null, event.submitter);
  } else if (value === "out") {
    takeOut(some);
  } else if (value) {
    treat(some, value);
  }
});

function takeOut(some) {
  const next = rows().find((row, at) => at > rows().indexOf(some[0]) && !some.includes(row)) ?? rows().find((row) => !some.includes(row));
  const nextId = next && idOf(next);
  const values = some.map((row) => ["row", boxOf(row).value]);
  sender.add([
    {
      key: `out ${values}`,
      alone: true,
      values: () => [["do", "out"], ...values],
      answered() {
        some.forEach((row) => row.isConnected || chosen.delete(idOf(row)));
        setTimeout(() => nextId && find(nextId) && linkOf(find(nextId)).focus({ preventScroll: true }));
      },
    },
  ]);
}

/* ---- Outcomes ---- */
let opener = null;

function showOutcomes(row, control) {
  closeOutcomes();
  opener = { id: row && idOf(row) };
  const place = document.createElement("div");
  place.id = "evidence-outcomes";
  (row ? document.getElementById("evidence-panel") : foot).prepend(place);
  if (row) {
    const box = place.parentElement.getBoundingClientRect();
    place.parentElement.style.setProperty("--panel-top", `${row.getBoundingClientRect().bottom - box.top}px`);
  }
  const query = row ? `?row=${idOf(row)}` : `?${chosenRows().map((one) => `row=${idOf(one)}`).join("&")}`;
  const address = `${bar.getAttribute("action")}/outcomes${query}`;
  sender.rest().then(() => window.htmx.ajax("GET", address, { source: control, swap: "none" }));
}

function closeOutcomes() {
  const panel = document.getElementById("evidence-outcomes");
  if (!panel) {
    return;
  }
  const inside = panel.contains(document.activeElement);
  panel.remove();
  const back = opener?.id ? find(opener.id)?.querySelector(".ev__outcomes a") : bar.querySelector('[value="outcomes"]');
  if (inside) {
    back?.focus({ preventScroll: true });
  }
}

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
  if (elt.id === "evidence-outcomes" && opener && !opener.at) {
    (elt.querySelector("button, a") ?? elt).focus({ preventScroll: true });
    elt.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  if (elt.id === "evidence-remarks") {
    for (const { dataset, textContent } of elt.children) {
      remark(find(dataset.row), textContent);
    }
    elt.replaceChildren();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#evidence-outcomes [data-close]") && table) {
    event.preventDefault();
    closeOutcomes();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!table || !(form.id === "evidence-outcomes" || form.matches(".ev__mine"))) {
    return;
  }
  event.preventDefault();
  if (form.matches(".ev__mine")) {
    const row = rowOf(form);
    const text = form.querySelector("textarea").value;
    form.remove();
    linkOf(row).focus({ preventScroll: true });
    write([[row, text]]);
    return;
  }
  const button = event.submitter;
  const values = [...new FormData(form)].filter(([name]) => name === "row");
  button.setAttribute("aria-pressed", String(button.value.endsWith(":on")));
  opener.at = [...form.querySelectorAll("button")].indexOf(button) + 1;
  sender.add([{ key: `link ${button.value}`, alone: true, values: () => [["link", button.value], ...values] }]);
}, true);

/* ---- An answer exchanges whole rows: what somebody does in one goes on ---- */
let held = null;

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const row = rowOf(target);
  held = null;
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
  } else if (target.contains(document.activeElement) && (row || target.id === "evidence-outcomes")) {
    const controls = [...target.querySelectorAll("a, button, input")];
    held = { id: target.id, at: controls.indexOf(document.activeElement) };
  }
});

document.addEventListener("htmx:oobAfterSwap", () => {
  const part = held && document.getElementById(held.id);
  if (part) {
    const control = part.querySelectorAll("a, button, input")[held.at] ?? part.querySelector("a");
    control?.focus({ preventScroll: true });
  }
  held = null;
});

/* ---- Next empty ---- */
const nextEmpty = document.getElementById("next-empty");

function goToEmpty() {
  const all = rows();
  const here = editor?.row ?? rowOf(document.activeElement);
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
  if (table && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    goToEmpty();
  }
});

/* ---- Columns from a spreadsheet ---- */
function askPaste(row, lines, text) {
  document.getElementById("evidence-paste")?.remove();
  const all = rows().slice(rows().indexOf(row));
  const pairs = lines.slice(0, all.length).map((line, at) => [all[at], line]);
  const over = pairs.filter(([one, line]) => textOf(one) && textOf(one) !== line);
  const field = editor?.row === row ? editor.field : null;
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
    editor.field.setRangeText(text.trim(), editor.field.selectionStart, editor.field.selectionEnd, "end");
  }, "");
  add("Leave it", () => (editor?.row === row ? editor.field : linkOf(row)).focus({ preventScroll: true }), " button--quiet");
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
  const isEditing = editor?.row === row;
  if (!text.trim() || (isEditing && cells.length < 2)) {
    return;
  }
  event.preventDefault();
  askPaste(row, cells.map((line) => line[0]), text);
});

document.addEventListener("copy", (event) => {
  const row = rowOf(document.activeElement);
  if (!row || editor || String(getSelection()) || !bar) {
    return;
  }
  const some = chosenRows();
  event.preventDefault();
  event.clipboardData.setData("text/plain", writeColumn((some.length ? some : [row]).map(textOf)));
  say(some.length > 1 ? `${some.length} notes copied.` : "Note copied.");
});

/* ---- Keys ---- */
function inField(event) {
  const { key, ctrlKey, metaKey, shiftKey } = event;
  if (key === "Enter" && !shiftKey) {
    if (ctrlKey || metaKey) {
      const { row } = editor;
      close({ isKept: true });
      linkOf(row).focus({ preventScroll: true });
    } else {
      goDown();
    }
  } else if (key === "Escape") {
    leave();
  } else if (key.toLowerCase() === "d" && (ctrlKey || metaKey) && !shiftKey) {
    editor.field.value = above(editor.row);
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
  const mark = { i: "I", d: "D", a: "A" }[key.toLowerCase()];
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
  if (key === " ") {
    boxOf(row).click();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (!table || !bar || event.isComposing) {
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
  if (event.target === editor?.field) {
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
const isTyped = () => editor && editor.field.value.trim() !== editor.was.trim();

function leaveFor(go) {
  sender.again();
  sender.rest().then((isWell) => isWell && go());
}

/* What is on its way arrives first; then the same control is pressed again. */
document.addEventListener("click", (event) => {
  const control = event.target.closest("a[href], #undo, #redo");
  const isElsewhere = control && !rowOf(control) && !control.closest("#evidence-outcomes") && control !== nextEmpty;
  if (!table || !isElsewhere || control.target || control.ariaDisabled || control.getAttribute("href")?.startsWith("#")) {
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
if (table && bar) {
  const head = table.tHead.querySelector(".ev__box");
  head.insertAdjacentHTML("beforeend", '<label><input type="checkbox" id="evidence-all" aria-label="Choose all rows shown"></label>');
  head.querySelector("span")?.remove();
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
