/* Modules that came, went or moved: an answer brings those that are new and the order of all, and the
 * page puts the others into it, with their numbers.
 */
const HEARD = "[aria-label], .govuk-visually-hidden, .pick__in, .module__named";
const MENTION = /\b([Mm]odule )\d+|^(In )\d+/;

function write(node, attribute, words) {
  if (words !== node[attribute]) {
    node[attribute] = words;
  }
}

/* What names a module by its number; what somebody wrote is in none of these. */
function renumber(module, number, isLast) {
  const mark = module.querySelector(".module__number");
  const [up, down] = ["up", "down"].map((id) => document.getElementById(`${id}-${module.dataset.id}`));
  if (up) up.disabled = number === 1;
  if (down) down.disabled = isLast;
  if (mark?.textContent === String(number)) {
    return;
  }
  mark?.replaceChildren(String(number));
  for (const part of module.querySelectorAll(HEARD)) {
    const put = (words) => words.replace(MENTION, (_, one, other) => `${one ?? other}${number}`);
    if (part.ariaLabel) write(part, "ariaLabel", put(part.ariaLabel));
    else if (!part.childElementCount) write(part, "textContent", put(part.textContent));
  }
}

function putInOrder(list, ids) {
  const there = new Map([...list.querySelectorAll(":scope > .module")].map((one) => [one.dataset.id, one]));
  for (const [id, one] of there) {
    if (!ids.includes(id)) one.remove();
  }
  const modules = ids.map((id) => there.get(id)).filter(Boolean);
  // One that moved up or down is taken out alone: all the others stay where they are.
  modules.forEach((module, at) => {
    let here = list.querySelectorAll(":scope > .module")[at];
    if (here !== module && here?.nextElementSibling === module && modules.indexOf(here) > at + 1) {
      list.insertBefore(here, modules[modules.indexOf(here) + 1] ?? null);
      here = list.querySelectorAll(":scope > .module")[at];
    }
    if (here !== module) list.insertBefore(module, here);
    renumber(module, at + 1, at === modules.length - 1);
  });
}

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const list = document.getElementById("modules");
  if (event.detail.target.id === "modules-order" && list) {
    putInOrder(list, document.getElementById("modules-order").dataset.order.split(","));
  }
});

/* What is on the page is told with each step, so that the answer holds what is not. */
document.addEventListener("htmx:configRequest", ({ detail: { path, verb, parameters } }) => {
  const list = document.getElementById("modules");
  if (list && verb === "post" && /\/(undo|redo|modules\/.+)$/.test(path)) {
    const there = [...list.querySelectorAll(":scope > .module")].map((one) => one.dataset.id);
    parameters.set("there", there.join(","));
  }
});
