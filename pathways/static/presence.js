/* Who else is here, and what others changed meanwhile.
 *
 * The page tells that it is open, in a post of its own, and hears what is new. Nothing of it is a
 * sign that somebody is at work: it keeps nobody signed in, and says nothing where it fails.
 */
const box = document.getElementById("meanwhile");
const SECOND = 1000;
const OFTEN = 2 * SECOND;
const SELDOM = 5 * SECOND; // nobody did anything for a while
const HIDDEN = 15 * SECOND;
const LONGEST = 60 * SECOND; // between tries, after failures
const QUIET = 5 * 60 * SECOND; // after which nobody seems to be at work
const ENDED = [400, 401, 403, 404];
const FORMS = ".inset, .mapping--form, .module.form-wide";
const BY_ITSELF = { "By-Itself": "yes" };

let company = "";
let known = 0; // the revision of which others' changes were told
let failures = 0;
let ended = false;
let timer = 0;
let busyAt = Date.now();
let asking = 0; // requests of the page that are on their way
let begun = 0; // how many there were so far
let own = null; // what this file asked for, until its answer was taken in
let isTaking = false; // whether the answer that comes in now is to that
let echo = 0; // until when what is asked for follows from that answer
let asked = 0; // a beat on its way
let heard = 0; // the revision of which this page heard last
let closed = 0; // the revision up to which somebody has read what was told

const said = () => document.getElementById("meanwhile-said");
const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

function showCompany() {
  const place = document.getElementById("here");
  if (place && place.textContent !== company) {
    place.textContent = company;
    place.title = company;
  }
}

/* Something to tell stands at the foot of the window, so that nothing moves for it. */
function tell(words, offer) {
  if (said().textContent !== words) {
    said().textContent = words;
  }
  document.getElementById("meanwhile-show").hidden = !offer;
  box.hidden = !words;
}

function beat(how) {
  const body = new FormData();
  body.set("csrf_token", token());
  body.set("page", box.dataset.page);
  body.set("how", how);
  body.set("revision", String(known));
  body.set("company", company);
  return body;
}

function pause() {
  if (failures) {
    return Math.min(LONGEST, OFTEN * 2 ** failures);
  }
  if (document.visibilityState === "hidden") {
    return HIDDEN;
  }
  return Date.now() - busyAt < QUIET || company ? OFTEN : SELDOM;
}

function plan(after = pause()) {
  clearTimeout(timer);
  if (!ended) {
    timer = setTimeout(ask, after);
  }
}

async function ask() {
  if (asked) {
    return;
  }
  asked = 1;
  try {
    const signal = AbortSignal.timeout(10 * SECOND);
    const body = beat(document.visibilityState === "hidden" ? "hidden" : "seen");
    const answer = await fetch(box.dataset.address, { method: "POST", body, headers: BY_ITSELF, signal });
    ended = ENDED.includes(answer.status) || answer.redirected;
    if (!answer.ok || ended) {
      throw new Error(String(answer.status));
    }
    failures = 0;
    if (answer.status === 200) {
      take(await answer.json());
    }
  } catch {
    failures += 1;
  }
  asked = 0;
  plan();
}

function take(news) {
  company = news.company;
  heard = news.revision;
  showCompany();
  if (!news.meanwhile || known === 0) {
    known = Math.max(known, news.revision);
  } else if (box.dataset.live === "yes") {
    refresh();
  } else if (document.dispatchEvent(new CustomEvent("pathways:meanwhile", { cancelable: true }))) {
    tell(heard > closed ? news.meanwhile : "", true);
  } else {
    // The page takes it in by itself.
    known = Math.max(known, news.revision);
    tell(news.meanwhile, false);
  }
}

/* What others changed comes in by the way that every change takes. While the page waits for an answer
 * of its own, or asked for one meanwhile, it is left for the next beat. */
function refresh() {
  if (asking || !window.htmx) {
    return;
  }
  const address = `${box.dataset.address}?since=${known}`;
  own = { path: address, begun };
  window.htmx.ajax("get", address, { source: box, swap: "none", headers: BY_ITSELF });
}

const isOwn = (event) => own !== null && event.detail.requestConfig?.path === own.path;

/* Counted by what the browser says of a request: one that is given up has no answer. */
document.addEventListener("htmx:beforeSend", (event) => {
  if (!isOwn(event)) {
    asking += 1;
    begun += 1;
    event.detail.xhr.addEventListener("loadend", () => (asking -= 1));
  }
});

document.addEventListener("htmx:configRequest", (event) => {
  const { path, headers, triggeringEvent } = event.detail;
  if (path !== own?.path && Date.now() < echo && !triggeringEvent?.isTrusted) {
    Object.assign(headers, BY_ITSELF);
  }
});

/* First of all who listen: an answer that is not taken in concerns nobody else. */
document.addEventListener(
  "htmx:beforeSwap",
  (event) => {
    isTaking = isOwn(event);
    if (isTaking && (event.detail.xhr.status !== 200 || asking || begun !== own.begun)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);

/* A form that is open is not exchanged; inside a larger part, place.js keeps it. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (isTaking && event.detail.target.matches(FORMS)) {
    event.preventDefault();
  }
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => isOwn(event) && event.stopImmediatePropagation(), true);
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOwn(event)) {
    return;
  }
  // Later, as what goes wrong is told once more by itself.
  setTimeout(() => (own = null));
  const came = Number(said()?.dataset.revision);
  if (event.detail.successful && came > known) {
    known = came;
    echo = Date.now() + SECOND;
    tell(said().textContent, false);
    mark(said().dataset.touched.split(" "));
  }
});

/* A form that is being filled in stays as it is, and says that what it is about was changed. Saving
 * it then shows both. */
function mark(ids) {
  for (const form of document.querySelectorAll(`:is(${FORMS}) form`)) {
    const parts = form.getAttribute("action").split("/");
    // A new one is about nothing that there was.
    const about = parts.at(-1) !== "new" && parts.findLast((part) => /^[a-z2-9]{16}$/.test(part));
    if (ids.includes(about) && !form.querySelector(".meanwhile-note")) {
      const note = document.createElement("p");
      note.className = "meanwhile-note";
      note.textContent = `Changed meanwhile: ${said().textContent} What you typed is kept; saving it shows both.`;
      form.append(note);
    }
  }
}

/* The head may be sent anew by a change, without what is only known here. */
document.addEventListener("htmx:load", showCompany);

document.getElementById("meanwhile-close")?.addEventListener("click", () => {
  closed = heard;
  tell("", false);
  document.getElementById("main").focus({ preventScroll: true });
});
document.getElementById("meanwhile-show")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});

for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
  document.addEventListener(name, () => (busyAt = Date.now()), { passive: true, capture: true });
}

function wake() {
  ended = false;
  failures = 0;
  busyAt = Date.now();
  plan(0);
}

if (box) {
  known = Number(said().dataset.revision);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      wake();
    }
  });
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("pagehide", () => {
    clearTimeout(timer);
    navigator.sendBeacon(box.dataset.address, beat("left"));
  });
  plan(0);
}
