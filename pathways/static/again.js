/* What did not arrive is sent once more by the same hand, where that is still there: what was typed
 * since goes along, and what the page knows by now. Elsewhere the same is sent as it was.
 */
export const handOf = ({ triggeringEvent, elt }) => triggeringEvent?.submitter ?? elt;

const there = (element) => (element?.isConnected ? element : document.getElementById(element?.id || null));

/* Gives what is to be waited for, or nothing where the page sends it in its own time. */
export function sendAgain(config, { isFocused = false } = {}) {
  const source = config.elt?.isConnected ? config.elt : document.body;
  // A form that knows what did not arrive sends that itself.
  if (!source.dispatchEvent(new Event("saving:again", { cancelable: true }))) {
    return null;
  }
  const hand = there(handOf(config));
  if (hand?.matches("a, button") && !hand.dataset.gesture) {
    if (isFocused) hand.focus({ preventScroll: true });
    hand.click();
    return null;
  }
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  // A field may stand in a form more than once, such as boxes to tick.
  const values = {};
  for (const [name, value] of config.formData.entries()) (values[name] ??= []).push(value);
  if (token && values.csrf_token) values.csrf_token = token;
  return window.htmx.ajax(config.verb, config.path, { source, values, swap: "none" });
}

/* A step that may have been taken is not sent once more: the page shows what became of it, with the
 * focus on the button that takes it back. */
export function loadInstead() {
  sessionStorage.setItem("pathways-focus", "undo"); // see workline.js
  location.reload();
}
