/* Cells of a spreadsheet as the clipboard holds them: cells parted by tabs, rows by line ends; a cell
 * that holds either stands in quotes, with its own quotes doubled. */

export function readCells(text) {
  const rows = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"' && closing(text, at) >= 0) {
      const end = closing(text, at);
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = text.slice(at).search(/[\t\r\n]/);
      cell = end < 0 ? text.slice(at) : text.slice(at, at + end);
      at += cell.length;
    }
    rows.at(-1).push(cell.replaceAll(/\r\n?/g, "\n").trim());
    if (text[at] === "\t") {
      at += 1;
      if (at === text.length) {
        rows.at(-1).push("");
      }
    } else if (at < text.length) {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      rows.push([]);
    }
  }
  // A copied column ends with a line end.
  return rows.at(-1).length ? rows : rows.slice(0, -1);
}

/* Where a quoted cell ends: at a quote that is not doubled, with the cell's own end behind it. */
function closing(text, start) {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') {
      continue;
    }
    if (text[at + 1] !== '"') {
      return at + 1 === text.length || /[\t\r\n]/.test(text[at + 1]) ? at : -1;
    }
    at += 1;
  }
  return -1;
}

export function writeCells(rows) {
  const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((cells) => cells.map(quoted).join("\t")).join("\n");
}
