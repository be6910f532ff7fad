/* What becomes of a request is told at the element that asked. Where that has left the page meanwhile,
 * nobody would hear of it, and who waits for the answer would wait for ever: it is told at the page.
 */
const ENDS = ["onload", "onerror", "onabort", "ontimeout"];
const TOLD = [
  "htmx:beforeOnLoad", "htmx:beforeSwap", "htmx:afterSwap", "htmx:afterRequest", "htmx:responseError",
  "htmx:sendError", "htmx:sendAbort", "htmx:timeout",
];

function pass(event) {
  const { type, detail } = event;
  if (!document.body.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable: true, detail }))) {
    event.preventDefault();
  }
}

document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  for (const end of ENDS) {
    const answer = xhr[end];
    xhr[end] = (...told) => {
      // A listener that is there already is not added twice.
      if (!elt.isConnected) TOLD.forEach((name) => elt.getRootNode().addEventListener(name, pass));
      return answer?.apply(xhr, told);
    };
  }
});
