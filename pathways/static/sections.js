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

/* One section after the other: what is changed while an answer is on its way goes after it, and so
 * does a button that was pressed. Of what did not arrive, nothing is forgotten until it did. */
const key = form?.elements.namedItem("section");
const waiting = new Map();
const lost = new Map();
let busy = false;
let saving = null;
let pressing = null;

function save(section, button = null) {
  if (busy) {
    waiting.set(section.id, button ?? waiting.get(section.id) ?? null);
    return;
  }
  // Its own answer may have brought the section anew, and the button with it.
  const there =
    button && section.querySelector(`button[name="${button.name}"][value="${CSS.escape(button.value)}"]`);
  if (there) {
    form.requestSubmit(there);
    return;
  }
  key.value = section.dataset.key;
  window.htmx.trigger(form, "submit");
}

function next() {
  const [first] = waiting;
  if (!first) return;
  const [id, button] = first;
  waiting.delete(id);
  const section = document.getElementById(id);
  if (section) save(section, button);
  else next();
}

function retry() {
  for (const [id, button] of lost) waiting.set(id, waiting.get(id) ?? button);
  lost.clear();
}

form?.addEventListener("saving:again", (event) => {
  event.preventDefault();
  retry();
  next();
});

const isOwn = (event) => event.detail.requestConfig?.elt === form;

document.addEventListener("htmx:beforeSend", (event) => {
  if (!isOwn(event)) return;
  busy = true;
  saving = document.getElementById(`section-${key.value}`);
  pressing = event.detail.requestConfig.triggeringEvent?.submitter ?? null;
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
  const { successful, xhr } = event.detail;
  if (saving && !successful && (!xhr?.status || xhr.status === 401 || xhr.status >= 500)) lost.set(saving.id, pressing);
  else lost.delete(saving?.id);
  sent.delete(saving?.id);
  busy = false;
  saving = null;
  pressing = null;
  key.value = "";
  // The server answers again: what it did not get before goes after what it got.
  if (successful) retry();
  next();
});

/* Enter and Ctrl+Enter save the section in which they are pressed, and nothing else; a button saves
 * the section that it stands in. */
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form || !event.submitter) return;
    const section = (event.submitter.closest(".section") ?? document.activeElement)?.closest(".section");
    const button = event.submitter.name ? event.submitter : null;
    if (button && section && !busy) {
      key.value = section.dataset.key;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (section) save(section, button);
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
