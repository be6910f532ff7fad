/* The field in a cell: one note at a time is written where it stands. */
import { inTable, linkOf, nameOf, rowOf, say, textOf } from "./rows.js";
import { write } from "./writing.js";

let editor = null; // {row, field, part, was}
export const editing = () => editor;
let pointer = false;

export function open(row, { isPressed = false } = {}) {
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
  // So that the page knows that something is being written.
  field.setAttribute("form", "evidence-send");
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

export function close({ isKept }) {
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

export function leave() {
  const { row } = editor;
  close({ isKept: false });
  linkOf(row).focus({ preventScroll: true });
}

export function goDown() {
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

/* The words of the row above, into the field that is open. */
export function asAbove() {
  editor.field.value = above(editor.row);
  editor.field.focus({ preventScroll: true });
}

export function above(row) {
  return row.previousElementSibling ? textOf(row.previousElementSibling) : "";
}

document.addEventListener("click", (event) => {
  const row = inTable(event) && rowOf(event.target);
  const { edit } = (row && event.target.closest("[data-edit]")?.dataset) ?? {};
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  if (row && event.target.closest(".ev__note > a") && isPlain) {
    event.preventDefault();
    open(row, { isPressed: true });
  } else if (edit === "next") {
    goDown();
  } else if (edit === "above") {
    asAbove();
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
document.addEventListener("focusout", (event) => {
  const left = editor;
  if (!left || event.target !== left.field || left.part.contains(event.relatedTarget) || document.activeElement === left.field) {
    return;
  }
  const done = () => editor === left && document.activeElement !== left.field && !left.part.contains(document.activeElement) && close({ isKept: true });
  if (pointer) {
    document.addEventListener("pointerup", () => setTimeout(done, 1), { once: true });
  } else {
    setTimeout(done);
  }
});
