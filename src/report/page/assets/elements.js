// Elements of the page. All text goes through `plain`; nothing is parsed as markup.

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : plain(value));
  }
  for (const child of children.flat(2)) {
    if (child === null || child === undefined) continue;
    element.append(child instanceof Node ? child : plain(child));
  }
  return element;
}

const html = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);

const svg = (tag, attributes = {}, ...children) =>
  made(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** A section: one question, one sentence on how to read the answer, the answer. */
function section(id, question, lead, ...content) {
  const heading = html("h2", { id: `${id}-question` }, question);
  const said = lead ? html("p", { class: "lead" }, lead) : null;
  return html("section", { id, "aria-labelledby": `${id}-question` }, heading, said, ...content);
}

function half(section) {
  section.classList.add("half");
  return section;
}

/** A table; a column is its heading, or `{ words: heading }` where it has no numbers. The first has none. */
function table(caption, columns, rows, attributes = {}) {
  const isWords = (at) => at === 0 || typeof columns[at] === "object";
  const heading = (column, at) =>
    html("th", { scope: "col", class: isWords(at) ? null : "number" }, column.words ?? column);
  const cell = (value, at) =>
    at === 0 ? html("th", { scope: "row" }, value) : html("td", { class: isWords(at) ? "words" : null }, value ?? "");
  const head = html("thead", {}, html("tr", {}, columns.map(heading)));
  const body = html("tbody", {}, rows.map((row) => html("tr", {}, row.map(cell))));
  return html("table", attributes, caption ? html("caption", {}, caption) : null, head, body);
}

/** The numbers that a chart draws, behind a button. */
function asTable(...tables) {
  const box = html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "table" }, tables);
  return html("details", {}, html("summary", {}, "as a table"), box);
}

function loud(text) {
  return html("p", { class: "loud", role: "note" }, text);
}

/** What must be said of a document that is no answer, or not a whole one. */
function warning(part) {
  if (part.status === "not_converged") return loud("Not converged: these numbers are where the solve stopped, not an answer.");
  if (part.status === "stopped") return loud("Stopped before the end: these numbers are what was known by then.");
  return null;
}

/** A choice among `[value, text]`; the first is chosen unless another is named. */
function chooser(label, choices, onChange, chosen = choices[0][0]) {
  const select = html("select", {}, choices.map(([value, text]) => html("option", { value, selected: value === chosen }, text)));
  select.addEventListener("change", () => onChange(select.value));
  return html("label", {}, label, select);
}
