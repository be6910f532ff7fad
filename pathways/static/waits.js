/* A wait shows itself at the thing that it is for, and so does what did not arrive.
 *
 * What failed is kept until it succeeds; the box in the head says so too, see workline.js, and both
 * send the same once more. What is shown lies over its thing: nothing moves.
 */
import * as once from "./again.js";

export const SLOW = 300; // milliseconds after which a wait shows itself
const ADDING = ".pick, .mend__pick, .suggestion, .chosen";
const THINGS = `${ADDING}, .mapping, .outcomes > li, [id^='outcome-form-'], #module-form, article.module.form-wide,
  .module__foot, .module__about, .module__top, .target, .shelf__title, .tools, .review-row`;

// Where no answer came, nobody here knows.
const LOST = "No answer.";
// An error after the change, or a proxy's own: only we know of one that nothing was changed.
const UNSURE = "It may not be saved.";
const waits = new Map();
const failures = new Map();

/* A gesture, such as dragging, stands for the head of the module that it concerns. */
function thingOf(config) {
  const hand = once.handOf(config);
  const [, module] = config.path.match(/\/modules\/(\w+)\//) ?? [];
  const gesture = hand?.dataset?.gesture && document.querySelector(`#module-${module} .module__top`);
  return gesture || hand?.closest?.(THINGS) || null;
}

/* A part that was exchanged is found again by its id, or by that of what it stands in. */
function finder(thing) {
  const owner = thing?.closest("[id]");
  const inside = owner === thing ? "" : thing?.classList[0];
  return () => {
    const there = thing?.isConnected ? thing : document.getElementById(owner?.id || null);
    return there && inside && there !== thing ? there.querySelector(`.${inside}`) : there;
  };
}

function wordsOf(thing, { verb }) {
  if (verb === "get") {
    return ["Opening…", "Not opened."];
  }
  return thing?.matches(ADDING) ? ["Adding…", "Not added."] : ["Saving…", "Not saved."];
}

function clear(thing) {
  thing?.removeAttribute("aria-busy");
  for (const place of thing?.querySelectorAll(".wait") ?? []) place.remove();
}

/* In a form it stands below the buttons; elsewhere in the corner. */
function show(thing, words, button) {
  clear(thing);
  const place = document.createElement(thing.matches(".shelf__title") ? "span" : "p");
  place.className = "wait";
  place.append(words, ...(button ? [" ", button] : []));
  (thing.querySelector("form :is(.mapping__acts, .actions)") ?? thing).append(place);
}

/* What is said for all of the page is heard, and read at its thing alone. */
const setNotice = (isTold) =>
  document.getElementById("session-notice")?.classList.toggle("govuk-visually-hidden", isTold);

function showFailure(failure) {
  const thing = failure.find();
  if (!thing || thing.querySelector(".wait")) {
    return;
  }
  setNotice(true);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = isOnce(failure) ? LOAD : "Try again";
  button.addEventListener("click", () => send(failure));
  show(thing, failure.words, button);
}

/* A step that is not the same when it is taken twice: where it may have arrived, the page is asked for. */
const LOAD = "Load page";
const isOnce = ({ isLost, config }) => isLost && /\/(undo|redo|up|down)$/.test(config.path);

function send(failure) {
  if (isOnce(failure)) {
    once.loadInstead();
    return;
  }
  failures.delete(failure.key);
  clear(failure.find());
  once.sendAgain(failure.config, { isFocused: true });
}

/* What is said of all changes that did not arrive; nothing where there is none. */
export function failed() {
  const writes = [...failures.values()].filter(({ config }) => config.verb !== "get");
  if (!writes.length) return "";
  if (writes.some(({ isLost }) => !isLost)) return "Not saved.";
  return writes.some(({ words }) => words === UNSURE) ? UNSURE : LOST;
}

export const actOf = () => ([...failures.values()].some(isOnce) ? LOAD : "Try again");

export function sendAgain() {
  for (const failure of [...failures.values()]) {
    if (failure.config.verb !== "get") send(failure);
  }
}

document.addEventListener("htmx:beforeSend", ({ detail: { xhr, requestConfig } }) => {
  const thing = thingOf(requestConfig);
  const find = finder(thing);
  const [waiting] = wordsOf(thing, requestConfig);
  setNotice(false);
  clear(thing);
  const timer = setTimeout(() => {
    const there = find();
    if (there) {
      show(there, waiting);
      there.setAttribute("aria-busy", "true");
    }
  }, SLOW);
  waits.set(xhr, { thing, find, timer });
});

document.addEventListener("htmx:afterRequest", ({ detail: { xhr, requestConfig: config, successful } }) => {
  const wait = waits.get(xhr);
  waits.delete(xhr);
  clearTimeout(wait?.timer);
  const { thing, find } = wait ?? { thing: null, find: () => null };
  clear(thing);
  clear(find());
  const hand = once.handOf(config);
  const key = thing?.closest("[id]")?.id ?? config.path;
  // What the page asks by itself is asked again by itself.
  const isAsked = config.verb !== "get" || (thing && hand?.matches?.("a"));
  if (successful) {
    failures.delete(key);
  } else if (isAsked && (!xhr?.status || xhr.status >= 500)) {
    const isLost = !xhr?.status || (config.verb !== "get" && !xhr.getResponseHeader("Nothing-Changed"));
    const words = !xhr?.status ? LOST : isLost ? UNSURE : wordsOf(thing, config)[1];
    failures.set(key, { key, config, find, words, isLost });
  }
  for (const failure of failures.values()) showFailure(failure);
});
