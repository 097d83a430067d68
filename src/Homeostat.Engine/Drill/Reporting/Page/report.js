"use strict";
(() => {
  const { node, svg, usd, percent, count, ms, blocks, state, openness, table, figures, decision, trips, timeline } = Parts;
  const page = JSON.parse(document.getElementById("page").textContent);
  const EXITS = [["close", "close"], ["repay", "repay"], ["top_up", "top up"], ["liquidate", "liquidate"], ["withdraw_retail", "withdraw (retail)"]];
  const anchor = index => `scenario-${index + 1}`;

  function overview() {
    const heads = [
      { name: "scenario" }, { name: "expectations" }, { name: "loss without", number: true }, { name: "loss with", number: true }, { name: "averted", number: true },
      { name: "detected", unit: "after", number: true }, { name: "decided", unit: "after", number: true }, { name: "contained", unit: "after", number: true },
      { name: "false actions", number: true }, { name: "exits open", number: true },
    ];
    const rows = page.report.scenarios.map((s, i) => {
      const tried = EXITS.filter(([key]) => s.exits_open[key] !== null);
      return [
        node("a", { href: `#${anchor(i)}` }, s.scenario), state(page.summaries[i].held ? "held" : "failed"),
        usd(s.loss_without_usd), usd(s.loss_with_usd), percent(s.averted_ratio), blocks(s.detect_blocks), blocks(s.decide_blocks), blocks(s.contain_blocks),
        count(s.false_actions), tried.length ? `${tried.filter(([key]) => s.exits_open[key]).length} of ${tried.length}` : "–",
      ];
    });
    document.getElementById("overview").append(table(heads, rows));
  }

  function key(line, index) {
    const stroke = { x1: 0, y1: 5, x2: 28, y2: 5, stroke: `var(${Plots.hue(line, index)})`, "stroke-width": Plots.isWide(line) ? 5 : 2.5 };
    if (Plots.dashed(line)) stroke["stroke-dasharray"] = "6 4";
    const value = node("output", {}, "");
    return { value, item: node("li", {}, svg("svg", { viewBox: "0 0 28 10", "aria-hidden": "true" }, svg("line", stroke)), Plots.label(line), value) };
  }

  function plot(section, scenario, spec, shared) {
    if (!spec.lines.length || !shared.blocks.length) return;
    const keys = spec.lines.map(key);
    const at = node("li", { class: "at" }, "");
    const button = node("button", { type: "button", "aria-label": `Download ${spec.name} as CSV` }, "CSV");
    button.addEventListener("click", () => Plots.download(`${scenario.scenario}-${spec.file}.csv`.replace(/[^\w.-]/g, "_"), Plots.csv(shared.blocks, spec.lines)));
    const host = node("div", { class: "canvas", role: "img", "aria-label": `${spec.name}. ${spec.words}` });
    section.append(node("figure", { class: "plot" },
      node("figcaption", {},
        node("span", { class: "name" }, spec.name, " ", node("span", {}, spec.unit)), button,
        node("details", {}, node("summary", {}, "In words"), node("p", { class: "text" }, spec.words))),
      node("ul", { class: "keys" }, keys.map(k => k.item), at), host));
    Plots.draw(host, spec, shared, index => {
      at.textContent = index === null ? "" : `block ${shared.blocks[index]}`;
      keys.forEach((k, i) => { k.value.textContent = index === null ? "" : Plots.figure(spec.lines[i].unit, spec.lines[i].values[index]); });
    });
  }

  // The wide line of the outside venues lies under the others, which would hide a thin one.
  const wideFirst = lines => [...lines].sort((a, b) => Plots.isWide(b) - Plots.isWide(a));

  function plots(section, s, words, attack) {
    const shared = { key: s.scenario, blocks: s.plots.block, spans: s.plots.restrictions, attack };
    const all = [
      { name: "Price by source", unit: "USD, by block", file: "prices", lines: wideFirst(s.plots.prices), words: words.prices, height: 280, first: true },
      { name: "Probability of an attack against its threshold p*", unit: "log-odds axis, by block", file: "probability", lines: s.plots.probability, words: words.probability, height: 220 },
      { name: "Collateral in the protocol", unit: "TVL, USD, by block", file: "tvl", lines: s.plots.tvl, words: words.tvl, height: 200 },
      { name: "Attacker's gain", unit: "USD, by block; what was taken after the play counts only in the loss", file: "gain", lines: s.plots.attacker_gain, words: words.attacker_gain, height: 200 },
    ];
    section.append(node("h3", {}, "What happened, block by block"),
      node("p", { class: "title" }, `Shaded: what was restricted. ${words.restrictions}`));
    for (const spec of all) plot(section, s, spec, shared);
  }

  function keyFigures(s) {
    const after = (name, b, m, what) => [name, blocks(b), m === null ? null : `${ms(m)} ${what}`];
    const attack = [
      ["Loss without Homeostat", usd(s.loss_without_usd), s.loss_without_usd !== null && s.tvl_usd ? `${percent(s.loss_without_usd / s.tvl_usd)} of TVL` : null],
      ["Loss with Homeostat", usd(s.loss_with_usd)],
      ["Averted", percent(s.averted_ratio)],
      after(s.guard ? "Detected after" : "Seen broken after", s.detect_blocks, s.detect_ms, ""),
      ...(s.guard ? [after("Decided after", s.decide_blocks, s.decide_ms, "to signed")] : []),
      after(s.guard ? "Contained after" : "Tripped after", s.contain_blocks, s.contain_ms, ""),
    ];
    const breaker = s.breaker ? [["Stopped in line", count(s.breaker.stopped_in_line), "steps of the attack"], ["Bounties paid", `${s.breaker.bounty_eth} ether`]] : [];
    return figures([
      ...(s.attack ? attack : []),
      ["False actions", count(s.false_actions)],
      ["TVL at the start", usd(s.tvl_usd)],
      ["Gas to contain", count(s.containment_gas)],
      ...breaker,
    ]);
  }

  function scenario(s, summary, index) {
    const attack = s.attack ? s.timeline.find(e => e.kind === "attack")?.block ?? null : null;
    const section = node("section", { class: "scenario", id: anchor(index), "aria-labelledby": `${anchor(index)}-name` },
      node("header", {}, node("h2", { id: `${anchor(index)}-name` }, s.scenario), state(summary.held ? "held" : "failed")),
      node("p", { class: "title text" }, `${s.title} · ${s.protocol}`),
      node("p", { class: "headline" }, summary.headline),
      keyFigures(s),
      node("h3", {}, "What honest users could still do"),
      node("p", { class: "title" }, summary.exits),
      node("ul", { class: "exits" }, EXITS.map(([name, words]) => {
        const open = openness(s.exits_open[name]);
        return node("li", { class: open }, words, state(open));
      })));
    document.getElementById("scenarios").append(section);
    plots(section, s, summary.plots, attack);
    if (s.breaker) section.append(node("h3", {}, "Tripped on chain"), s.breaker.trips.length ? trips(s.breaker.trips) : node("p", { class: "title" }, "Nothing."));
    section.append(node("h3", {}, "Decisions, with every number"),
      s.decisions.length ? node("div", {}, s.decisions.map(decision)) : node("p", { class: "title" }, s.guard ? "None: p never exceeded p*." : "None: no engine ran. There is no p, and nobody decided."),
      node("h3", {}, "Timeline"),
      s.timeline.length ? timeline(s.timeline, attack) : node("p", { class: "title" }, "Nothing happened that a timeline would hold."),
      node("h3", {}, "Expectations"),
      table([{ name: "measure" }, { name: "expected", number: true }, { name: "measured", number: true }, { name: "" }],
        s.expectations.map(e => [e.key, e.expected, e.measured, state(e.held ? "held" : "failed")])));
  }

  overview();
  page.report.scenarios.forEach((s, i) => scenario(s, page.summaries[i], i));
})();
