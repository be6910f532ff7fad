import "./print.js";

/* The offers stay in sight above their table, and go sideways with it. */
const head = document.querySelector(".compare-head");
const table = document.getElementById("compare-table");

function follow(leader, follower) {
  leader.addEventListener("scroll", () => {
    if (follower.scrollLeft !== leader.scrollLeft) follower.scrollLeft = leader.scrollLeft;
  }, { passive: true });
}

if (head && table) {
  follow(table, head);
  follow(head, table);
}
