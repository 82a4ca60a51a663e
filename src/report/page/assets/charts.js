// Charts that several sections draw: rows of marks, lines, cells. Text is HTML, so that it keeps its size on a phone.

const across = (share) => `${(100 * share).toFixed(3)}%`;

/** A chart with a row for every item: `{ name, value, title, marks }`. */
function rowChart(title, items, { axis = [], stacked = false } = {}) {
  const grid = axis.map(([at]) => svg("line", { class: "grid", x1: across(at), x2: across(at), y1: 0, y2: "100%" }));
  const row = ({ name, value, title, marks }) =>
    html("div", { class: "row", role: "listitem" },
      html("span", { class: "name" }, html("bdi", {}, name)),
      svg("svg", { role: "img", "aria-label": title }, svg("title", {}, title), grid.map((line) => line.cloneNode()), marks),
      html("span", { class: "value" }, value));
  const rows = html("div", { class: stacked ? "rows stacked" : "rows", role: "list" }, items.map(row));
  if (axis.length > 0) {
    const mark = ([at, text]) => html("span", { style: `left: ${across(at)}` }, text);
    const labels = html("div", { class: "axis", "aria-hidden": "true" }, axis.map(mark));
    rows.append(html("div", { class: "row", role: "none" }, stacked ? "" : html("span"), labels, html("span")));
  }
  return html("figure", { "aria-label": title }, rows);
}

/** A bar from one share of the width to another, with a hairline where it would not be seen. */
function bar(from, to, style = "bar", height = 60) {
  const [low, high] = from < to ? [from, to] : [to, from];
  const y = `${(100 - height) / 2}%`;
  const size = { y, height: `${height}%`, x: across(low) };
  return svg("rect", { class: style, width: high - low < 0.002 ? "1px" : across(high - low), ...size });
}

const dot = (at, style, radius = 6) => svg("circle", { class: style, cx: across(at), cy: "50%", r: radius });
const span = (from, to, style) => svg("line", { class: style, x1: across(from), x2: across(to), y1: "50%", y2: "50%" });
const upright = (at, style) => svg("line", { class: style, x1: across(at), x2: across(at), y1: "18%", y2: "82%" });

/** Bars from zero: `{ name, amount, text, title, low, high }`, the ends of an interval where it is known. */
function barChart(title, items, { most = 0, style = "bar", track = false } = {}) {
  const largest = Math.max(most, ...items.flatMap(({ amount, high }) => [Math.abs(amount), high ?? 0])) || 1;
  const marks = ({ amount, low, high }) => [
    track ? bar(0, 1, "bar-track") : null,
    bar(0, Math.min(1, Math.abs(amount) / largest), style),
    high === undefined ? null : span(Math.max(0, low) / largest, high / largest, "whisker"),
  ];
  return rowChart(title, items.map((item) => ({ ...item, value: item.text, marks: marks(item) })));
}

/** An axis of qualities that ends at 1 and begins as high as all of them allow. */
function qualityAxis(qualities) {
  const lowest = Math.min(1, ...qualities);
  const low = [0.999, 0.995, 0.99, 0.95, 0.9, 0.8, 0.5].find((it) => it < lowest) ?? 0;
  const high = Math.max(1, ...qualities);
  return { at: (quality) => Math.max(0, (quality - low) / (high - low)), ticks: ticks(100 * low, 100 * high, 5) };
}

/** Lines over time: `lines` of `{ name, values }`, `events` of `{ from, to, title }`, both over `instants`. */
function lineChart(title, instants, lines, events, unit) {
  const ends = ({ band }) => (band.length > 1 ? [band[0].qualities, band.at(-1).qualities] : []);
  const axis = qualityAxis(lines.flatMap((it) => [it.values, ...ends(it)].flat()));
  const end = instants.at(-1) || 1;
  const [width, height] = [1000, 240];
  const point = (value, at) => `${((instants[at] / end) * width).toFixed(1)},${((1 - axis.at(value)) * height).toFixed(1)}`;
  const level = ([at]) => svg("line", { class: "grid", x1: 0, x2: width, y1: (1 - at) * height, y2: (1 - at) * height });
  const event = ({ from, to, title }) =>
    svg("rect", { class: "event", x: (from / end) * width, y: 0, height, width: Math.max(2, ((to - from) / end) * width) }, svg("title", {}, title));
  const spread = (it, at) => {
    const [low, high] = ends(it);
    if (!low) return null;
    const around = [...low.map(point), ...high.map(point).reverse()].join(" ");
    return svg("polygon", { class: "spread", style: `fill: var(--line-${at})`, points: around }, svg("title", {}, it.name));
  };
  const line = ({ name, values }, at) =>
    svg("polyline", { class: "line", style: `stroke: var(--line-${at})`, "stroke-dasharray": DASHES[at], points: values.map(point).join(" ") }, svg("title", {}, name));
  const box = { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": title };
  const plot = svg("svg", box, svg("title", {}, title), axis.ticks.map(level), events.map(event), lines.map(spread), lines.map(line));
  const levels = axis.ticks.map(([at, text]) => html("span", { style: `top: ${across(1 - at)}` }, text));
  const times = ticks(0, end / unit.days, 4).map(([at, text]) => html("span", { style: `left: ${across(at)}` }, text));
  const legend = lines.map(({ name }, at) => html("span", {}, swatch(at), html("bdi", {}, name)));
  return html("figure", { "aria-label": title },
    html("div", { class: "legend" }, legend),
    html("div", { class: "plot" }, html("div", { class: "levels", "aria-hidden": "true" }, levels), plot,
      html("div", { class: "axis", "aria-hidden": "true" }, times)),
    html("p", { class: "small" }, `Points of 100 over ${unit.name}`));
}

/** Lines differ by dash as well as by the hues of Okabe and Ito. */
const DASHES = ["none", "7 4", "2 3", "9 3 2 3", "14 4", "4 2 1 2"];

function swatch(at) {
  const line = svg("line", { x1: 0, x2: 30, y1: 6, y2: 6, class: "line", style: `stroke: var(--line-${at})`, "stroke-dasharray": DASHES[at] });
  return svg("svg", { width: 30, height: 12, "aria-hidden": "true" }, svg("title", {}, "line"), line);
}

/** A table whose cells are filled: `cells` of rows of `{ text, style, title }`. */
function heatTable(caption, columns, rows) {
  const cell = ({ text, style, title }) => html("td", { style, title }, text);
  const row = ({ name, cells }) => html("tr", {}, html("th", { scope: "row" }, html("bdi", {}, name)), cells.map(cell));
  const head = columns.map((name) => html("th", { scope: "col" }, html("bdi", {}, name)));
  const grid = html("table", { class: "heat" },
    html("thead", {}, html("tr", {}, head)), html("tbody", {}, rows.map(row)));
  return html("figure", { "aria-label": caption, class: "scroll", tabindex: 0, role: "group" }, grid);
}

/** A long row chart as two side by side. */
function twoCharts(title, items, options) {
  if (items.length < 16) return rowChart(title, items, options);
  const middle = Math.ceil(items.length / 2);
  return html("div", { class: "pair" }, [items.slice(0, middle), items.slice(middle)].map((part) => rowChart(title, part, options)));
}
