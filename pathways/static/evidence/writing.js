/* Notes and marks on their way: shown where they were written, until the server has them. */
import { makeSender } from "../bursts.js";
import { boxOf, find, idOf, marked, say, seenOf } from "./rows.js";

const PATIENCE = 300; // milliseconds until a wait is shown

export const pending = new Map(); // id: {text, state: "new", "sent", "failed" or "lost"}
const marks = new Map(); // id: the job of the last mark that is not answered

function paint(id) {
  const row = find(id);
  const item = pending.get(id);
  if (!row || !item) {
    return;
  }
  const words = row.querySelector(".ev__text");
  words.textContent = item.text || "No note yet";
  words.classList.toggle("ev__text--empty", !item.text);
  let state = row.querySelector(".ev__state");
  if (!state) {
    state = document.createElement("span");
    state.className = "ev__state";
    row.querySelector(".ev__note").append(state);
  }
  const said = { failed: "Not saved. ", lost: "Not saved: this row was taken out elsewhere.", sent: "Saving…" };
  state.classList.toggle("ev__state--kept", item.state === "failed" || item.state === "lost");
  if (item.state === "failed") {
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.dataset.again = "";
    state.replaceChildren(said.failed, again);
  } else {
    state.replaceChildren(said[item.state] ?? "");
  }
}

const noted = (batch) => batch.filter((job) => job.id && job.text !== undefined);

export const sender = makeSender({
  form: document.getElementById("evidence-send"),
  onSend(batch) {
    setTimeout(() => {
      for (const job of noted(batch)) {
        const item = pending.get(job.id);
        if (item && item.job === job && item.state === "new") {
          item.state = "sent";
          paint(job.id);
        }
      }
    }, PATIENCE);
  },
  onAnswer(batch, xhr) {
    for (const job of batch) {
      job.answered?.(xhr);
    }
    for (const job of noted(batch)) {
      const item = pending.get(job.id);
      if (!item || item.job !== job) {
        continue;
      }
      if (xhr.responseText.includes(`id="ev-${job.id}"`)) {
        pending.delete(job.id);
      } else {
        item.state = xhr.status === 422 ? "failed" : "lost";
      }
    }
    for (const id of pending.keys()) {
      paint(id);
    }
    // A row that came anew shows the mark that is still on its way.
    for (const [id, job] of marks) {
      if (batch.includes(job)) {
        marks.delete(id);
      } else if (find(id)) {
        press(find(id), job.wish);
      }
    }
    document.dispatchEvent(new Event("evidence:kept"));
  },
  onFail(batch) {
    for (const item of pending.values()) {
      item.state = item.state === "lost" ? "lost" : "failed";
    }
    for (const job of batch) {
      job.failed?.();
    }
    pending.forEach((_item, id) => paint(id));
  },
});

/* A note on its way. A later one of the same row is weighed against what the earlier one left. */
function noteJob(id, text, seen) {
  const job = {
    key: `note ${id}`,
    id,
    text,
    seen,
    values: () => [["mapping", id], ["seen", job.seen], ["evidence", text]],
    follow(was, isReplaced) {
      if (was) {
        job.seen = isReplaced ? was.seen : null;
        job.after = isReplaced ? was.after : was;
      }
    },
    answered() {
      const later = sender.find(job.key);
      const row = find(id);
      const mine = row?.querySelector(".ev__mine textarea");
      if (later?.after === job && mine) {
        // The row changed elsewhere: the later words are asked about too, not written over it.
        mine.value = later.text;
        sender.drop(job.key);
        pending.delete(id);
      } else if (later?.after === job && row) {
        later.seen = seenOf(row);
      }
    },
  };
  return job;
}

/* Numbers of outcomes from the clipboard; the server reads them, and names what the module does not have. */
function serveJob(id, numbers) {
  const job = {
    key: `serve ${id}`,
    numbers,
    values: () => [["serve", id], ["numbers", job.numbers]],
    follow(was, isReplaced) {
      job.numbers = isReplaced ? `${was.numbers}, ${job.numbers}` : job.numbers;
    },
  };
  return job;
}

/* Notes, and numbers of outcomes beside them, in one step. */
export function write(pairs, served = []) {
  const jobs = pairs.map(([row, text]) => noteJob(idOf(row), text.trim(), seenOf(row)));
  // Whoever writes a note anew has done with the words that were asked about.
  pairs.forEach(([row]) => row.querySelector(".ev__mine")?.remove());
  for (const job of jobs) {
    pending.set(job.id, { text: job.text, state: "new", job });
    paint(job.id);
  }
  sender.add([...jobs, ...served.map(([row, numbers]) => serveJob(idOf(row), numbers))]);
}

function press(row, mark) {
  for (const button of row.querySelectorAll(".scale button")) {
    button.setAttribute("aria-pressed", String(button.dataset.mark === mark));
  }
}

function markJob(row, wish) {
  const id = idOf(row);
  const job = {
    key: `mark ${id}`,
    seen: boxOf(row).value.split(":")[1],
    values: () => [["mark", `${id}:${job.seen}:${wish}`]],
    follow(was, isReplaced) {
      job.seen = was ? (isReplaced ? was.seen : was.wish) : job.seen;
    },
    wish,
    failed() {
      marks.delete(id);
      const now = find(id);
      if (now) {
        press(now, boxOf(now).value.split(":")[1]);
      }
      sender.drop(job.key);
      say("Not saved. Try again in a moment.");
    },
  };
  return job;
}

export function treat(some, wish) {
  const others = some.filter((row) => marked(row) !== wish);
  const jobs = others.map((row) => markJob(row, wish));
  others.forEach((row, at) => {
    press(row, wish);
    marks.set(idOf(row), jobs[at]);
  });
  sender.add(jobs);
}
