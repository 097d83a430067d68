"use strict";
// Small parts of the page. Text is only ever set as text, never as markup.
const Parts = (() => {
  const NONE = "–";
  const STATES = { open: ["✓", "open"], shut: ["✕", "closed"], untried: ["○", "not tried"], held: ["✓", "held"], failed: ["▲", "did not hold"] };

  function node(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
    made.append(...children.flat().filter(c => c !== null && c !== undefined));
    return made;
  }

  function svg(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const grouped = (value, digits = 0) => Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const say = (value, form) => value === null || value === undefined ? NONE : form(value);
  const usd = value => say(value, v => (v <= -0.5 ? "−$" : "$") + (Math.abs(v) >= 1e6 ? `${grouped(v / 1e6, 2)} M` : grouped(v)));
  const percent = value => say(value, v => `${(v * 100).toFixed(1).replace("-", "−")} %`);
  const count = value => say(value, v => grouped(v));
  const ms = value => say(value, v => v < 10 ? `${v.toFixed(1)} ms` : `${grouped(v)} ms`);
  const blocks = value => say(value, v => v === 1 ? "1 block" : `${grouped(v)} blocks`);
  const nats = value => say(value, v => `${v < 0 ? "−" : "+"}${Math.abs(v).toFixed(2)}`);
  const probability = value => Plots.figure("probability", value);

  function state(name) {
    const [shape, word] = STATES[name];
    return node("span", { class: `state ${name}` }, `${shape} ${word}`);
  }

  const openness = open => open === null || open === undefined ? "untried" : open ? "open" : "shut";

  function table(heads, rows) {
    const cell = (tag, content, head) => node(tag, { class: head.number ? "number" : "", ...(tag === "th" ? { scope: "col" } : {}) }, content);
    const body = rows.map(row => node("tr", {}, row.map((content, i) => cell("td", content, heads[i]))));
    const top = node("tr", {}, heads.map(h => cell("th", h.unit ? [h.name, node("span", { class: "unit" }, h.unit)] : h.name, h)));
    return node("div", { class: "scroll" }, node("table", {}, node("thead", {}, top), node("tbody", {}, body)));
  }

  const figures = pairs => node("dl", { class: "figures" }, pairs.map(([name, value, small]) =>
    node("div", {}, node("dt", {}, name), node("dd", {}, value, small ? node("small", {}, small) : null))));

  // p against p* on a log-odds axis, with a tick at p*.
  function odds(p, threshold) {
    const at = v => 100 * Math.min(Math.max((Plots.logit(v) + 7) / 14, 0), 1);
    return node("div", { class: "odds" },
      node("span", {}, `p ${probability(p)}`),
      svg("svg", { viewBox: "0 0 100 24", preserveAspectRatio: "none", role: "img", "aria-label": `p ${probability(p)} against p* ${probability(threshold)}, on a log-odds axis` },
        svg("rect", { x: 0, y: 8, width: 100, height: 8, fill: "var(--wash)" }),
        svg("rect", { x: 0, y: 8, width: at(p), height: 8, fill: "var(--accent)" }),
        svg("rect", { x: at(threshold) - 0.25, y: 2, width: 0.5, height: 20, fill: "var(--warn)" })),
      node("span", {}, `p* ${probability(threshold)}`));
  }

  function decision(d) {
    const numbers = [
      ["p", probability(d.p)], ["p* threshold", probability(d.p_star)], ["σ per year", percent(d.sigma)], ["TVL", usd(d.tvl_usd)],
      ["R reachable", usd(d.reachable_usd)], ["C₀ if false", usd(d.cost_false_usd)], ["C₁ if true", usd(d.cost_true_usd)], ["q in time", probability(d.q)],
    ];
    const signals = d.signals.map(s => [s.detector, s.scope, nats(s.nats), say(s.score, v => String(+v.toPrecision(4))), node("span", { class: "text" }, s.reason)]);
    const heads = [{ name: "signal" }, { name: "scope" }, { name: "evidence", unit: "nats", number: true }, { name: "score", number: true }, { name: "reason" }];
    return node("div", { class: "decision" },
      node("p", { class: "sentence text" }, d.sentence),
      node("p", { class: "identity" }, `block ${d.block} · ${d.rung} on ${d.scope} · decision ${d.id}`),
      odds(d.p, d.p_star),
      node("dl", { class: "numbers" }, numbers.map(([name, value]) => node("div", {}, node("dt", {}, name), node("dd", {}, value)))),
      signals.length ? table(heads, signals) : node("p", { class: "identity" }, "No new signal in this block: earlier evidence stands."));
  }

  const trips = all => table(
    [{ name: "block", number: true }, { name: "rule" }, { name: "scope" }, { name: "stage" }, { name: "over in block", number: true }, { name: "poked by" }, { name: "gas", number: true }],
    all.map(t => [count(t.block), t.rule, t.scope, t.stage === 1 ? "1 throttle" : "2 reduce only", count(t.until_block), t.poker, count(t.gas)]));

  function timeline(entries, attack) {
    const shapes = { attack: "◆", detected: "●", signal: "●", decided: "▶", sent: "↗", contained: "■", failed: "✕", lapsed: "○", lifted: "○", eradicated: "✓", resolved: "✓" };
    return node("ol", { class: "timeline" }, entries.map(e => node("li", { class: e.kind.replace(/[^a-z_-]/g, "") },
      node("span", {}, `block ${e.block}`),
      node("span", {}, attack === null || e.block < attack ? "" : `+${e.block - attack}`),
      node("b", {}, `${shapes[e.kind] ?? "·"} ${e.kind.replaceAll("_", " ")}`),
      node("span", { class: "text" }, e.text))));
  }

  return { node, svg, usd, percent, count, ms, blocks, state, openness, table, figures, decision, trips, timeline };
})();
