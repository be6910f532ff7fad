/* Details and assurance save as one goes: each section by itself, when something in it was changed.
 *
 * What htmx sends is what the forms hold anyway; here it is only noted what the server has by now, so
 * that the page knows what is still unsaved, and that nothing is lost that was typed meanwhile.
 */
const form = document.getElementById("sections-form");
const sent = new Map();
const meanwhile = new Map();

const isMark = (field) => field.matches("[type=checkbox], [type=radio]");
const fieldsOf = (section) => [...section.querySelectorAll("input:not([type=hidden]), textarea, select")];
const stateOf = (field) => (isMark(field) ? field.checked : field.value);

function setState(field, state) {
  if (isMark(field)) field.checked = state;
  else field.value = state;
}

/* What is there from now on: leaving the page loses nothing of it. */
function settle(field, state) {
  if (isMark(field)) field.defaultChecked = state;
  else if (field.matches("select")) for (const one of field.options) one.defaultSelected = one.value === state;
  else field.defaultValue = state;
}

/* One section after the other: what is changed while an answer is on its way goes after it. */
const key = form?.elements.namedItem("section");
const waiting = new Set();
let busy = false;
let saving = null;

function save(section) {
  if (busy) {
    waiting.add(section.id);
    return;
  }
  key.value = section.dataset.key;
  window.htmx.trigger(form, "submit");
}

const isOwn = (event) => event.detail.requestConfig?.elt === form;

document.addEventListener("htmx:beforeSend", (event) => {
  if (!isOwn(event)) return;
  busy = true;
  saving = document.getElementById(`section-${key.value}`);
  if (saving) sent.set(saving.id, fieldsOf(saving).map((field) => [field.id, stateOf(field)]));
});

form?.addEventListener("change", (event) => {
  const section = event.target.closest(".section");
  if (section) save(section);
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  const before = sent.get(target.id);
  if (!before) return;
  const typed = before
    .map(([id, state]) => [document.getElementById(id), state])
    .filter(([field, state]) => field && stateOf(field) !== state)
    .map(([field]) => [field.id, stateOf(field)]);
  meanwhile.set(target.id, typed);
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  for (const [id, state] of meanwhile.get(event.detail.target.id) ?? []) {
    const field = document.getElementById(id);
    if (field) setState(field, state);
  }
  meanwhile.delete(event.detail.target.id);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOwn(event)) return;
  const before = saving && sent.get(saving.id);
  // An answer that brought the section anew brought what is there.
  if (before && event.detail.successful && saving.isConnected) {
    for (const [id, state] of before) {
      const field = document.getElementById(id);
      if (field) settle(field, state);
    }
    document.dispatchEvent(new Event("change"));
  }
  sent.delete(saving?.id);
  busy = false;
  saving = null;
  key.value = "";
  const [next] = waiting;
  waiting.delete(next);
  const section = document.getElementById(next ?? "");
  if (section) save(section);
});

/* Enter and Ctrl+Enter save the section in which they are pressed, and nothing else; a button saves
 * the section that it stands in. */
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || !event.submitter) return;
    const section = (event.submitter.closest(".section") ?? document.activeElement)?.closest(".section");
    if (event.submitter.name && section && !busy) {
      key.value = section.dataset.key;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (section) save(section);
  },
  true,
);
form?.addEventListener("keydown", (event) => {
  const section = event.target.closest(".section");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && section) {
    event.preventDefault();
    save(section);
  }
});
