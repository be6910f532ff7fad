/* The framework panel: the module that it adds to is chosen at once, and on a phone it opens as a sheet.
 *
 * Every choice here follows a link or submits a form that is on the page anyway.
 */
const find = document.getElementById("find-words");

/* A number is chosen as soon as it is pressed. What is pressed until the panel has followed waits
 * for it, see builder.js. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("#target a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  document.querySelector("#target [aria-current]")?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
});

/* “Add competency” chooses the module in the panel instead of loading the page again. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-target]");
  if (!link || !find) {
    return;
  }
  event.preventDefault();
  const number = document.getElementById(`target-${link.dataset.target}`);
  const select = document.getElementById("target-module");
  number?.click();
  if (select && select.value !== link.dataset.target) {
    select.value = link.dataset.target;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  open("framework", find);
});

/* What a gap leads to is shown in the panel, which is on this page already. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || !find || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  find.value = "";
  window.htmx.ajax("GET", link.pathname + link.search, { swap: "none" }).then(() => {
    const theme = new URLSearchParams(link.search).get("theme");
    open("framework", document.getElementById(`fold-${theme}`) ?? find);
  });
});

/* On a phone a panel is a sheet over the page, opened by its address; Done goes back to where one was. */
const SHEETS = ["framework", "coverage"];
function showSheet() {
  // An address without a mark names nothing.
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  for (const id of SHEETS) {
    const isOpen = Boolean(target?.closest(`#${id}`));
    document.getElementById("builder")?.classList.toggle(`builder--${id}`, isOpen);
  }
}
let sheet = false;
let opener = null;
window.addEventListener("hashchange", () => {
  showSheet();
  if (opener && !sheet) {
    // What counts is drawn anew by an answer, under the same id.
    (opener.isConnected ? opener : document.getElementById(opener.id))?.focus({ preventScroll: true });
    opener = null;
  }
});
showSheet();
function open(id, focus) {
  if (window.matchMedia("(max-width: 48rem)").matches) {
    opener = document.activeElement;
    sheet = location.hash !== `#${id}`;
    location.hash = id;
    // At once: what is hidden takes no focus.
    showSheet();
  } else {
    document.getElementById(id).scrollIntoView({ block: "nearest" });
  }
  focus.focus({ preventScroll: false });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest(".dock a");
  sheet ||= link !== null && link.hash !== "#modules";
  opener = link ?? opener;
  if (event.target.closest("[data-done]") && sheet) {
    event.preventDefault();
    sheet = false;
    history.back();
  }
});

/* Ticks stay while shelves open and close: those that are not shown are sent all the same. */
const act = document.getElementById("act");
const ticked = new Set();
const boxes = () => [...document.querySelectorAll("#panel [name=chosen]")];

function count() {
  const shown = boxes();
  for (const box of shown) {
    box.checked = ticked.has(box.value);
  }
  const words = document.getElementById("chosen-count");
  words?.replaceChildren(ticked.size ? `${ticked.size} chosen,` : "Tick several,");
  for (const hidden of document.querySelectorAll("#chosen [name=chosen]")) {
    hidden.remove();
  }
  const there = new Set(shown.map((box) => box.value));
  for (const code of [...ticked].filter((one) => !there.has(one))) {
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: "chosen", value: code });
    hidden.setAttribute("form", "act");
    document.getElementById("chosen")?.append(hidden);
  }
}
document.addEventListener("change", (event) => {
  const box = event.target.closest("#panel [name=chosen]");
  if (box) {
    ticked[box.checked ? "add" : "delete"](box.value);
    count();
  }
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id === "panel") {
    count();
  }
});
for (const box of boxes().filter((one) => one.checked)) {
  ticked.add(box.value); // the browser keeps ticks when one goes back
}
count();

let sent = new Set();
const isBlock = (detail) => /\/picks$/.test(detail.requestConfig?.path ?? detail.path);
act?.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  if (!isBlock(event.detail)) {
    parameters.delete("chosen");
    return;
  }
  parameters.set("panel", document.getElementById("panel").dataset.level);
  if (document.querySelector("#panel .shelf")) {
    parameters.set("shelves", "yes");
  }
  for (const box of boxes()) {
    parameters.append("shown", box.value);
  }
  sent = new Set(ticked);
});
act?.addEventListener("htmx:afterRequest", (event) => {
  if (isBlock(event.detail) && event.detail.successful) {
    // What was ticked since is for the next time.
    sent.forEach((code) => ticked.delete(code));
    count();
  }
});

/* A panel folds at once; that it is kept for the person follows. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fold]");
  if (!button || event.defaultPrevented) {
    return;
  }
  // Later, as htmx takes a button that has the focus for the one that was pressed.
  setTimeout(() => {
    const panel = button.dataset.fold;
    const isFolded = document.getElementById("builder").classList.toggle(`builder--${panel}-folded`);
    document.getElementById(isFolded ? `rail-${panel}` : `fold-${panel}`)?.focus({ preventScroll: true });
  });
});
document.addEventListener("htmx:load", (event) => {
  const { id, textContent } = event.detail.elt;
  if (id === "open-count") {
    document.querySelector("#rail-framework .rail__number")?.replaceChildren(`${textContent} open`);
  } else if (id === "dock-coverage") {
    document.querySelector("#rail-coverage .rail__number")?.replaceChildren(textContent.replace("Coverage ", ""));
  }
});
