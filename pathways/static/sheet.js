/* The matrix as rows, columns and totals: read from the page, and drawn where it changes.
 *
 * A grid has a column for each module; a list has one. Totals follow each mark at once.
 */
export const WORDS = { I: "introduced", D: "developed", A: "assessed", "": "not treated" };
const RANK = { "": 0, I: 1, D: 2, A: 3 };
const capital = (word) => word[0].toUpperCase() + word.slice(1);

const number = (element) => Number.parseInt(element?.textContent, 10) || 0;

class Row {
  constructor(sheet, element, group) {
    this.sheet = sheet;
    this.element = element;
    this.group = group;
    this.code = element.dataset.code;
    this.rest = element.dataset.rest ?? "";
    this.cells = sheet.isList ? [element] : [...element.cells].slice(2, -1);
    this.label = element.querySelector(".grid__label, .prow__label").textContent.trim();
    this.marks = this.cells.map((cell) => sheet.read(cell));
    this.notes = this.cells.map((cell) => sheet.readNote(cell));
    this.top = this.highest();
  }

  get isShown() {
    return !this.element.hidden;
  }

  highest() {
    return [this.rest, ...this.marks].reduce((one, other) => (RANK[one] >= RANK[other] ? one : other));
  }
}

export class Sheet {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("#matrix-list");
    this.grid = root.querySelector("#matrix-grid");
    this.isList = this.list !== null;
    const heads = this.isList ? [this.list] : [...(this.grid?.tHead.querySelectorAll("[data-module]") ?? [])];
    this.modules = heads.map((head) => ({ id: head.dataset.module, number: Number(head.dataset.number) }));
    this.rows = [];
    this.groups = [];
    const sections = this.isList ? this.list.querySelectorAll("section") : (this.grid?.tBodies ?? []);
    for (const section of sections) {
      this.readGroup(section);
    }
    this.byKey = new Map();
    this.rows.forEach((row, at) => {
      row.at = at;
      this.modules.forEach((module, place) => this.byKey.set(`${module.id}:${row.code}`, { row, place }));
    });
    this.foot = this.readFoot();
  }

  readGroup(section) {
    const head = this.isList ? section.querySelector("h3") : section.rows[0];
    const cells = this.isList ? [head.querySelector("[data-count]")] : [...head.cells].slice(1, -1);
    const last = this.isList ? null : head.cells[head.cells.length - 1];
    const group = {
      section,
      head,
      name: section.dataset.name,
      cells,
      counts: cells.map(number),
      reachedCell: last?.querySelector("span"),
      reached: number(last?.querySelector("span")),
      total: (last ?? head).textContent.match(/of (\d+)/)?.[1] ?? "",
      rows: [],
    };
    this.groups.push(group);
    for (const element of section.querySelectorAll("[data-code]")) {
      const row = new Row(this, element, group);
      group.rows.push(row);
      this.rows.push(row);
    }
  }

  readFoot() {
    const cells = this.isList
      ? [this.list.querySelector("[data-in]")]
      : [...(this.grid?.tFoot.rows[0].cells ?? [])].slice(1, -1);
    const all = this.grid?.tFoot.querySelector(".grid__last span");
    return { cells, counts: cells.map(number), all, reached: number(all) };
  }

  read(cell) {
    if (this.isList) {
      return cell.querySelector('[data-mark][aria-pressed="true"]')?.dataset.mark ?? "";
    }
    const mark = cell.querySelector(".mark");
    const found = mark?.textContent ?? "";
    if (mark) {
      this.draw(cell, found, mark.classList.contains("noted"));
    } else if (cell.firstChild) {
      cell.replaceChildren();
    }
    return found;
  }

  readNote(cell) {
    return this.isList
      ? cell.querySelector("[data-note]").textContent.trim() === "Evidence"
      : cell.querySelector(".noted") !== null;
  }

  /* A mark is no link once keys work: the cell is what has the focus. */
  draw(cell, mark, isNoted) {
    if (this.isList) {
      for (const button of cell.querySelectorAll("[data-mark]")) {
        button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
      }
      const link = cell.querySelector("[data-note]");
      link.hidden = !mark;
      link.textContent = isNoted ? "Evidence" : "No note yet";
      return;
    }
    if (!mark) {
      cell.replaceChildren();
      return;
    }
    const span = cell.querySelector("span") ?? document.createElement("span");
    span.className = `mark mark--${mark}${isNoted ? " noted" : ""}`;
    span.textContent = mark;
    cell.replaceChildren(span);
  }

  /* Set a mark, and all that is counted of it. */
  set(row, place, mark) {
    const was = row.marks[place];
    if (was === mark) {
      return;
    }
    row.marks[place] = mark;
    this.draw(row.cells[place], mark, row.notes[place]);
    const more = Number(mark !== "") - Number(was !== "");
    const { group } = row;
    if (more) {
      this.count(group, place, more);
      this.count(this.foot, place, more);
      const chip = this.root.querySelector(`[data-chip="${this.modules[place].number}"]`);
      if (chip) {
        chip.textContent = String(number(chip) + more);
      }
    }
    const top = row.highest();
    const reached = Number(top !== "") - Number(row.top !== "");
    if (reached) {
      group.reached += reached;
      this.foot.reached += reached;
      this.write(group.reachedCell, group.reached);
      this.write(this.foot.all, this.foot.reached);
    }
    if (top !== row.top && !this.isList) {
      const last = row.element.lastElementChild;
      last.textContent = top ? capital(WORDS[top]) : "Open";
      last.classList.toggle("grid__open", !top);
    }
    row.top = top;
  }

  setNote(row, place, isNoted) {
    row.notes[place] = isNoted;
    this.draw(row.cells[place], row.marks[place], isNoted);
  }

  count(holder, place, more) {
    holder.counts[place] += more;
    this.write(holder.cells[place], holder.counts[place] || (holder === this.foot || this.isList ? 0 : "–"));
  }

  write(element, value) {
    if (element) {
      element.textContent = String(value);
    }
  }

  /* What a screen reader hears of a cell, and after a key. */
  name(row, place) {
    return `${row.label}, module ${this.modules[place].number}: ${WORDS[row.marks[place]]}${row.notes[place] && row.marks[place] ? ", has a note" : ""}`;
  }

  tells(row, place) {
    const mark = row.marks[place];
    const { group } = row;
    const reached = this.isList ? group.counts[place] : group.reached;
    return `${mark ? capital(WORDS[mark]) : "Cleared"}. ${group.name} ${reached} of ${group.total}.`;
  }
}
