/* What somebody acts on stays where it is on the screen, and keeps the focus and the words typed,
 * while the page around it changes.
 *
 * The server exchanges parts of the page by their ids. Before that, the place of what was pressed is
 * noted, and of all it stands in; afterwards it is put there again, or what took its place.
 */
import "./left.js";
import { bringLate, FORMS, readLate, resume } from "./late.js";

/* What stands for a part that lost its control: what opens a row, or what a gap offers next. */
const CONTROLS = { ".mapping, .outcomes > li": "a[hx-get]", ".line": ".mend__pick button" };
const named = () => [...document.querySelectorAll("#modules :is(.module, .mapping, .outcomes > li)")];

let acted = null;
let asking = null;
let focused = [];
let holds = [];
let lately = [];
let known = null;
let active = null;
let keeping = [];
let following = null;
const opened = new Map();

/* An answer waits while the mouse is down: a click is lost when what is under it is exchanged. */
const LONGEST = 3000; // milliseconds, should the browser never tell that it went up
let held = null;
let release = () => {};

document.addEventListener("pointerdown", () => {
  release();
  const mine = new Promise((resolve) => {
    release = resolve;
  });
  held = mine;
  mine.then(() => {
    held = held === mine ? null : held;
  });
  setTimeout(release, LONGEST);
});
for (const end of ["pointerup", "pointercancel"]) {
  // Later, as the click comes after the mouse went up.
  document.addEventListener(end, () => setTimeout(release));
}
document.addEventListener("htmx:beforeSend", (event) => {
  const { xhr } = event.detail;
  const answer = xhr.onload;
  xhr.onload = () => (held ? held.then(answer) : answer());
});

/* Where things are. */
const topOf = (element) => element.getBoundingClientRect().top;
const barEnd = () => document.querySelector(".workline")?.getBoundingClientRect().bottom ?? 0;
const isSmall = (element) => element.offsetHeight < window.innerHeight / 2;
const isShown = (element) => element?.checkVisibility() ?? false;

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return isShown(element) && bottom > barEnd() && top < window.innerHeight;
}

/* The box that scrolls an element; none where it is pinned to the window. */
function scroller(element) {
  for (let box = element; box && box !== document.body; box = box.parentElement) {
    const { overflowY, position } = getComputedStyle(box);
    if (box !== element && /auto|scroll/.test(overflowY) && box.scrollHeight > box.clientHeight) {
      return box;
    }
    if (position === "sticky" || position === "fixed") {
      return null;
    }
  }
  return document.scrollingElement;
}

function put(element, top) {
  scroller(element)?.scrollBy({ top: topOf(element) - top, behavior: "instant" });
}

/* What an element stands in, from inside out. Where one goes away, the next takes its place. */
function trail(element) {
  const found = [];
  for (let part = element; part && part.id !== "main"; part = part.parentElement) {
    if (!part.id) {
      continue;
    }
    const next = part.nextElementSibling;
    const before = part.previousElementSibling;
    found.push([part.id, topOf(part)]);
    found.push(...(next?.id ? [[next.id, topOf(part)]] : []));
    found.push(...(before?.id ? [[before.id, topOf(before)]] : []));
  }
  return found;
}

/* The first thing of a handy height that is read in the middle of the window. */
function seen() {
  let any = null;
  for (let y = barEnd() + 1; y < window.innerHeight; y += 24) {
    const part = document.elementFromPoint(window.innerWidth / 2, y)?.closest("#main [id]");
    if (part && scroller(part) === document.scrollingElement) {
      any ??= part;
      if (isSmall(part)) {
        return part;
      }
    }
  }
  return any;
}

function connected(element) {
  return element?.isConnected ? element : document.getElementById(element?.id || null);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, triggeringEvent } = event.detail.requestConfig;
  acted = connected(triggeringEvent?.submitter ?? elt);
  asking = acted?.closest(FORMS) ?? null;
  following = null;
  readLate(elt);
  active = document.activeElement;
  focused = trail(active === document.body ? null : active);
  // A button or link that was pressed, or else where somebody writes or reads.
  const hand = acted?.matches("a, button") ? acted : active;
  const page = document.scrollingElement;
  const isBack = acted?.matches("#undo, #redo");
  // A way back concerns what was acted on before it.
  const recent = (isBack ? lately : []).map((id) => document.getElementById(id));
  const steady =
    recent.find((one) => one && isInView(one) && topOf(one) > 0) ??
    [hand, active].find((one) => isSmall(one) && isInView(one) && scroller(one) === page);
  holds = [trail(steady ?? seen())];
  if (hand !== steady && scroller(hand) !== page) {
    holds.push(trail(hand));
  }
  known = isBack ? new Set(named().map((one) => one.id)) : null;
  // What the page asks by itself is nobody's act.
  if (!isBack && hand === acted && ["click", "submit"].includes(triggeringEvent?.type)) {
    lately = holds[0].map(([id]) => id);
  }
});

/* What is written elsewhere, and how far a part was scrolled, outlast the exchange around them. */
function isTyped(field) {
  if (field.type === "hidden") {
    return false;
  }
  return field.matches("[type=checkbox], [type=radio]")
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;
}

