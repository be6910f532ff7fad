/* What others changed comes into the rows that stand here. The row that somebody writes in stays as it
 * was seen, so that saving it shows both. */
import { editing } from "./field.js";
import { find, idOf, rows } from "./rows.js";
import { pending, sender } from "./writing.js";

const plain = (row) => row.innerHTML.replaceAll(' checked=""', "");
const isOwn = (row) =>
  editing()?.row === row || pending.has(idOf(row)) || row.querySelector(".ev__mine") !== null;

function exchange(row, fresh) {
  const controls = "a, button, input";
  const at = [...row.querySelectorAll(controls)].indexOf(document.activeElement);
  row.replaceWith(fresh);
  if (at >= 0) {
    fresh.querySelectorAll(controls)[at]?.focus({ preventScroll: true });
  }
}

function take(page) {
  const body = document.querySelector("#evidence-table tbody");
  const came = [...page.querySelectorAll("#evidence-table tbody tr")];
  const ids = new Set(came.map((row) => row.id));
  // A row that was written may stand here although a filter would leave it out by now.
  const isNarrow = location.search.length > 1;
  for (const row of rows()) {
    if (!ids.has(row.id) && !isNarrow && !isOwn(row)) {
      row.remove();
    }
  }
  came.forEach((fresh, at) => {
    const row = find(idOf(fresh));
    if (!row) {
      const before = at > 0 ? document.getElementById(came[at - 1].id) : null;
      body.insertBefore(fresh, before ? before.nextElementSibling : body.firstElementChild);
    } else if (!isOwn(row) && plain(row) !== plain(fresh)) {
      exchange(row, fresh);
    }
  });
  for (const id of ["evidence-progress", "evidence-show"]) {
    const fresh = page.getElementById(id);
    const part = document.getElementById(id);
    if (fresh && part && !part.contains(document.activeElement)) {
      part.replaceWith(fresh);
    }
  }
  document.dispatchEvent(new Event("evidence:kept"));
}

document.addEventListener("pathways:meanwhile", (event) => {
  if (sender.isBusy()) {
    return; // the page offers to show it
  }
  event.preventDefault();
  fetch(location.href, { headers: { "By-Itself": "yes" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => text && !sender.isBusy() && take(new DOMParser().parseFromString(text, "text/html")))
    .catch(() => {});
});
