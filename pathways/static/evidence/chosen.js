/* Rows that are chosen, and what is done with all of them at once. */
import { above } from "./field.js";
import { showOutcomes } from "./outcomes.js";
import { bar, boxOf, find, foot, idOf, inTable, linkOf, rowOf, rows, say, textOf } from "./rows.js";
import { sender, treat, write } from "./writing.js";

export const chosen = new Set();
let latest = ""; // the id of the row pressed last: an answer puts another row in its place

export const chosenRows = () => rows().filter((row) => chosen.has(idOf(row)));

/* One box for all rows, where scripts run. */
function addAll() {
  const head = document.querySelector("#evidence-table thead .ev__box");
  head?.querySelector("span")?.remove();
  head?.insertAdjacentHTML(
    "beforeend",
    '<label><input type="checkbox" id="evidence-all" aria-label="Choose all rows shown"></label>',
  );
  return document.getElementById("evidence-all");
}

export function paintChosen() {
  if (!bar) {
    return;
  }
  for (const row of rows()) {
    const is = chosen.has(idOf(row));
    boxOf(row).checked = is;
    // A choice is nothing that waits to be saved.
    boxOf(row).defaultChecked = is;
    row.classList.toggle("is-chosen", is);
  }
  const count = chosenRows().length;
  bar.hidden = count === 0;
  const all = document.getElementById("evidence-all") ?? addAll();
  if (all) {
    all.checked = count > 0 && count === rows().length;
    all.indeterminate = count > 0 && !all.checked;
  }
  document.getElementById("evidence-count").textContent = count === 1 ? "1 row chosen" : `${count} rows chosen`;
  bar.querySelector(".ev-same summary").textContent =
    count < 2 ? "Same text" : count === 2 ? "Same text for both" : `Same text for all ${count}`;
  bar.querySelector("[data-fill]").hidden = count < 2;
}

document.addEventListener("change", ({ target }) => {
  if (target.id === "evidence-all") {
    rows().forEach((row) => (target.checked ? chosen.add(idOf(row)) : chosen.delete(idOf(row))));
    paintChosen();
  }
});

document.addEventListener("click", (event) => {
  const box = inTable(event) && event.target.closest(".ev__box input");
  const row = rowOf(box || null);
  if (!row) {
    return;
  }
  const all = rows();
  const [from, to] = [all.findIndex((one) => idOf(one) === latest), all.indexOf(row)].sort((one, other) => one - other);
  const some = event.shiftKey && from >= 0 ? all.slice(from, to + 1) : [row];
  some.forEach((one) => (box.checked ? chosen.add(idOf(one)) : chosen.delete(idOf(one))));
  latest = idOf(row);
  paintChosen();
});

bar?.addEventListener("reset", () => {
  const first = chosenRows()[0];
  chosen.clear();
  paintChosen();
  if (first) {
    boxOf(first).focus({ preventScroll: true });
  }
});

/* What would be written over is said, and one undo brings it back. */
function told(pairs) {
  const over = pairs.filter(([row, text]) => textOf(row) && textOf(row) !== text.trim());
  const count = pairs.length === 1 ? "1 note written" : `${pairs.length} notes written`;
  return over.length ? `${count}, ${over.length} of them over what was there. Undo brings it back.` : `${count}.`;
}

export function spread(some, text) {
  const pairs = some.filter((row) => textOf(row) !== text.trim()).map((row) => [row, text]);
  if (pairs.length) {
    const words = told(pairs);
    write(pairs);
    say(words);
  }
}

export function fillDown(row) {
  const some = chosenRows();
  if (some.length > 1) {
    spread(some.slice(1), textOf(some[0]));
  } else if (row?.previousElementSibling && above(row)) {
    spread([row], above(row));
  } else {
    say("There is no note above to take.");
  }
}

bar?.addEventListener("click", (event) => {
  if (event.target.closest("[data-fill]")) {
    fillDown(null);
  }
});

/* One form holds the marks of all rows and what is done with those chosen. */
bar?.addEventListener("submit", (event) => {
  const { name, value } = event.submitter ?? {};
  const some = chosenRows();
  event.preventDefault();
  if (name === "mark") {
    const row = rowOf(event.submitter);
    treat([row], event.submitter.dataset.mark);
  } else if (value === "same") {
    const field = document.getElementById("evidence-text");
    spread(some, field.value);
    field.value = "";
    bar.querySelector(".ev-same").open = false;
    bar.querySelector(".ev-same summary").focus({ preventScroll: true });
  } else if (value === "outcomes") {
    showOutcomes(null, event.submitter, some);
  } else if (value === "out") {
    takeOut(some);
  } else if (value) {
    treat(some, value);
  }
});

function takeOut(some) {
  const next = rows().find((row, at) => at > rows().indexOf(some[0]) && !some.includes(row)) ?? rows().find((row) => !some.includes(row));
  const nextId = next && idOf(next);
  const ids = some.map(idOf);
  // What is on its way before this changes what is told of a row.
  const told = () => ids.map(find).filter(Boolean).map((row) => ["row", boxOf(row).value]);
  sender.add([
    {
      key: `out ${ids}`,
      alone: true,
      values: () => [["do", "out"], ...told()],
      answered() {
        ids.forEach((id) => find(id) || chosen.delete(id));
        setTimeout(() => nextId && find(nextId) && linkOf(find(nextId)).focus({ preventScroll: true }));
      },
    },
  ]);
}

document.addEventListener("evidence:kept", paintChosen);

/* What is said lies above the bar, however high that is. */
if (foot) {
  new ResizeObserver(() => {
    document.body.style.setProperty("--foot", `${foot.offsetHeight + 8}px`);
  }).observe(foot);
}
