/* What is written is sent in order, one answer at a time: what comes while one is on its way goes
 * with the next. What did not arrive stays here, is named as not saved, and is sent again.
 *
 * A job is {key, names, values, alone}. Of two jobs with one key only the later is sent, if the
 * earlier still waits. `values` gives pairs of field and value at the moment of sending.
 */
const ANSWERED = [200, 409, 422];
const MANY = 400;

export function makeSender({ form, onAnswer, onFail, onSend }) {
  let waiting = [];
  let flight = null;
  let limbo = null;
  let idle = [];

  const isRefused = ({ status, responseText }) =>
    status === 409 && responseText.includes("data-refused");

  function settle(isWell) {
    const all = idle;
    delete form.dataset.busy;
    idle = [];
    all.forEach((tell) => tell(isWell));
  }

  function take() {
    if (waiting[0].alone) {
      return waiting.splice(0, 1);
    }
    const end = waiting.findIndex((job) => job.alone);
    return waiting.splice(0, Math.min(MANY, end < 0 ? waiting.length : end));
  }

  function send() {
    if (flight || waiting.length === 0) {
      return;
    }
    flight = take();
    const values = {};
    for (const [name, value] of flight.flatMap((job) => job.values())) {
      (values[name] ??= []).push(value);
    }
    form.dataset.busy = "yes";
    onSend(flight);
    const lost = flight;
    window.htmx
      .ajax("POST", form.getAttribute("action"), { source: form, swap: "none", values })
      .catch(() => lost === flight && fail(0));
  }

  function fail(status) {
    const batch = flight;
    flight = null;
    const later = new Set(waiting.map((job) => job.key));
    waiting = [...batch.filter((job) => !later.has(job.key)), ...waiting];
    limbo = batch;
    onFail(batch, status);
    settle(false);
  }

  form.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    const batch = flight ?? limbo;
    if (!batch) {
      return;
    }
    if (!ANSWERED.includes(xhr.status) || isRefused(xhr)) {
      if (flight) {
        fail(xhr.status);
      }
      return;
    }
    flight = null;
    limbo = null;
    // A failed request is also sent again by the page: after signing in, or from its first line.
    waiting = waiting.filter((job) => !batch.includes(job));
    onAnswer(batch, xhr);
    send();
    if (!flight) {
      settle(true);
    }
  });
  window.addEventListener("online", () => send());

  return {
    add(jobs) {
      for (const job of jobs) {
        const same = waiting.findIndex((one) => one.key === job.key);
        const was = same < 0 ? null : waiting.splice(same, 1)[0];
        job.follow?.(was ?? flight?.find((one) => one.key === job.key) ?? null, Boolean(was));
        waiting.push(job);
      }
      send();
    },
    drop(key) {
      waiting = waiting.filter((job) => job.key !== key);
    },
    find: (key) => waiting.find((job) => job.key === key) ?? null,
    again: send,
    isBusy: () => Boolean(flight) || waiting.length > 0,
    rest: () =>
      flight || waiting.length > 0 ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve(true),
  };
}
