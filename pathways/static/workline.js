/* The line that stays at the top of a pathway's pages: what is saved and what is not, the way back,
 * and a head that follows what was changed below it.
 */
import { actOf, failed, sendAgain, SLOW } from "./waits.js";

const QUIET = 900; // milliseconds without a change before the head is asked for
const line = document.getElementById("workline");

/* What is saved. One box holds what the server said last, or what is going on now. */
let sending = 0;
let slow = null;
let isSlow = false;

function isTyped(field) {
  if (field.matches("[type=hidden], [type=file], [type=search]")) return false;
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) {
    return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  }
  return field.matches("input, textarea") && field.value !== field.defaultValue;
}

const isWriting = () =>
  [...document.querySelectorAll("main form[method=post]:not(#act)")].some((form) =>
    [...form.elements].some(isTyped),
  );

function tell() {
  const now = document.getElementById("saved-now");
  if (!now) return;
  if (failed()) {
    if (now.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = actOf();
    button.addEventListener("click", () => {
      // The button that was pressed goes away while the answer is on its way.
      document.getElementById("undo")?.focus({ preventScroll: true });
      sendAgain();
    });
    now.replaceChildren(`${failed()} `, button);
    return;
  }
  const words = isSlow ? "Saving…" : isWriting() ? "Writing…" : "";
  if (now.textContent !== words) now.textContent = words;
}

const isWrite = (event) => event.detail.requestConfig?.verb !== "get";

document.addEventListener("input", tell);
document.addEventListener("change", tell);
document.addEventListener("htmx:beforeSend", (event) => {
  if (!isWrite(event)) return;
  sending += 1;
  slow ??= setTimeout(() => {
    isSlow = true;
    tell();
  }, SLOW);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isWrite(event)) {
    tell();
    return;
  }
  sending = Math.max(0, sending - 1);
  if (!sending) {
    clearTimeout(slow);
    slow = null;
    isSlow = false;
  }
  if (event.detail.successful) later();
  // What the answer brought is in its place by now.
  const told = document.getElementById("saved-at")?.dataset.undo;
  if (told) document.getElementById("undo")?.setAttribute("title", told);
  tell();
});

/* The head says how far the draft is. A change need not wait for it: it is asked for once all is quiet. */
let quiet = null;
let isMissed = false; // somebody was in it as it was to be drawn

function later() {
  clearTimeout(quiet);
  quiet = setTimeout(ask, QUIET);
}

async function ask() {
  const head = document.getElementById("pathway-head");
  const address = line?.dataset.head;
  const isIn = () => head.contains(document.activeElement) || Boolean(head.querySelector("details[open]"));
  if (!head || !address) return;
  isMissed = isIn();
  if (isMissed) return;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true", "By-Itself": "yes" } });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.getElementById("pathway-head");
    const here = document.getElementById("here");
    isMissed = isIn();
    if (!fresh || !head.isConnected || isMissed) return;
    fresh.removeAttribute("hx-swap-oob");
    if (here) fresh.querySelector("#here")?.replaceWith(here.cloneNode(true));
    if (fresh.innerHTML === head.innerHTML) return;
    const before = line.getBoundingClientRect().top;
    const height = head.offsetHeight;
    head.replaceChildren(...fresh.childNodes);
    const grown = head.offsetHeight - height;
    // What is read stays where it is, unless the head itself is read.
    if (grown && before <= 0) window.scrollBy({ top: grown, behavior: "instant" });
  } catch {
    // It is asked for again after the next change.
  }
}

document.addEventListener("pathway:changed", later);
document.addEventListener("focusout", (event) => {
  if (isMissed && event.target.closest?.("#pathway-head")) later();
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id === "saved") later();
});

/* A page that is shown anew after a step back keeps its place; the button keeps the focus. */
const BACK = "pathways-focus";
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  const id = requestConfig.triggeringEvent?.submitter?.id;
  if (id && xhr.getResponseHeader("HX-Refresh")) sessionStorage.setItem(BACK, id);
});
const back = document.getElementById(sessionStorage.getItem(BACK));
sessionStorage.removeItem(BACK);
back?.focus({ preventScroll: true });

/* What was said lies over the foot of the window until the next step, or until it is closed. */
const close = document.getElementById("said-close");
if (close) {
  close.hidden = false;
  close.addEventListener("click", () => {
    document.getElementById("said")?.replaceChildren();
    line?.querySelector("#undo, [aria-current]")?.focus({ preventScroll: true });
  });
}

const print = document.getElementById("print-page");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

/* On a narrow window the tabs scroll by themselves; the one that is shown is in sight. */
const tab = line?.querySelector(".tabs [aria-current]");
const tabs = tab?.parentElement;
if (tabs && tabs.scrollWidth > tabs.clientWidth) {
  tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
}

/* What was done is said above whatever stays at the foot of the window, and covers none of it. */
const foot = document.querySelector("#evidence-foot, #matrix-foot, #dock");
if (foot) {
  new ResizeObserver(() => {
    document.body.style.setProperty("--foot", `${foot.offsetHeight}px`);
  }).observe(foot);
}
