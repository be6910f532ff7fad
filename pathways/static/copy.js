import "./print.js";

/* A button copies the words of an element. Without scripts, or where the browser keeps its
   clipboard shut, the words are there to be selected. */
const button = document.getElementById("copy");
const said = document.getElementById("copied");

/* The words as they are read, folded ones too, without what folds them. */
function readWords(element) {
  const folds = [...element.querySelectorAll("details:not([open])")];
  const heads = [...element.querySelectorAll("summary")];
  for (const fold of folds) fold.open = true;
  for (const head of heads) head.hidden = true;
  const words = element.innerText;
  for (const head of heads) head.hidden = false;
  for (const fold of folds) fold.open = false;
  return words;
}

async function copyWords() {
  try {
    await navigator.clipboard.writeText(readWords(document.getElementById(button.dataset.copies)));
    said.textContent = "Copied. Paste it where you write.";
  } catch {
    said.textContent = "The browser did not let it be copied. Select the words below, or download them.";
  }
}

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", copyWords);
}
