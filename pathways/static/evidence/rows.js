/* The rows of the evidence table, as the page holds them. */
export const bar = document.getElementById("evidence");
export const foot = document.getElementById("evidence-foot");

/* The table itself is exchanged where a step brings rows back. */
const table = () => document.getElementById("evidence-table");
export const inTable = (event) => Boolean(bar && event.target.closest?.("#evidence-table"));
export const rows = () => [...(table()?.tBodies[0].rows ?? [])];
export const rowOf = (element) => element?.closest?.("#evidence-table tbody tr") ?? null;
export const find = (id) => document.getElementById(`ev-${id}`);
export const idOf = (row) => row.id.slice(3);
export const linkOf = (row) => row.querySelector(".ev__note > a");
export const boxOf = (row) => row.querySelector(".ev__box input");
export const seenOf = (row) => boxOf(row).value.split(":")[2];
export const nameOf = (row) => row.querySelector(".ev__code").textContent;
export const marked = (row) => row.querySelector('.scale [aria-pressed="true"]')?.dataset.mark ?? "";

/* The words of a note as the row shows them, those on their way included. */
export function textOf(row) {
  const words = row.querySelector(".ev__text");
  return words.classList.contains("ev__text--empty") ? "" : words.textContent;
}

export function say(words) {
  document.getElementById("said")?.replaceChildren(words);
}
