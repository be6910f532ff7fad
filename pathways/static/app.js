/* What every page does once scripts run: components start, and keep starting in what is swapped in.
 *
 * Everything works without this file; it only makes things quicker.
 */
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
document.documentElement.classList.add("js");
initAll();

/* Fragments that were placed by their id; components in them start once. */
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const element = event.detail.target;
  if (element instanceof HTMLElement && element.isConnected) {
    initAll({ scope: element });
    const summary = element.querySelector(".govuk-error-summary, .conflict");
    if (summary) {
      summary.setAttribute("tabindex", "-1");
      summary.focus();
    }
  }
});

/* A menu closes when its work is done or somebody looks elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".menu__list button")) {
      menu.removeAttribute("open");
    }
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  }
});
