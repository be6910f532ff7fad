/* The builder's extra hands: keys for treatments, dragging modules, and focus that follows the work.
 *
 * Every action here presses a button or submits a form that is on the page anyway.
 */
/* Buttons belong to the form of their module, or else to that of the page: a form that had all of
 * them would make each exchange slower, the more there are. */
const ACT = "form#act, form[id^='act-']";
const BUTTON = "button[form='act'], button[form^='act-']";

/* One change at a time: what is pressed while an answer is on its way waits its turn, and is then
 * pressed on the page as it stands. Of several wishes for one competency only the last is sent. */
let busy = false;
const waiting = [];

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest(BUTTON);
    if (!button || !busy) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const group = button.closest(".scale")?.id;
    const same = waiting.findIndex((item) => group && item.group === group);
    if (same >= 0) {
      waiting.splice(same, 1);
    }
    waiting.push({ id: button.id, button, group });
  },
  true,
);

/* A button that stands for a gesture is on the page only while it is pressed. */
function press(button) {
  const isGesture = button.dataset.gesture === "yes";
  if (isGesture) {
    document.body.append(button);
    window.htmx.process(button);
  }
  button.click();
  if (isGesture) {
    button.remove();
  }
}

function pressNext() {
  while (!busy && waiting.length > 0) {
    const { id, button } = waiting.shift();
    const there = (id && document.getElementById(id)) || button;
    if (there.isConnected || there.dataset.gesture) {
      press(there);
    }
  }
}

document.addEventListener("htmx:beforeRequest", (event) => {
  busy ||= event.target.matches(ACT);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig.elt.matches(ACT)) {
    busy = false;
    pressNext();
  }
});

/* Until the panel has followed another module, its buttons are those of the module before. The link that
 * asked is exchanged by its own answer, so that the request is known by itself. */
let following = null;
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest("#target")) {
    following = event.detail.xhr;
    busy = true;
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (following && event.detail.xhr === following) {
    following = null;
    busy = false;
    pressNext();
  }
});

/* The answer need not hold what this page does not show. */
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = event.detail;
  const list = document.getElementById("modules");
  if (!list || !elt.matches(`${ACT}, form[data-code]`)) {
    return;
  }
  const shown = [...list.querySelectorAll(".mappings")].map((one) => one.id.slice("mappings-".length));
  parameters.set("unfolded", shown.join(","));
  const [module, pressed, , , outcome] = String(parameters.get("cell") ?? "").split(":");
  const code = pressed || elt.dataset.code;
  const panel = document.getElementById("panel");
  if (document.getElementById("open-count")) {
    parameters.set("panel", panel.dataset.level);
  }
  if (panel?.querySelector(".shelf")) {
    parameters.set("shelves", "yes");
  }
  if (document.getElementById(`pick-${code}`)) {
    parameters.set("pick", "yes");
  }
  if (!code) {
    // A step back may concern any of them.
    const picks = [...document.querySelectorAll("#panel [id^='pick-']")].map((one) => one.id.slice("pick-".length));
    parameters.set("picks", picks.join(","));
  }
  const suggested = document.getElementById(`state-${outcome || module}-${code}`)?.closest(".suggestions");
  if (suggested) {
    parameters.set("suggestion", suggested.dataset.outcome);
  }
  if (document.getElementById(`near-${code}`)) {
    parameters.set("near", code);
  }
  // What the gaps of a line offer follows from what is asked of it.
  const gap = code && document.getElementById(`mend-${code.split("-")[1]}`);
  if (gap) {
    parameters.set("mend", gap.dataset.mend);
  }
  const [undo, redo] = ["undo", "redo"].map((id) => document.getElementById(id));
  if (undo && redo && !undo.ariaDisabled && redo.ariaDisabled) {
    parameters.set("saved", "yes");
  }
});

/* The panel follows where the whole coverage came anew: modules came, went or moved. Where one click
 * had it counted anew, the panel got its part with the click's answer. */
let counting = false;
document.addEventListener("htmx:beforeRequest", (event) => {
  counting ||= event.target.id === "count-anew";
});
document.addEventListener("htmx:afterRequest", (event) => {
  counting &&= event.detail.successful;
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id !== "coverage" || !event.detail.elt.querySelector("#verdict")) {
    return;
  }
  if (!counting) {
    // Later, so that focus has found its place before the next request asks where it is.
    setTimeout(() => window.htmx.trigger("#find", "refresh"), 0);
  }
  counting = false;
});

