/* Marks on their way: kept in the page and sent in order, one answer at a time, however fast they come.
 *
 * What is set while an answer is on its way goes together with the next request. What could not be
 * sent stays here, and nowhere else, until it is sent again. Nothing is known here of rows and keys.
 */
const LIMIT = 5000; // as the server takes
const PAUSE = 150; // milliseconds without a key after which a burst is over
const LONGEST = 1000; // after which it is sent all the same
const SHORT = 60_000; // bytes that a browser still sends for a page that is left

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Queue {
  /* `tell` is called with what became of it: "sent", "stale", "stopped", "stepped", "idle". */
  constructor(tell) {
    this.tell = tell;
    this.known = new Map();
    this.steps = [];
    this.busy = null;
    this.stopped = "";
    this.begun = 0;
    this.timer = 0;
    this.waiting = [];
    this.count = 0;
  }

  /* What the server was last known to hold there; "" for nothing. */
  seen(key) {
    return this.known.get(key) ?? "";
  }

  /* The last wish for a place that is not answered yet; undefined where there is none. */
  wish(key) {
    for (let at = this.steps.length - 1; at >= 0; at -= 1) {
      if (this.steps[at].cells?.has(key)) {
        return this.steps[at].cells.get(key);
      }
    }
    return this.busy?.cells?.get(key);
  }

  get waits() {
    return this.steps.length > 0 || this.busy !== null;
  }

  /* Set places, by key "module:code". They go in one request, however many; false for too many. */
  put(cells, address) {
    const last = this.steps.at(-1);
    const join = last?.cells && last.address === address && last.cells.size + cells.size <= LIMIT;
    if (cells.size > LIMIT) {
      return false;
    }
    if (join) {
      for (const [key, wish] of cells) {
        last.cells.set(key, wish);
      }
    } else {
      this.steps.push({ cells: new Map(cells), address });
    }
    this.steps.at(-1).number = ++this.count;
    this.begun ||= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), Math.max(0, Math.min(PAUSE, this.begun + LONGEST - Date.now())));
    return true;
  }

  /* Resolves once nothing is on its way any more, or nothing more can be sent. */
  settle() {
    this.go();
    return this.waits && !this.stopped ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  rest() {
    for (const resolve of this.waiting.splice(0)) {
      resolve();
    }
  }

  /* Undo and redo wait for what was set before them. */
  step(way, address) {
    this.steps.push({ way, address });
    this.go();
  }

  again() {
    this.stopped = "";
    this.go();
  }

  /* Whether the next step may have been taken already: once more would be one too many. */
  get isUnsure() {
    return this.steps[0]?.isUnsure ?? false;
  }

  /* Give such a step up, and send what was set after it. */
  pass() {
    this.steps.shift();
    this.stopped = "";
    return this.settle();
  }

  form(step) {
    const form = new URLSearchParams({ csrf_token: token() });
    if (step.way) {
      form.set("from", "matrix");
      return form;
    }
    form.set("shown", location.search.slice(1));
    for (const [key, wish] of step.cells) {
      if (this.seen(key) !== wish) {
        form.append("cell", `${key}:${this.seen(key)}:${wish}`);
      }
    }
    const pane = document.getElementById("pane");
    const version = document.getElementById("pane-version")?.value;
    if (pane?.dataset.mapping && version) {
      form.set("pane", `${pane.dataset.mapping}:${version}`);
    }
    return form;
  }

  async go() {
    if (this.busy || this.stopped || this.steps.length === 0) {
      return;
    }
    clearTimeout(this.timer);
    this.begun = 0;
    const step = this.steps.shift();
    const form = this.form(step);
    if (step.cells && !form.has("cell")) {
      this.tell("sent", { step, stale: [] });
      this.next();
      return;
    }
    this.busy = step;
    this.tell("sending", {});
    let answer = null;
    let text = "";
    try {
      answer = await fetch(step.address, {
        method: "POST",
        body: form,
        keepalive: form.toString().length < SHORT,
        headers: { "HX-Request": "true", "HX-Current-URL": location.href },
      });
      text = await answer.text();
    } catch {
      answer = null;
    }
    this.busy = null;
    if (!answer?.ok && !(step.way && answer?.status === 409)) {
      const isKnown = answer && (answer.status < 500 || answer.headers.get("Nothing-Changed"));
      step.isUnsure = Boolean(step.way) && !isKnown;
      this.steps.unshift(step);
      this.stopped = answer ? String(answer.status) : "lost";
      this.tell("stopped", { status: answer?.status ?? 0, text });
      this.rest();
      return;
    }
    this.take(step, text);
    this.next();
  }

  next() {
    if (this.waits) {
      this.go();
    } else {
      this.tell("idle", {});
      this.rest();
    }
  }

  take(step, text) {
    const told = [...document.querySelectorAll("#matrix-stale li")];
    const active = document.activeElement;
    window.htmx.swap(document.body, text, { swapStyle: "none" });
    if (step.way) {
      this.tell("stepped", { step });
      return;
    }
    const stale = [];
    for (const item of document.querySelectorAll("#matrix-stale li")) {
      const { module, code, now, gone } = item.dataset;
      const key = `${module}:${code}`;
      item.number = this.count;
      stale.push({ key, now, isGone: gone === "yes", item, wish: this.wish(key) ?? step.cells.get(key) });
    }
    this.offer(told, step);
    if (told.some((item) => item.contains(active) && item.isConnected)) {
      active.focus({ preventScroll: true });
    }
    const left = new Set(stale.map((one) => one.key));
    for (const [key, wish] of step.cells) {
      if (!left.has(key)) {
        this.known.set(key, wish);
      }
    }
    for (const { key, now } of stale) {
      this.known.set(key, now);
      // What was wished since was wished without knowing.
      for (const later of this.steps) {
        later.cells?.delete(key);
      }
    }
    this.tell("sent", { step, stale });
  }

  /* What was told of others' marks stands until a mark is answered that was set after it was told. */
  offer(told, { number, cells }) {
    const list = document.getElementById("matrix-stale");
    for (const item of told) {
      const { module, code } = item.dataset;
      const is = `[data-module="${module}"][data-code="${code}"]`;
      if (number <= item.number && !cells.has(`${module}:${code}`) && !list.querySelector(is)) {
        list.append(item);
      }
    }
  }
}