const isWritten = (root) => [...root.querySelectorAll("input, textarea")].some(isTyped);

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  keeping = [];
  for (const root of target.querySelectorAll(FORMS)) {
    // What others changed comes by itself: no form closes for it.
    const isKept = root !== asking && (isWritten(root) || acted?.id === "meanwhile");
    const place = isKept && fragment.querySelector(`#${CSS.escape(root.id)}`);
    if (place) {
      keeping.push(root);
    }
  }
  // Out of the page before the swap, so that nothing in them is taken down.
  for (const root of keeping) {
    root.remove();
  }
  event.detail.scrolled = target.scrollTop;
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const { target, scrolled } = event.detail;
  for (const root of keeping) {
    document.getElementById(root.id)?.replaceWith(root);
  }
  keeping = [];
  if (scrolled) {
    document.getElementById(target.id)?.scrollTo({ top: scrolled, behavior: "instant" });
  }
});

/* A form that was opened takes the focus. What went wrong is read first, see app.js. */
document.addEventListener("htmx:load", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.(FORMS)) {
    return;
  }
  if (asking && form.id !== asking.id) {
    following = form;
    opened.set(form.id, { href: null, top: null });
  }
  if (acted && !asking) {
    opened.set(form.id, { href: acted.getAttribute("href"), top: null });
  }
  if (!form.querySelector(".conflict, .govuk-error-summary")) {
    const first =
      form.querySelector("[data-first]") ??
      form.querySelector("input:checked, input:not([type=hidden], [type=radio]), textarea");
    first?.focus({ preventScroll: true });
  }
  resume(form);
});

function enter(part) {
  const [, inside] = Object.entries(CONTROLS).find(([parts]) => part.matches(parts)) ?? [];
  const control = (inside && part.querySelector(inside)) ?? part;
  if (control.tabIndex < 0) {
    control.setAttribute("tabindex", "-1");
  }
  control.focus({ preventScroll: true });
}

/* What stands where a form stood, once its own answer has closed it: a new module comes last. */
function successor(verb) {
  const stands = asking && !asking.isConnected && document.getElementById(asking.id);
  if (!stands || stands.matches(FORMS)) {
    return null;
  }
  return stands.id === "module-form" && verb === "post"
    ? [...document.querySelectorAll("article.module")].at(-1)
    : stands;
}

function refocus(left) {
  if (active === document.body || document.activeElement !== document.body) {
    return;
  }
  const { href } = (left && opened.get(asking.id)) ?? {};
  const opener = left && left.id !== asking.id ? left : href && document.querySelector(`a[href="${href}"]`);
  // A link of a menu that has closed meanwhile takes no focus: what opens the menu does.
  const menu = isShown(opener) ? null : opener?.closest("details")?.querySelector("summary");
  const near = focused.map(([id]) => document.getElementById(id)).find(isShown);
  if (menu ?? opener ?? near) {
    enter(menu ?? opener ?? near);
  }
}

function putBack(left) {
  for (const marks of holds) {
    const form = left && marks.find(([id]) => id === asking.id);
    const [id, top] = form || (marks.find(([one]) => isShown(document.getElementById(one))) ?? []);
    // The form that follows stands where the one before it stood, so that the same button is under the hand.
    const part = form ? (following ?? left) : document.getElementById(id ?? null);
    if (!part) {
      continue;
    }
    put(part, top);
    // A form taller than the window began above it: its row stands where it was opened.
    if (top < barEnd() && asking && !document.getElementById(asking.id)?.matches(FORMS)) {
      put(part, opened.get(asking.id)?.top ?? barEnd());
    }
  }
}

/* What was taken away comes back to its place; other things only where they would be out of sight. */
function showWhatCame() {
  const came = known && named().find((one) => !known.has(one.id));
  // A row that came back behind what was held stands where it stood.
  if (came && isInView(came) && came.previousElementSibling?.id === holds[0][0]?.[0]) {
    return;
  }
  const isHidden = came && (topOf(came) < barEnd() || topOf(came) > window.innerHeight - 40);
  if (isHidden || lately.includes(came?.id)) {
    put(came, Math.max(barEnd(), holds[0][0]?.[1] ?? 0));
  }
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!holds.length) {
    return;
  }
  const left = successor(event.detail.requestConfig.verb);
  refocus(left);
  putBack(left);
  showWhatCame();
  const focus = document.activeElement;
  if (focus !== active && isSmall(focus) && scroller(focus)) {
    focus.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  const form = !asking && focus.closest(FORMS);
  if (form && opened.has(form.id)) {
    opened.get(form.id).top ??= topOf(form);
  }
  holds = [];
  if (asking && !asking.isConnected) {
    bringLate(asking, { following, left, status: event.detail.xhr.status });
  }
});

/* Escape leaves a form. Words that would be lost are worth a second press. */
const UNSAVED = "Not saved yet. Press Escape again to leave it.";
document.addEventListener("click", (event) => {
  const said = event.target.closest("[data-cancel]") && document.getElementById("said");
  if (said?.textContent === UNSAVED) {
    said.replaceChildren();
  }
});
document.addEventListener("keydown", (event) => {
  const form = event.key === "Escape" && !event.defaultPrevented && event.target.closest(FORMS);
  const cancel = form && !event.isComposing && form.querySelector("[data-cancel]");
  if (!cancel) {
    return;
  }
  event.preventDefault();
  if (event.target !== cancel && (isWritten(form) || form.querySelector(".govuk-error-message"))) {
    cancel.focus();
    document.getElementById("said")?.replaceChildren(UNSAVED);
  } else {
    cancel.click();
  }
});
