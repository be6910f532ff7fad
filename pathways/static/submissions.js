/* Reviewing with the keyboard: marks go on to the next open row, and nothing that was pressed is lost.
 *
 * Every key presses a button or follows a link that is on the page anyway.
 */
import { failed } from "./waits.js";

const QUEUED = "button[form=act], button[form=undo], button[form=share]";

/* One change at a time: what is pressed while an answer is on its way waits its turn, and is then
 * pressed on the page as it stands. Of several marks for one row only the last is sent. */
let busy = null;
const waiting = [];
let onward = null;

const rowOf = (element) => element?.closest?.(".review-row") ?? null;
const rows = () => [...document.querySelectorAll(".review-row")];
const isSending = () => busy !== null || waiting.length > 0;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest(QUEUED);
    if (!button) return;
    const row = rowOf(button)?.id ?? "";
    if (busy === null) {
      busy = row;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const form = button.getAttribute("form");
    const same = waiting.findIndex((one) => form === "act" && one.form === form && one.row === row);
    if (same >= 0) waiting.splice(same, 1);
    waiting.push({ id: button.id, row, form });
  },
  true,
);

function takeNext() {
  busy = null;
  while (waiting.length) {
    const next = waiting.shift();
    const button = document.getElementById(next.id);
    if (button) {
      button.click();
      return;
    }
  }
  const go = onward;
  onward = null;
  if (go && !failed()) go();
}

for (const id of ["act", "undo", "share"]) {
  document.getElementById(id)?.addEventListener("htmx:afterRequest", takeNext);
}

window.addEventListener("beforeunload", (event) => {
  if (isSending() || failed()) event.preventDefault();
});

/* A row that was marked folds when it is left. What is looked at stays where it is. */
function foldOthers(kept) {
  const before = kept?.getBoundingClientRect().top;
  for (const fold of document.querySelectorAll(".review-row__fold[open]")) {
    const row = rowOf(fold);
    if (row !== kept && !row.querySelector("textarea")) fold.open = false;
  }
  if (kept) window.scrollBy(0, kept.getBoundingClientRect().top - before);
}

// After the click that leaves it: a row that folds before would take the next one from under it.
document.addEventListener("click", (event) => {
  const row = rowOf(event.target);
  if (row && event.detail) setTimeout(() => foldOthers(row));
});

const WAYS = [
  ".review-row__fold:not([open]) > summary",
  ".marking [aria-pressed='true']",
  ".marking__buttons button",
  ".thread__open a",
  "a",
];

function enter(row) {
  const fold = row?.querySelector(".review-row__fold:not([open])");
  // A row far down is folded until somebody comes to it.
  if (fold && isOpen(row)) fold.open = true;
  for (const way of WAYS) {
    const control = row?.querySelector(way);
    if (control) {
      control.focus({ preventScroll: true });
      foldOthers(row);
      row.scrollIntoView({ block: "nearest" });
      return;
    }
  }
}

function isOpen(row) {
  const isAsked = row.querySelector(".marking__buttons") && !row.querySelector(".marking [aria-pressed='true']");
  return isAsked && busy !== row.id && !waiting.some((one) => one.row === row.id);
}

/* The next open row of the page, from the top again after the last; else the page that has one. */
function goOn(from) {
  const all = rows();
  const here = from ? all.indexOf(from) + 1 : 0;
  const next = [...all.slice(here), ...all.slice(0, here)].find((row) => row !== from && isOpen(row));
  if (next) enter(next);
  return Boolean(next);
}

function goFurther() {
  const link = document.getElementById("next-open");
  if (!link) return;
  link.focus({ preventScroll: true });
  const go = () => {
    const now = document.getElementById("next-open");
    if (!now?.href) return;
    const target = document.getElementById(new URL(now.href).hash.slice(1));
    if (target) enter(target);
    else now.click();
  };
  if (isSending()) onward = go;
  else go();
}

/* Along the bar: it is one stop for the Tab key, and the arrows go on inside. */
const tools = document.querySelector("#review-tools[role=toolbar]");
const isSeen = (one) => one.checkVisibility?.() ?? true;
const inBar = () =>
  [...(tools?.querySelectorAll("summary, a, button") ?? [])].filter(
    (one) => !one.closest(".menu__list") && isSeen(one),
  );

function setStops(chosen = null) {
  const all = inBar();
  const stop = all.includes(chosen) ? chosen : all[0];
  for (const one of all) one.tabIndex = one === stop ? 0 : -1;
}
setStops();
tools?.addEventListener("focusin", ({ target }) => {
  if (!target.closest(".menu__list")) setStops(target);
});

function alongBar(event) {
  const all = inBar();
  const here = all.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (here < 0 || !step) return false;
  event.preventDefault();
  all[(here + step + all.length) % all.length].focus();
  return true;
}

const press = (control) => {
  control.focus({ preventScroll: true });
  control.click();
};

