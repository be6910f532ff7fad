/* Sending for review: what depends on the commissioner and the standard follows by itself, so the
 * button for it is not needed. What is typed while that is on its way is kept. */
document.querySelector("[data-plain-look]")?.remove();

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  for (const field of target.querySelectorAll("#check-reasons textarea")) {
    const next = fragment.querySelector(`textarea[name="${CSS.escape(field.name)}"]`);
    if (next && field.value) {
      next.value = field.value;
      // Leaving the page still asks: it was typed, not sent.
      next.defaultValue = field.defaultValue;
    }
  }
});
