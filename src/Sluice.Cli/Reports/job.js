"use strict";
// Draws a job from the figures in the page, and, where the page is served, asks for new ones each second. Every text goes in as text, never as markup.
(() => {
  const at = id => document.getElementById(id);
  let data = JSON.parse(at("data").textContent);
  let received = performance.now(), silent = false;

  // 1. Words. The same as the command's.
  const count = value => value.toLocaleString("en");
  const many = (value, noun) => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
  const digits = value => value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  function bytes(value) {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let unit = 0;
    for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
    return unit === 0 ? `${Math.round(value)} B` : `${digits(value)} ${units[unit]}`;
  }
  const rate = value => value < 10 ? value.toFixed(1) : count(Math.round(value));
  function time(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    return whole < 60 ? `${whole} s` : whole < 3600 ? `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`
      : whole < 172800 ? `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, "0")} min` : `${digits(whole / 86400)} days`;
  }
  const clock = (moment, withSeconds) => moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", ...(withSeconds && { second: "2-digit" }) });
  const day = moment => moment.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const when = moment => moment.toDateString() === new Date().toDateString() ? clock(moment) : day(moment);
  const color = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  // 2. Elements. A part is only made anew when what it shows has changed, so that focus and selection stay.
  function make(tag, more, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(more ?? {}))
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined) made.setAttribute(name, value);
    made.append(...inside.filter(one => one !== null && one !== undefined));
    return made;
  }
  const shown = new Map();
  function part(id, of, fill) {
    const text = JSON.stringify(of);
    if (shown.get(id) === text) return;
    shown.set(id, text);
    fill(at(id));
  }
  const say = (id, text) => { if (at(id).textContent !== text) at(id).textContent = text; };

  // 3. What failed, what limits, and the accounts.
  function sentences() {
    part("sentences", data.sentences, place => place.replaceChildren(...data.sentences.map(one =>
      make("p", { class: `sentence ${one.tone}` }, make("b", null, one.label), one.text))));
  }

  const outcomes = ["done", "skipped", "missing", "changed", "denied", "failed", "quarantined", "pending"];
  function ledger() {
    part("ledger", data.ledger, () => {
      const whole = Math.max(1, outcomes.reduce((sum, name) => sum + Math.max(0, data.ledger[name]), 0));
      at("bar").replaceChildren(...outcomes.filter(name => data.ledger[name] > 0).map(name => {
        const piece = make("i", { class: `c-${name}`, title: `${count(data.ledger[name])} ${name}` });
        piece.style.width = `${data.ledger[name] / whole * 100}%`;
        return piece;
      }));
      at("bar").setAttribute("aria-label", outcomes.filter(name => data.ledger[name]).map(name => `${count(data.ledger[name])} ${name}`).join(", "));
      at("sum").replaceChildren(make("li", null, make("b", null, count(data.ledger.listed)), ` listed${data.planned ? "" : " so far"}`), ...outcomes.map((name, index) =>
        make("li", { class: data.ledger[name] ? "" : "none" }, make("span", { class: "sign" }, index ? "+" : "="), make("i", { class: `c-${name}` }), make("b", null, count(data.ledger[name])), ` ${name}`)));
    });
    const { ended, listed } = data.bytes;
    say("bytes", [data.ledger.listed > 0 && `${digits((data.ledger.listed - data.ledger.pending) / data.ledger.listed * 100)} % of objects`,
      ended !== undefined && (listed === undefined ? bytes(ended) : `${bytes(ended)} of ${bytes(listed)}`)].filter(Boolean).join(", "));
  }

  function tiles() {
    const { pace, chunks } = data;
    const span = data.over ? "on average" : pace.window_seconds ? `in the last ${time(pace.window_seconds)}` : "";
    const left = seconds => data.over ? ["0 s", "nothing is left"]
      : seconds === undefined ? ["unknown", !data.planned ? "the source is still being listed" : pace.items_per_second ? "sizes were not told" : "no rate yet"]
      : [time(seconds), `until about ${when(new Date(Date.parse(data.now) + seconds * 1000))}`];
    const list = [
      ["Objects", pace.items_per_second === undefined ? ["unknown", "before two chunks are sealed"] : [`${rate(pace.items_per_second)}/s`, span]],
      ["Bytes", pace.bytes_per_second === undefined ? ["unknown", pace.items_per_second === undefined ? "before two chunks are sealed" : "sizes were not told"] : [`${bytes(pace.bytes_per_second)}/s`, `as listed, ${span}`]],
      ["Left, by objects", left(pace.left_by_items)],
      ["Left, by bytes", left(pace.left_by_bytes)],
      ["Chunks sealed", [chunks.all ? `${digits(chunks.sealed === chunks.all ? 100 : Math.min(99.9, chunks.sealed / chunks.all * 100))} %` : "none", `${count(chunks.sealed)} of ${count(chunks.all)}`]],
      ["Workers", data.claim === "lease" ? [`${count(data.workers.alive)}${data.workers.unread ? " or more" : ""}`, data.workers.unread ? `${many(data.workers.unread, "lease")} not read yet` : "have a lease that is renewed"] : ["unknown", `chunks are claimed by ${data.claim}`]],
    ];
    part("tiles", list, place => place.replaceChildren(...list.map(([name, [figure, more]]) =>
      make("li", null, make("div", { class: "name" }, name), make("div", { class: "figure" }, figure), make("div", { class: "more" }, more)))));
  }

  // 4. Objects sealed over time.
  const svg = (tag, more, ...inside) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(more)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };
  const round = value => {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find(step => step * power >= value * 0.999) * power;
  };
  let paceAt = null;
  function pace() {
    const { steps, step_seconds: step, began } = data.pace, place = at("pace"), width = place.clientWidth, height = place.clientHeight;
    // Not laid out yet.
    if (width < 120) return;
    part("pace", [steps, width, height], () => {
      if (!steps.length) {
        place.replaceChildren(svg("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, "No chunk is sealed yet."));
        return;
      }
      const begins = Date.parse(began), until = data.over ? Date.parse(data.pace.last) : Date.parse(data.now);
      // The step that is going on is shorter; a very short one says nothing.
      const length = index => index < steps.length - 1 ? step : Math.max(step / 2, Math.min(step, (until - begins) / 1000 - index * step));
      const values = steps.map(([items, bad], index) => [items / length(index), bad / length(index)]);
      const top = round(Math.max(1e-3, ...values.map(([items]) => items)));
      const left = 52, bottom = 20, over = 10, room = width - left - 6, high = height - bottom - over, each = room / steps.length;
      const y = value => over + high - value / top * high;
      const lines = [0, 0.5, 1].flatMap(share => [svg("line", { x1: left, x2: width - 6, y1: y(top * share), y2: y(top * share) }), svg("text", { x: left - 8, y: y(top * share) + 4, "text-anchor": "end" }, share ? rate(top * share) : "0")]);
      const bars = values.flatMap(([items, bad], index) => {
        const x = left + index * each, gap = each > 4 ? 1 : 0;
        const more = [svg("rect", { class: "items", x, y: y(items), width: Math.max(0.5, each - gap), height: Math.max(0, over + high - y(items)) })];
        if (bad > 0) more.push(svg("rect", { class: "bad", x, y: y(items), width: Math.max(0.5, each - gap), height: Math.max(2, (over + high) - y(bad)) }));
        return more;
      });
      const marks = [[0, "start"], ...(width > 520 ? [[steps.length / 2, "middle"]] : []), [steps.length, "end"]].map(([index, anchor]) =>
        svg("text", { x: left + index * each, y: height - 4, "text-anchor": anchor }, clock(new Date(begins + index * step * 1000), step < 60)));
      const under = steps.map((_, index) => svg("rect", { class: `under${index === paceAt ? " on" : ""}`, x: left + index * each, y: over, width: each, height: high }));
      place.replaceChildren(...lines, ...bars, ...marks, ...under);
      place.setAttribute("aria-label", `Objects sealed per second since ${clock(new Date(begins))}; at most ${rate(Math.max(...values.map(([items]) => items)))} a second in a step of ${time(step)}.`);
      place.steps = { left, each, tell: index => `${clock(new Date(begins + index * step * 1000), true)}, ${time(step)}: ${many(steps[index][0], "object")} (${rate(values[index][0])}/s)${steps[index][1] ? `, ${count(steps[index][1])} did not arrive` : ""}${data.bytes.ended === undefined ? "" : `, ${bytes(steps[index][2])}`}` };
    });
  }

  // 5. Chunks by state: as many columns as fit, each with the chunks of its place.
  const states = [["done", "sealed", "done"], ["failing", "sealed, with failures", "failed"], ["claimed", "in hand", "claimed"], ["expired", "lease ran out", "expired"], ["free", "free", "free"]];
  let stripAt = null, columns = [];
  function strip(again) {
    const canvas = at("strip"), width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio || 1;
    const totals = [0, 1, 2, 3, 4].map(state => data.bins.reduce((sum, bin) => sum + bin[2 + state], 0));
    part("strip-key", totals, place => place.replaceChildren(...states.map(([, words, name], index) => make("li", null, make("i", { class: `c-${name}` }), `${count(totals[index])} ${words}`))));
    if (!width || !again && shown.get("strip") === JSON.stringify([data.bins, width, height, stripAt])) return;
    shown.set("strip", JSON.stringify([data.bins, width, height, stripAt]));
    const join = Math.max(1, Math.ceil(data.bins.length / Math.floor(width / 3)));
    columns = [];
    for (let index = 0; index < data.bins.length; index += join) {
      const some = data.bins.slice(index, index + join);
      columns.push([some[0][0], some[some.length - 1][1], ...[2, 3, 4, 5, 6].map(state => some.reduce((sum, bin) => sum + bin[state], 0))]);
    }
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext("2d"), each = canvas.width / Math.max(1, columns.length), gap = each > 4 * ratio ? ratio : 0;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const colors = states.map(([, , name]) => color(name));
    columns.forEach((column, index) => {
      const counts = column.slice(2), all = counts.reduce((sum, one) => sum + one, 0), left = Math.round(index * each), wide = Math.max(1, Math.round((index + 1) * each) - left - gap);
      // What is rare is drawn at least so high that one sees it.
      const least = Math.min(canvas.height / 8, 6 * ratio);
      const heights = counts.map(one => one ? Math.max(one / all * canvas.height, least) : 0), scale = canvas.height / heights.reduce((sum, one) => sum + one, 0);
      let bottom = canvas.height;
      heights.forEach((one, state) => {
        const high = one * scale;
        context.fillStyle = colors[state];
        if (high) context.fillRect(left, bottom - high, wide, high);
        bottom -= high;
      });
      if (index === stripAt) {
        context.strokeStyle = color("ink");
        context.lineWidth = 2 * ratio;
        context.strokeRect(left - ratio / 2, ratio, Math.max(wide + ratio, 3 * ratio), canvas.height - 2 * ratio);
      }
    });
    canvas.setAttribute("aria-label", `${many(data.chunks.all, "chunk")} in order: ${states.map(([, words], index) => `${count(totals[index])} ${words}`).join(", ")}. Arrow keys tell of places.`);
  }
  const tellColumn = column => `${column[0] === column[1] ? `Chunk ${column[0]}` : `Chunks ${column[0]} to ${column[1]}`}: ${states.map(([, words], index) => column[2 + index] ? `${count(column[2 + index])} ${words}` : null).filter(Boolean).join(", ")}`;

  // Both say in words what lies below the pointer, or where the arrow keys have gone.
  function explore(id, said, hint, length, tell, where, move) {
    const place = at(id);
    say(said, hint);
    const go = index => {
      move(index);
      say(said, index === null ? hint : tell(index));
    };
    place.addEventListener("pointermove", event => { const index = where(event.clientX - place.getBoundingClientRect().left); go(index >= 0 && index < length() ? index : null); });
    place.addEventListener("pointerleave", () => go(null));
    place.addEventListener("blur", () => go(null));
    let now = 0;
    place.addEventListener("keydown", event => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }[event.key];
      if (!step || !length()) return;
      event.preventDefault();
      now = Math.max(0, Math.min(length() - 1, step === -Infinity ? 0 : step === Infinity ? length() - 1 : now + step));
      go(now);
    });
  }

  // 6. What did not arrive, by cause.
  function command(text) {
    const button = make("button", { class: "button", type: "button", onclick: async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = "Selected";
      }
      setTimeout(() => button.textContent = "Copy", 2000);
    } }, "Copy");
    const code = make("code", null, text);
    return make("div", { class: "do" }, code, button);
  }
  function failures() {
    const { causes, read_chunks: read, chunks, most_chunks: most } = data.failures, { ledger } = data;
    const bad = ledger.missing + ledger.changed + ledger.denied + ledger.failed + ledger.quarantined, again = ledger.denied + ledger.failed + ledger.quarantined;
    part("failures", [data.failures, bad, again], place => {
      const inside = [];
      if (!bad) inside.push(make("p", { class: "empty" }, "Nothing: no object failed, was denied, was missing or had changed."));
      if (again) inside.push(make("p", null, `${again === bad ? again === 1 ? "It is" : "All are" : again === 1 ? "One of them is" : `${count(again)} of them are`} done again by these commands:`), command(data.commands.retry), command(data.commands.run));
      if (bad && !again) inside.push(make("p", null, "A retry does not take them: what is missing or has changed at the source stays as it is. A later job (--since) takes what is there then."));
      if (causes.length) inside.push(make("ol", { class: "causes" }, ...causes.map(cause => make("li", null,
        make("div", { class: "count" }, count(cause.count)),
        make("div", null,
          make("h3", null, cause.code || cause.outcome, make("span", null, ` ${[cause.code && cause.outcome, cause.status && `HTTP ${cause.status}`, !cause.retried && "not taken by a retry"].filter(Boolean).join(", ")}`)),
          cause.message ? make("p", null, cause.message) : null,
          make("ul", { class: "keys" }, ...cause.examples.map(one => make("li", null, make("button", { class: "link", type: "button", title: "Find this object", onclick: () => { at("key").value = one.encoded; find(); } }, make("code", null, one.key)))))))))); 
      place.replaceChildren(...inside);
    });
    say("failures-read", !bad ? "" : read < chunks ? `from the rows of ${count(read)} of ${many(chunks, "chunk")} with failures${read >= most ? "; no more are read" : " so far"}` : `${many(bad, "object")}, by cause`);
  }

  // 7. Who works.
  function workers() {
    const { list, all, unread } = data.workers, lasts = data.lease_seconds;
    part("workers", [list, all, unread], place => {
      if (data.claim !== "lease") {
        place.replaceChildren(make("p", { class: "empty" }, `Chunks of this job are claimed by ${data.claim}, so its store does not tell who works.`));
        return;
      }
      if (!list.length) {
        place.replaceChildren(make("p", { class: "empty" }, unread ? `${many(unread, "lease")} not read yet.` : "No worker has a chunk."));
        return;
      }
      const age = one => {
        const out = one.left <= 0, fill = make("i");
        fill.style.width = `${out ? 100 : one.oldest / (one.oldest + one.left) * 100}%`;
        return make("div", { class: `age ${out ? "out" : one.left < lasts / 2 ? "late" : ""}` }, make("span", { "aria-hidden": "true" }, fill), make("b", null, out ? `ran out ${time(-one.left)} ago` : `${time(one.oldest)}, runs out in ${time(one.left)}`));
      };
      place.replaceChildren(make("table", null,
        make("thead", null, make("tr", null, ...["Worker", "Chunks", "Oldest lease"].map(name => make("th", { scope: "col", class: name === "Chunks" ? "number" : null }, name)))),
        make("tbody", null, ...list.map(one => make("tr", null,
          make("th", { scope: "row", class: "name" }, one.name || "unreadable", one.attempt > 1 ? make("small", null, ` attempt ${count(one.attempt)} at a chunk`) : null),
          make("td", { class: "number", title: one.some.join(", ") }, count(one.chunks)), make("td", null, age(one)))))));
    });
    say("workers-read", data.claim !== "lease" ? "" : [all > list.length && `${count(list.length)} of ${count(all)}`, unread && list.length && `${many(unread, "lease")} not read yet`, list.length && `leases last ${time(lasts)}, renewed ones three times as long`].filter(Boolean).join("; "));
    // Who scrolls by keyboard needs to get there.
    at("workers").tabIndex = at("workers").scrollHeight > at("workers").clientHeight ? 0 : -1;
  }

  // 8. One object.
  const written = found => [
    ["Outcome", found.outcome ? `${found.outcome}${found.code ? ` (${found.code})` : ""}` : found.problem ? "unknown" : "pending: its chunk is not sealed"],
    ["Said", [found.problem, found.message].filter(Boolean).join(" ")],
    ["Destination", found.destination], ["Chunk", found.chunk], ["Sealed by", found.worker && `${found.worker}, attempt ${found.attempt}`],
    ["Size, as listed", found.size === undefined ? "" : `${bytes(found.size)} (${many(found.size, "byte")})`], ["Written", found.modified && day(new Date(found.modified))], ["ETag, as listed", found.etag],
    ["Checksum", found.checksum], ["Tries", found.attempts],
  ].filter(([, text]) => text);
  function show(found) {
    at("found").replaceChildren(...found.key === undefined ? [make("p", { class: "empty" }, found.problem)]
      : [make("h3", null, make("code", null, found.key)), make("dl", null, ...written(found).flatMap(([name, text]) => [make("dt", null, name), make("dd", null, text)]))]);
    at("found").scrollIntoView({ block: "nearest" });
  }
  async function find() {
    const typed = at("key").value;
    if (!typed) return;
    if (!data.live) {
      const has = item => item.key === typed || item.encoded === typed || item.key.endsWith(typed);
      show(data.failures.items.find(has) ?? { problem: "It is not among the objects that did not arrive and are in this file. 'sluice dashboard' finds every object of the job." });
      return;
    }
    at("found").replaceChildren(make("p", { class: "empty" }, "Looking through the plan …"));
    try {
      show(await (await fetch(`object?key=${encodeURIComponent(typed)}`)).json());
    } catch {
      show({ problem: "The dashboard does not answer." });
    }
  }

  // 9. All of it, and again.
  function draw(again) {
    document.title = `${data.ledger.listed ? `${Math.floor((data.ledger.listed - data.ledger.pending) / data.ledger.listed * 100)} % ` : ""}${data.job}`;
    say("command", data.command);
    say("stage", data.stage);
    // As a class it would take what else is called so.
    at("stage").dataset.stage = data.stage;
    at("problem").hidden = !data.problem && !silent;
    say("problem", silent ? "The dashboard does not answer; what is shown is the last that it told." : data.problem ? `The job's store cannot be read, and what is shown is of ${clock(new Date(data.read_at), true)}: ${data.problem}` : "");
    sentences();
    ledger();
    tiles();
    pace();
    strip(again);
    failures();
    workers();
    fresh();
  }
  function fresh() {
    say("fresh", !data.live ? `as of ${day(new Date(data.read_at))}` : `read ${time((performance.now() - received) / 1000)} ago`);
  }
  async function ask() {
    try {
      if (!document.hidden) {
        const answer = await fetch("state", { cache: "no-store", signal: AbortSignal.timeout(30000) });
        if (!answer.ok) throw new Error(answer.statusText);
        data = await answer.json();
        silent = false;
        if (!data.problem) received = performance.now();
        draw();
      }
    } catch {
      silent = true;
      draw();
    }
    setTimeout(ask, data.over ? 5000 : 1000);
  }

  document.body.classList.remove("off");
  at("find").addEventListener("submit", event => {
    event.preventDefault();
    find();
  });
  draw();
  explore("strip", "strip-said", "Point at a place, or use the arrow keys, to read what it has.", () => columns.length, index => tellColumn(columns[index]), x => Math.floor(x / at("strip").clientWidth * columns.length), index => { stripAt = index; strip(); });
  explore("pace", "pace-said", "Point at a bar, or use the arrow keys, to read it.", () => data.pace.steps.length, index => at("pace").steps.tell(index), x => Math.floor((x - at("pace").steps?.left) / at("pace").steps?.each), index => {
    paceAt = index;
    [...at("pace").querySelectorAll(".under")].forEach((under, one) => under.classList.toggle("on", one === index));
  });
  new ResizeObserver(() => { pace(); strip(); }).observe(document.body);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => strip(true));
  if (data.live) {
    setTimeout(ask, 1000);
    setInterval(fresh, 1000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) fresh(); });
  }
})();
