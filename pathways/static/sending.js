/* Sending for review: what depends on the commissioner and the standard follows by itself, so the
 * button for it is not needed. What is typed while that is on its way is kept. */
const TYPED = "#check-reasons, #check-questions, #check-requests";

document.querySelector("[data-plain-look]")?.remove();

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  for (const field of target.querySelectorAll(`:is(${TYPED}) textarea`)) {
    const next = fragment.querySelector(`textarea[name="${CSS.escape(field.name)}"]`);
    if (next && field.value) {
      next.value = field.value;
      // Leaving the page still asks: it was typed, not sent.
      next.defaultValue = field.defaultValue;
    }
  }
  for (const field of target.querySelectorAll(`:is(${TYPED}) input:checked`)) {
    const named = `input[name="${CSS.escape(field.name)}"]`;
    const next = fragment.querySelector(`${named}[value="${CSS.escape(field.value)}"]`);
    if (next) next.checked = true;
  }
});
