/* A block of marks as text with tabs, as spreadsheets take and give it. */
import { readCells, writeCells } from "./clipboard.js";

const LETTERS = { i: "I", d: "D", a: "A", introduced: "I", developed: "D", assessed: "A" };
const TICKS = new Set(["x", "✓", "✔", "☑", "1", "yes", "y", "•"]);
const NONE = new Set(["", "-", "–", "—", "0", "·", "no", "n"]);
const NAMED = 5;

export function copied(targets) {
  const lines = new Map();
  for (const { row, at } of targets) {
    lines.set(row, [...(lines.get(row) ?? []), row.marks[at]]);
  }
  return writeCells([...lines.values()]);
}

const table = (text) => readCells(text).map((line) => line.map((cell) => cell.replace(/[\s\u00a0]+/g, " ").trim()));

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/* What a text wishes for the cells that begin at the top left of what is chosen. One mark fills all. */
export function pasted(text, targets, sheet, shown) {
  const cells = table(text);
  const [{ row: top, at: left }] = targets;
  const first = shown.indexOf(top);
  const isOne = cells.length === 1 && cells[0].length === 1;
  const found = isOne
    ? targets.map((one) => ({ ...one, text: cells[0][0] }))
    : cells.flatMap((line, down) =>
        line.map((cell, right) => ({ row: shown[first + down], at: left + right, text: cell })),
      );
  const wishes = [];
  const unknown = [];
  let ticks = 0;
  let beyond = 0;
  let blank = 0;
  for (const { row, at, text: typed } of found) {
    const plain = typed.toLowerCase();
    const wish = LETTERS[plain] ?? (TICKS.has(plain) ? "I" : undefined);
    if (NONE.has(plain)) {
      blank += 1;
    } else if (!row || at >= sheet.modules.length) {
      beyond += 1;
    } else if (wish) {
      ticks += Number(TICKS.has(plain));
      wishes.push({ row, at, wish });
    } else {
      unknown.push(typed);
    }
  }
  const names = [...new Set(unknown)].slice(0, NAMED).map((one) => `“${one.slice(0, 30)}”`);
  const words = [
    `${plural(wishes.length, "mark")} pasted.`,
    ticks && `${plural(ticks, "tick")} taken as introduced.`,
    unknown.length && `Left out: ${names.join(", ")}${unknown.length > names.length ? ` and ${unknown.length - names.length} more` : ""}, which ${unknown.length === 1 ? "is no mark" : "are no marks"}.`,
    beyond && `${plural(beyond, "mark")} beyond the last row or module left out.`,
    blank && `${plural(blank, "blank cell")} changed nothing.`,
  ];
  return { wishes, words: words.filter(Boolean).join(" ") };
}
