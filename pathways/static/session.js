/* A change that the server did not take: the page stays, with what was typed, and says so.
 *
 * The server answers 401 to a write without a session. The page then offers to sign in in another
 * tab. Every page tells its token to the others when it opens; a page that waits takes the new
 * token up and sends the kept request again, if the same person is signed in.
 */
import * as once from "./again.js";

const channel = "BroadcastChannel" in window ? new BroadcastChannel("pathways-session") : null;
const READ = "read";
const BACK = "You are signed in again.";
const read = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
const me = read("person");
const kept = new Map(); // by what asked: what to send again

function notice() {
  return document.getElementById("session-notice");
}

function say(words, link) {
  const place = notice();
  if (!place) return;
  place.replaceChildren();
  const text = document.createElement("p");
  text.textContent = words;
  place.append(text);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.target = "_blank";
    anchor.rel = "opener";
    anchor.className = "button";
    anchor.textContent = "Sign in, in a new tab";
    place.append(anchor);
  }
}

function take(token) {
  document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token;
}

const STILL_HERE = "Nothing was changed, and what you typed is still on this page.";
/* An answer can be lost after the change was kept, so nothing more can be said. Sending the same
 * words once more does no harm: the server does it once. */
const UNKNOWN =
  "We do not know whether your change arrived. The page is as you left it: " +
  "send it again in a moment.";
const WORDS = {
  400: `This page was open for a long time. ${STILL_HERE} Keep a copy of it, then open the page again.`,
  404: `This cannot be changed any more: somebody deleted it. ${STILL_HERE}`,
};

/* What was said of the step before would read as if it were said of this one. */
function fail(words) {
  document.getElementById("said")?.replaceChildren();
  say(words);
}

/* The words of an error page that says why this person, or this thing, stands in the way. */
function refusal({ status, responseText }) {
  if (![403, 409, 429, 503].includes(status)) return "";
  const page = new DOMParser().parseFromString(responseText, "text/html");
  return page.querySelector("[data-refused]")?.textContent ?? "";
}

/* What an error page calls a database that fails. Anybody's error page but ours says nothing here. */
function outage({ status, responseText }) {
  const page = status === 503 && new DOMParser().parseFromString(responseText, "text/html");
  const title = page && page.querySelector("[data-outage]")?.textContent;
  return title ? `${title}.` : "Something went wrong on our side.";
}

/* Pages that are exchanged in part show no error page: what was refused is said here instead. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const { status } = xhr;
  const why = refusal(xhr);
  if (!why && (status < 400 || [401, 409, 422].includes(status))) return;
  event.preventDefault();
  const became = xhr.getResponseHeader("Nothing-Changed") ? STILL_HERE : UNKNOWN;
  fail(why ? `${why} ${STILL_HERE}` : WORDS[status] ?? `${outage(xhr)} ${became}`);
});

document.addEventListener("htmx:sendError", () => {
  fail(`No answer came. ${UNKNOWN}`);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && !kept.size) notice()?.replaceChildren();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status !== 401) return;
  // It is answered here: neither a success nor an error for anybody else.
  event.preventDefault();
  // Of two wishes for one thing the last is kept. A part of the page that is read again is not, where
  // something was written.
  const isRead = requestConfig.verb === "get";
  const hand = once.handOf(requestConfig);
  const own = requestConfig.elt.contains(hand) ? requestConfig.elt : null;
  const key = isRead ? READ : (own ?? (hand.closest(".scale")?.id || hand.id || hand));
  kept.delete(isRead ? key : READ);
  if (!isRead || !kept.size) kept.set(key, () => once.sendAgain(requestConfig));
  say(
    "You are signed out. What you typed is still here, and is sent once you are signed in again.",
    "/sign-in?next=/signed-in-again",
  );
});

/* Who sends by other ways than htmx is called back. */
document.addEventListener("pathways:signed-out", ({ detail }) => {
  kept.set(document.body, detail.resend);
  say(
    "You are signed out. What you set is still on this page, and is sent once you are signed in again.",
    "/sign-in?next=/signed-in-again",
  );
});

function sendAgain() {
  if (!kept.size) return;
  const all = [...kept.values()];
  kept.clear();
  say(`${BACK} What you typed is being sent.`);
  // One answer at a time; what the page sends in its own time waits its turn there.
  all
    .reduce((before, send) => before.then(send).catch(() => {}), Promise.resolve())
    .then(() => notice()?.textContent.startsWith(BACK) && say(BACK));
}

channel?.addEventListener("message", ({ data }) => {
  if (!data?.token || data.token === read("csrf-token")) return;
  if (me && data.person && data.person !== me) {
    say("Somebody else signed in on this device. Open this page again before you go on.");
    return;
  }
  // A page of nobody signed in has nothing to offer to one that waits.
  if (me && !data.person) return;
  take(data.token);
  sendAgain();
});

channel?.postMessage({ token: read("csrf-token"), person: me });
