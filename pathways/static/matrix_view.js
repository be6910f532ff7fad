/* What scripts add to the look of the grid: themes that fold, and head and foot in sight when it is wide. */
const folded = new Set(history.state?.folded ?? []);

function keep() {
  history.replaceState({ ...history.state, folded: [...folded] }, "");
}

export function fold(group, isFolded) {
  const id = group.section.id;
  folded[isFolded ? "add" : "delete"](id);
  for (const row of group.rows) {
    row.element.hidden = isFolded;
  }
  group.isFolded = isFolded;
  group.section.toggleAttribute("data-folded", isFolded);
  group.section.querySelector(".fold").setAttribute("aria-expanded", String(!isFolded));
  keep();
}

/* Buttons in the head of each theme. Arrows stop at it where it is folded; Tab goes past it. */
function head(sheet, group, at) {
  const title = group.head.querySelector(".grid__title");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "fold";
  button.tabIndex = -1;
  group.button = button;
  button.append(...title.childNodes);
  title.append(button);
  button.addEventListener("click", () => {
    fold(group, !group.isFolded);
    sayAll(sheet);
  });
  const choose = document.createElement("button");
  choose.type = "button";
  choose.className = "choose";
  choose.tabIndex = -1;
  choose.dataset.choose = String(at);
  choose.textContent = `Choose all ${group.rows.length}`;
  title.after(choose);
  fold(group, folded.has(group.section.id));
}

function copy(part, kind) {
  const box = document.createElement("div");
  box.className = `grid-copy grid-copy--${kind}`;
  box.setAttribute("aria-hidden", "true");
  box.inert = true;
  const table = part.closest("table").cloneNode(false);
  table.removeAttribute("id");
  table.removeAttribute("role");
  box.append(table);
  return box;
}

/* Whether the grid is wider than its place decides who keeps its head in sight. */
export function drawFold(sheet) {
  const box = sheet.grid?.parentElement;
  if (!box) {
    return;
  }
  const column = parseFloat(getComputedStyle(sheet.grid).getPropertyValue("--column"));
  const width = 5.25 + 17.5 + 6.5 + sheet.modules.length * column;
  sheet.grid.style.setProperty("min-width", `${width}rem`);
  box.classList.remove("is-wide");
  const isWide = sheet.grid.scrollWidth > box.clientWidth + 1;
  box.classList.toggle("is-wide", isWide);
  for (const one of document.querySelectorAll(".grid-copy")) {
    one.remove();
  }
  if (isWide) {
    copies(sheet, box);
  }
}

function copies(sheet, box) {
  for (const [kind, part] of [["head", sheet.grid.tHead], ["foot", sheet.grid.tFoot]]) {
    const made = copy(part, kind);
    const widths = [...part.rows[0].cells].map((cell) => cell.offsetWidth);
    const draw = () => {
      const clone = part.cloneNode(true);
      [...clone.rows[0].cells].forEach((cell, at) => cell.style.setProperty("width", `${widths[at]}px`));
      made.firstChild.replaceChildren(clone);
    };
    draw();
    made.firstChild.style.setProperty("width", `${sheet.grid.offsetWidth}px`);
    const height = part.offsetHeight;
    made.style.setProperty("height", `${height}px`);
    made.style.setProperty(kind === "head" ? "margin-bottom" : "margin-top", `${-height}px`);
    box[kind === "head" ? "before" : "after"](made);
    const follow = () => {
      made.scrollLeft = box.scrollLeft;
    };
    box.addEventListener("scroll", follow, { passive: true });
    follow();
    if (kind === "foot") {
      new MutationObserver(draw).observe(part, { characterData: true, childList: true, subtree: true });
    }
  }
}

/* A cell that stands behind the codes and labels, or beyond the edge of a wide grid, is brought between them. */
export function reveal(sheet, cell) {
  const box = sheet.grid.parentElement;
  const { left, right } = cell.getBoundingClientRect();
  const start = sheet.grid.tHead.rows[0].cells[1].getBoundingClientRect().right;
  const end = box.getBoundingClientRect().right;
  if (box.matches(".is-wide") && (left < start || right > end)) {
    box.scrollLeft += left < start ? left - start : right - end;
  }
}

/* A phone shows one module at a time, and its filters folded. */
const isPhone = window.matchMedia("(max-width: 48rem)");
const foot = new ResizeObserver(([{ target }]) => {
  document.getElementById("matrix")?.style.setProperty("--keyfoot", `${target.offsetHeight}px`);
  // It grows by what is said in it, and nothing that it says hides the cell it is about.
  document.activeElement.closest("#matrix-here")?.scrollIntoView({ block: "nearest", behavior: "instant" });
});
document.getElementById("matrix-filter")?.toggleAttribute("open", !isPhone.matches);

const every = document.getElementById("fold-all");

function sayAll(sheet) {
  if (every) {
    every.hidden = sheet.isList || sheet.groups.length < 2;
    every.textContent = sheet.groups.every((group) => group.isFolded) ? "Unfold all" : "Fold all";
  }
}

export function foldAll(sheet) {
  const isFolded = !sheet.groups.every((group) => group.isFolded);
  for (const group of sheet.groups) {
    fold(group, isFolded);
  }
  sayAll(sheet);
}

export function wire(sheet) {
  const chip = document.getElementById("module-chip-1");
  if (isPhone.matches && sheet.grid && chip) {
    location.replace(chip.href);
    return;
  }
  foot.disconnect();
  foot.observe(document.getElementById("matrix-foot"));
  if (!sheet.isList && sheet.grid) {
    sheet.groups.forEach((group, at) => head(sheet, group, at));
    for (const link of sheet.grid.querySelectorAll("a")) {
      link.tabIndex = -1;
    }
    drawFold(sheet);
  }
  sayAll(sheet);
}
