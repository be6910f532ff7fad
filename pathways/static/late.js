/* What is written once something was asked is in no answer to it, and is not lost by it. */
export const FORMS = ".inset, .mapping--form, .module.form-wide";

/* In a part whose fields last from one answer to the next it goes over to them, and is told anew to
 * those to whom it was told too late. */
let moment = 0;
let asked = 0;
const writtenAt = new WeakMap();
const sentAt = new WeakMap();
const isMark = (field) => field.matches("[type=checkbox], [type=radio]");

document.addEventListener("input", ({ target }) => writtenAt.set(target, ++moment), true);
document.addEventListener("htmx:beforeSend", ({ detail: { xhr } }) => sentAt.set(xhr, moment));
document.addEventListener("htmx:beforeSwap", ({ detail: { xhr } }) => {
  asked = sentAt.get(xhr) ?? moment;
});

function tell(field) {
  const change = () => field.dispatchEvent(new Event("change", { bubbles: true }));
  if (field !== document.activeElement) {
    change();
    return;
  }
  // Somebody is still writing in it: the browser tells of it, unless nothing more is written.
  field.addEventListener("blur", change, { once: true });
  field.addEventListener("change", () => field.removeEventListener("blur", change), { once: true });
}

document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  const fields = target.matches("[data-lasting]") ? [...target.querySelectorAll("input, select, textarea")] : [];
  for (const field of fields.filter((one) => (writtenAt.get(one) ?? 0) > asked)) {
    const named = `[name="${CSS.escape(field.name)}"]`;
    const next = fragment.querySelector(isMark(field) ? `${named}[value="${CSS.escape(field.value)}"]` : named);
    if (next) {
      next[isMark(field) ? "checked" : "value"] = field[isMark(field) ? "checked" : "value"];
      // Later, once the focus has found its place.
      setTimeout(() => tell(next));
    }
  }
});

/* In a form that is being saved, what was written behind what was sent is for the form that follows;
 * where none does, it is opened once more with the words. */
const sent = new WeakMap();
let late = [];
let resuming = null;

const fieldsOf = (form) => [...form.querySelectorAll("textarea, input[type=text]")];

document.addEventListener("htmx:beforeSend", ({ detail: { requestConfig: { elt } } }) => {
  if (elt.matches("form") && elt.closest(FORMS)) {
    sent.set(elt, new Map(fieldsOf(elt).map((field) => [field.name, field.value])));
  }
});

/* Before its answer is put into the page. */
export function readLate(form) {
  const before = sent.get(form);
  late = [];
  for (const { name, value } of before ? fieldsOf(form) : []) {
    const was = before.get(name) ?? "";
    if (value !== was) {
      late.push({ name, value, rest: value.startsWith(was) ? value.slice(was.length).trimStart() : value });
    }
  }
}

function put(field, words) {
  if (field && words) {
    field.setRangeText(words, 0, field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const putAll = (form, words) => words.forEach(([name, text]) => put(form.querySelector(`[name="${name}"]`), text));

/* Afterwards: `asking` was exchanged for what has its id, a form `following` came, or `left` is what
 * stands where it stood. */
export function bringLate(asking, { following, left, status }) {
  const words = late;
  const stands = document.getElementById(asking.id);
  const form = following ?? (stands?.matches(FORMS) ? stands : null);
  late = [];
  if (!words.length) {
    return;
  }
  const first = form?.querySelector("[data-first]");
  if (form && status !== 200) {
    putAll(form, words.map(({ name, value }) => [name, value]));
  } else if (first && !first.value) {
    put(first, words[0].rest);
  } else {
    // A new thing is kept by now: what comes behind it is another.
    const isNew = asking.matches("[id*=-form]");
    resuming = { id: asking.id, words: words.map(({ name, value, rest }) => [name, isNew ? rest : value]) };
    const place = stands ?? left;
    // What folds a module stands before what opens its form.
    (place?.querySelector("a[hx-get$='/edit']") ?? place?.querySelector("a[hx-get]"))?.click();
  }
}

/* A form came. */
export function resume(form) {
  if (resuming?.id === form.id) {
    putAll(form, resuming.words);
    resuming = null;
  }
}
