/* Which outcomes of their module some rows serve: numbered buttons, beside the row or above the bar. */
import { bar, find, foot, idOf, inTable, rowOf } from "./rows.js";
import { sender } from "./writing.js";

let opener = null;

export function showOutcomes(row, control, some = [row]) {
  closeOutcomes();
  opener = { id: row && idOf(row) };
  const place = document.createElement("div");
  place.id = "evidence-outcomes";
  (row ? document.getElementById("evidence-panel") : foot).prepend(place);
  if (row) {
    const box = place.parentElement.getBoundingClientRect();
    place.parentElement.style.setProperty("--panel-top", `${row.getBoundingClientRect().bottom - box.top}px`);
  }
  const query = `?${some.map((one) => `row=${idOf(one)}`).join("&")}`;
  const address = `${bar.getAttribute("action")}/outcomes${query}`;
  sender.rest().then(() => window.htmx.ajax("GET", address, { source: control, swap: "none" }));
}

export function closeOutcomes() {
  const panel = document.getElementById("evidence-outcomes");
  if (!panel) {
    return;
  }
  const inside = panel.contains(document.activeElement);
  panel.remove();
  const back = opener?.id ? find(opener.id)?.querySelector(".ev__outcomes a") : bar.querySelector('[value="outcomes"]');
  if (inside) {
    back?.focus({ preventScroll: true });
  }
}

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt.id === "evidence-outcomes" && opener && !opener.at) {
    (elt.querySelector("button, a") ?? elt).focus({ preventScroll: true });
    elt.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
});

document.addEventListener("click", (event) => {
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
  const link = inTable(event) && isPlain && event.target.closest("td.ev__outcomes a");
  if (link) {
    event.preventDefault();
    showOutcomes(rowOf(link), link);
  } else if (event.target.closest("#evidence-outcomes [data-close]")) {
    event.preventDefault();
    closeOutcomes();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "evidence-outcomes") {
    return;
  }
  event.preventDefault();
  const button = event.submitter;
  const values = [...new FormData(form)].filter(([name]) => name === "row");
  button.setAttribute("aria-pressed", String(button.value.endsWith(":on")));
  opener.at = [...form.querySelectorAll("button")].indexOf(button) + 1;
  const link = ["link", button.value];
  sender.add([{ key: `link ${button.value}`, alone: true, values: () => [link, ...values] }]);
}, true);