/* I, D and A set how far the competency in focus is taken. */
const ROWS = ".mapping, .place, .pick, .mend__pick, .suggestion";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) {
    return;
  }
  const row = event.target.closest(ROWS);
  const mark = { i: "I", d: "D", a: "A" }[event.key.toLowerCase()];
  if (row && mark) {
    const button = row.querySelector(`.scale [data-mark="${mark}"]`);
    if (button) {
      event.preventDefault();
      button.focus();
      button.click();
    }
    return;
  }
  /* Up and down go from one competency to the next. */
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (row && step) {
    const rows = [...document.querySelectorAll(ROWS)];
    const next = rows[rows.indexOf(row) + step];
    const control = next && next.querySelector(".scale [aria-pressed='true'], .scale button");
    if (control) {
      event.preventDefault();
      control.focus();
    }
  }
});

/* Modules are dragged by their number. Dropping one posts the place that it was given. */
function sortable() {
  const list = document.getElementById("modules");
  if (!list || list.dataset.sort !== "yes" || !window.Sortable || window.matchMedia("(pointer: coarse)").matches) {
    return;
  }
  window.Sortable.create(list, {
    handle: ".sortable-handle",
    draggable: ".module",
    animation: 0,
    onEnd(event) {
      if (event.oldDraggableIndex === event.newDraggableIndex) {
        return;
      }
      const button = document.createElement("button");
      button.type = "submit";
      button.name = "place";
      button.value = String(event.newDraggableIndex + 1);
      button.setAttribute("form", "act");
      button.setAttribute("formaction", `${location.pathname}/modules/${event.item.dataset.id}/place`);
      button.hidden = true;
      button.dataset.gesture = "yes";
      press(button);
    },
  });
}

sortable();
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id === "modules") {
    sortable();
  }
});

/* The note of the row above, copied without asking anybody. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-above]");
  const above = button?.closest(".mapping")?.previousElementSibling;
  const words = above?.querySelector("textarea")?.value ?? above?.querySelector(".mapping__evidence")?.textContent;
  if (words === undefined) {
    return;
  }
  event.preventDefault();
  const field = button.form.querySelector("[data-first]");
  field.value = words;
  field.focus();
});

/* Ctrl+Enter saves a form. */
document.addEventListener("keydown", (event) => {
  const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#modules form, #module-form form, .reading form");
  const save = form && (form.querySelector("[data-save]") ?? form.querySelector("[type=submit]"));
  if (save) {
    event.preventDefault();
    save.click();
  }
});

/* A list in the field for an outcome: the button that makes one of each line says how many. */
const MARK = /^\s*(?:[-–—•·*▪◦‣]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+/;
document.addEventListener("input", (event) => {
  const button = event.target.matches("[data-lines]") && event.target.form.querySelector("[data-several]");
  if (button) {
    const lines = event.target.value.split(/[\r\n\v\u2028\u2029]+/).filter((line) => line.replace(MARK, "").trim());
    button.hidden = lines.length < 2;
    button.textContent = `Make ${lines.length} outcomes`;
  }
});

/* Enter in a field for one outcome goes on to the next; Shift+Enter begins a line. */
document.addEventListener("keydown", (event) => {
  // While it is saved, what is typed is for the next, and so is a line's end.
  const isSaving = event.target.form?.matches(".htmx-request");
  const isPlain = event.key === "Enter" && !isSaving && !(event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing);
  if (isPlain && event.target.matches("textarea[name=text][data-first]")) {
    event.preventDefault();
    const { form } = event.target;
    const several = form.querySelector("[data-several]:not([hidden])");
    (several ?? form.querySelector("[type=submit]")).click();
  }
});

/* Folding all shows the page anew: its link keeps the focus, and its place. */
const FOLDED = "pathways-folded";
document.addEventListener("click", (event) => {
  const link = event.target.closest("#fold-all");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    sessionStorage.setItem(FOLDED, String(link.getBoundingClientRect().top));
  }
});
const folded = sessionStorage.getItem(FOLDED);
sessionStorage.removeItem(FOLDED);
const foldAll = folded === null ? null : document.getElementById("fold-all");
if (foldAll) {
  foldAll.focus({ preventScroll: true });
  window.scrollBy({ top: foldAll.getBoundingClientRect().top - Number(folded), behavior: "instant" });
}