/* The last finding is undone at its own place in the queue, by whatever button then stands for it. */
function undoLast() {
  const last = document.getElementById("undo-last");
  if (last) {
    last.click();
  } else if (isSending()) {
    waiting.push({ id: "undo-last", row: "", form: "undo" });
  }
}

const DEEDS = {
  n: (row) => goOn(row) || goFurther(),
  u: undoLast,
  "?": () => document.getElementById("keys-dialog")?.showModal(),
};

/* What is typed while a form is on its way is meant for the form, whatever else is answered before it. */
let early = null;
let asked = "";
const isOpener = (control) => control.matches("a[hx-get]");

function keepEarly(event) {
  if (early === null || event.target.matches("textarea")) return false;
  if (event.key.length !== 1 && event.key !== "Enter") return false;
  event.preventDefault();
  early += event.key === "Enter" ? "\n" : event.key;
  return true;
}

document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig } }) => {
  if (requestConfig.elt.id === asked) early = null;
});

/* A form that stands open in a row outlasts an answer that is not to it. */
let answering = null;
let writing = null;

/* The form of a row has its place where the words are that it changes, or below all of them. */
function putForm(form, row) {
  const change = document.getElementById(`change-${form.action.split("/").at(-1)}`);
  const there = row.querySelector(".thread__form") ?? (change ? null : row.querySelector(".thread__open"));
  if (there) there.replaceWith(form);
  else change?.closest("li").replaceChildren(form);
}

document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig } }) => {
  answering = requestConfig.elt;
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  const form = target.matches(".review-row") ? target.querySelector(".thread__form") : null;
  const isAsked = form && fragment.querySelector(".thread__form") && !form.querySelector("textarea").value;
  writing = form && !isAsked && !form.contains(answering) ? form : null;
  // Out of the page before the swap, so that nothing in it is taken down.
  writing?.remove();
});
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  const row = writing && document.getElementById(target.id);
  if (!row) return;
  putForm(writing, row);
  const fold = writing.closest(".review-row__fold");
  if (fold) fold.open = true;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches(".thread__form textarea")) {
    const button = event.target.form.querySelector("button.button--primary");
    event.preventDefault();
    if (button) event.target.form.requestSubmit(button);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (keepEarly(event)) return;
  if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
  if (alongBar(event)) return;
  const row = rowOf(event.target);
  const step = { j: 1, k: -1, ...(row ? { ArrowDown: 1, ArrowUp: -1 } : {}) }[event.key];
  if (step) {
    const all = rows();
    // From outside the list, the first step goes to the row nearest the top of the window.
    const seen = all.findIndex((one) => one.getBoundingClientRect().bottom > 0);
    const next = row ? all[all.indexOf(row) + step] : all[Math.max(0, seen)];
    if (next) {
      event.preventDefault();
      enter(next);
    }
    return;
  }
  if (DEEDS[event.key] && document.getElementById("act")) {
    event.preventDefault();
    DEEDS[event.key](row);
    return;
  }
  const control = row?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!control) return;
  event.preventDefault();
  const marks = control.matches("[aria-pressed='false']");
  press(control);
  if (isOpener(control)) [early, asked] = ["", control.id];
  // Where all of the page is marked, the way on takes the focus.
  if (marks && !goOn(row)) document.getElementById("next-open")?.focus({ preventScroll: true });
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (target.closest("[data-close]")) target.closest("dialog").close();
});

/* What came in: a bar has its stops, a row that was left meanwhile is folded, and a comment form
 * that was opened takes the focus; one that was closed gives it back to its row. */
document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt.id === "review-bar" || elt.id === "privacy") {
    if (matchMedia("(max-width: 48rem)").matches) elt.querySelector("#bar-filters")?.removeAttribute("open");
    setStops(document.activeElement);
    return;
  }
  if (!elt.matches?.(".review-row")) return;
  const text = elt.querySelector("textarea");
  if (text && text.form === writing) {
    // It stands where it stood, with the focus where that was, see place.js.
    writing = null;
  } else if (text) {
    text.focus({ preventScroll: true });
    if (early) text.setRangeText(early, text.value.length, text.value.length, "end");
    early = null;
    text.form.scrollIntoView({ block: "nearest" });
  } else if (document.activeElement === document.body) {
    elt.querySelector(".marking [aria-pressed='true'], .thread__open a")?.focus({ preventScroll: true });
  }
  const now = rowOf(document.activeElement);
  if (now && now !== elt) foldOthers(now);
});

if (matchMedia("(max-width: 48rem)").matches) document.getElementById("bar-filters")?.removeAttribute("open");

/* A page that is opened at a row begins there. Going to it takes the focus away once more, as the
 * page is whole, so it is given again then. */
function begin() {
  const named = document.getElementById(location.hash.slice(1));
  const isFree = document.activeElement === document.body;
  if (isFree && named?.matches(".review-row") && document.getElementById("act")) enter(named);
}
begin();
window.addEventListener("load", () => setTimeout(begin));
