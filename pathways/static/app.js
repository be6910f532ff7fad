/* What every page does once scripts run: components start, and keep starting in what is swapped in.
 *
 * Everything works without this file; it only makes things quicker.
 */
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
document.documentElement.classList.add("js");
initAll();

/* Each element that a change brings in starts its components once. What went wrong, and what two
 * people wrote at once, is read first. */
document.addEventListener("htmx:load", (event) => {
  const element = event.detail.elt;
  if (element === document.body) {
    return;
  }
  initAll({ scope: element });
  const first = element.querySelector(".conflict, .govuk-error-summary");
  if (first) {
    first.setAttribute("tabindex", "-1");
    first.focus();
    first.scrollIntoView({ block: "nearest" });
  }
});

/* A menu closes when its work is done or somebody looks elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".menu__list button")) {
      const summary = menu.contains(document.activeElement) ? menu.querySelector("summary") : null;
      menu.removeAttribute("open");
      // Later: what is sent is read from the button that has the focus.
      setTimeout(() => summary?.focus({ preventScroll: true }));
    }
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      event.preventDefault();
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  }
});
