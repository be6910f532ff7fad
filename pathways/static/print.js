/* A button can print only where scripts run; elsewhere the browser's own menu does. */
const print = document.getElementById("print");

if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

/* On paper everything that is folded is read, and folds are as they were afterwards. */
const HELD = ".published details:not([open]), .trail details:not([open]), .compare details:not([open]), "
  + ".specification details:not([open])";
let opened = [];

window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(HELD)];
  for (const fold of opened) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of opened) fold.open = false;
});
