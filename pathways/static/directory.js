/* The directory on a phone: the filters are folded away at first, so that results come first. */
const filters = document.getElementById("directory-filters");

if (filters && window.matchMedia("(max-width: 56rem)").matches) {
  filters.removeAttribute("open");
}
