/* Leaving a page asks first, while a form for longer texts holds words that were not sent. */
let sent = null;

const isWritten = (form) =>
  form.querySelector(".govuk-error-message") ||
  [...form.elements].some((field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field.matches("select")) {
      const first = [...field.options].findIndex((one) => one.defaultSelected);
      return field.selectedIndex !== Math.max(0, first);
    }
    return field.matches("textarea, input:not([type=hidden], [type=file])") && field.value !== field.defaultValue;
  });

// What htmx sends stays on the page, and is exchanged by its answer.
window.addEventListener("submit", (event) => {
  sent = event.defaultPrevented ? null : event.target;
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect")) {
    sent = event.detail.elt;
  }
});
window.addEventListener("pageshow", () => {
  sent = null;
});

window.addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[method=post]:has(textarea)")];
  if (forms.some((form) => form !== sent && isWritten(form))) {
    event.preventDefault();
  }
});
