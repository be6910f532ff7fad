import "./print.js";

/* On a phone the filters are folded away at first, so that results come first. */
const filters = document.getElementById("directory-filters");

if (filters && window.matchMedia("(max-width: 56rem)").matches) {
  filters.removeAttribute("open");
}

/* An offer's first theme stands open where there is room; on a phone all names come first. */
const first = document.querySelector("details[data-first]");

if (first && window.matchMedia("(min-width: 40.01rem)").matches) {
  first.open = true;
}
