/* Open forms and focus, while the page around them changes.
 *
 * An answer may replace the part of the page in which somebody is writing. What they typed stays
 * where it was, and where the control in focus went away, focus stays near.
 */
const FORMS = ".inset, .module.form-wide";
let asking = null;
let keeping = [];
let path = [];

function isTyped(field) {
  if (field.type === "hidden") {
    return false;
  }
  return field.matches("[type=checkbox], [type=radio]")
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;
}

const isWritten = (root) => [...root.querySelectorAll("input, textarea")].some(isTyped);

/* The form that was saved, left or refused is the one that its answer replaces. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, triggeringEvent } = event.detail.requestConfig;
  asking = (triggeringEvent?.submitter ?? elt)?.closest(FORMS) ?? null;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  keeping = [];
  for (const root of target.querySelectorAll(FORMS)) {
    const place = root !== asking && isWritten(root) && fragment.querySelector(`#${CSS.escape(root.id)}`);
    if (place) {
      keeping.push(root);
    }
  }
  // Out of the page before the swap, so that nothing in them is taken down.
  for (const root of keeping) {
    root.remove();
  }
});

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const root of keeping) {
    document.getElementById(root.id)?.replaceWith(root);
  }
  keeping = [];
});

document.addEventListener("htmx:beforeRequest", () => {
  path = [];
  for (let element = document.activeElement; element; element = element.parentElement) {
    if (element.id && element.id !== "main") {
      path.push(element.id);
    }
  }
});

document.addEventListener("htmx:afterRequest", () => {
  if (document.activeElement !== document.body) {
    return;
  }
  const near = path.map((id) => document.getElementById(id)).find((element) => element?.checkVisibility());
  if (near) {
    if (near.tabIndex < 0) {
      near.setAttribute("tabindex", "-1");
    }
    near.focus({ preventScroll: true });
  }
});

/* A form that was opened takes the focus. What went wrong is read first, see app.js. */
document.addEventListener("htmx:load", (event) => {
  const element = event.detail.elt;
  if (element.matches?.(FORMS) && !element.querySelector(".conflict, .govuk-error-summary")) {
    const first = element.querySelector("input:checked, input:not([type=hidden], [type=radio]), textarea");
    first?.focus();
  }
});
