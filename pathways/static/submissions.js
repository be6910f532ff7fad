/* Reviewing with the keyboard: j and k go from row to row; the others stand on what they press.
 *
 * Every key presses a button or follows a link that is on the page anyway.
 */
const act = document.getElementById("act");

/* One change at a time: what is pressed while an answer is on its way waits its turn, and is then
 * pressed on the page as it stands. Of several wishes for one row only the last is sent. */
let busy = false;
const waiting = [];

const rowOf = (element) => element?.closest?.(".review-row") ?? null;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("button[form=act]");
    if (!button || !busy) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const row = rowOf(button)?.id;
    const same = waiting.findIndex((item) => item.row === row);
    if (same >= 0) {
      waiting.splice(same, 1);
    }
    waiting.push({ id: button.id, row });
  },
  true,
);

act?.addEventListener("htmx:beforeRequest", () => {
  busy = true;
});
act?.addEventListener("htmx:afterRequest", () => {
  busy = false;
  const next = waiting.shift();
  document.getElementById(next?.id)?.click();
});

function enter(row) {
  const control = row?.querySelector(
    ".marking [aria-pressed='true'], .marking button, .thread__open a, h3 a",
  );
  if (control) {
    control.focus();
    row.scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) {
    return;
  }
  const row = rowOf(event.target);
  const steps = { j: 1, k: -1, ...(row ? { ArrowDown: 1, ArrowUp: -1 } : {}) };
  const step = steps[event.key];
  if (step) {
    const rows = [...document.querySelectorAll(".review-row")];
    // From outside the list, the first step goes to the row nearest the top of the window.
    const seen = rows.findIndex((item) => item.getBoundingClientRect().bottom > 0);
    const next = row ? rows[rows.indexOf(row) + step] : rows[Math.max(0, seen)];
    if (next) {
      event.preventDefault();
      enter(next);
    }
    return;
  }
  const control = row?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (control) {
    event.preventDefault();
    control.focus();
    control.click();
  }
});

/* A comment form that was opened takes the focus; one that was closed gives it back to its row. */
document.addEventListener("htmx:load", (event) => {
  const row = event.detail.elt;
  if (!row.matches?.(".review-row")) {
    return;
  }
  const text = row.querySelector("textarea");
  if (text) {
    text.focus({ preventScroll: true });
    text.form.scrollIntoView({ block: "nearest" });
  } else if (document.activeElement === document.body) {
    row.querySelector(".thread__open a")?.focus();
  }
});
