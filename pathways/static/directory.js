/* On a phone the filters are folded away at first, so that results come first. */
const filters = document.getElementById("directory-filters");

if (filters && window.matchMedia("(max-width: 56rem)").matches) {
  filters.removeAttribute("open");
}

/* A button can print only where scripts run; elsewhere the browser's own menu does. */
const print = document.getElementById("print");

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

/* On paper everything that is folded is read, and folds are as they were afterwards. */
const folds = [...document.querySelectorAll(".published details:not([open])")];

window.addEventListener("beforeprint", () => {
  for (const fold of folds) fold.dataset.was = fold.open ? "open" : "shut";
  for (const fold of folds) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of folds) fold.open = fold.dataset.was === "open";
});
