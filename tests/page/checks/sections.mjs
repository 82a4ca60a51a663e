// Every question that the document answers has a section with a heading, something drawn, and a table.
import { unfold } from "./reading.mjs";

const has = (list) => Array.isArray(list) && list.length > 0;

function expectedSections(document) {
  const { assessment, fit } = document;
  const answers = {
    map: document.map,
    feels: has(assessment?.impact),
    chains: assessment?.impact?.some(({ chains }) => has(chains)),
    parties: !document.map && has(document.parties),
    groups: has(document.groups?.rows),
    lost: has(document.contingency?.losses),
    matters: has(document.sensitivity?.departments),
    when: document.timeline?.customers?.some(({ qualities }) => has(qualities)),
    busy: document.staffing?.departments?.some(({ line }) => line),
    sure: has(document.draws?.parties),
    worth: has(document.outcome?.customers),
    first: document.priorities?.chosen,
    available: has(document.availability?.subjects),
    evidence: fit?.parties?.some(({ needs }) => has(needs)),
    "what-if": has(document.curves?.departments) && has(document.curves?.customers),
  };
  return Object.keys(answers).filter((id) => answers[id]);
}

export async function check({ page, document, fault, count }) {
  await unfold(page);
  const found = await page.evaluate(() =>
    [...document.querySelectorAll("main section")].map((section) => ({
      id: section.id,
      heading: section.querySelector("h2")?.textContent ?? "",
      isLabelled: document.getElementById(section.getAttribute("aria-labelledby")) === section.querySelector("h2"),
      height: section.getBoundingClientRect().height,
      drawn: section.querySelectorAll("svg, .heat td, table").length,
      rows: Math.max(0, ...[...section.querySelectorAll("details table")].map((table) => table.tBodies[0].rows.length)),
      hasSummary: section.querySelector("details > summary")?.textContent === "as a table",
    })));
  const [ids, expected] = [found.map(({ id }) => id), expectedSections(document)];
  for (const id of expected) if (!ids.includes(id)) fault(`section ${id} is missing`);
  for (const id of ids) if (!expected.includes(id)) fault(`section ${id} has nothing to answer`);
  const order = expected.filter((id) => ids.includes(id));
  if (ids.filter((id) => order.includes(id)).join() !== order.join()) fault(`sections are in the order ${ids.join(", ")}`);
  for (const section of found) {
    if (!section.heading.trim().endsWith("?")) fault(`section ${section.id}: heading “${section.heading}” is no question`);
    if (!section.isLabelled) fault(`section ${section.id} is not labelled by its heading`);
    if (section.height < 80 || section.drawn === 0) fault(`section ${section.id} is empty`);
    if (section.rows === 0 || !section.hasSummary) fault(`section ${section.id} has no table`);
  }
  const untitled = await page.evaluate(() =>
    [...document.querySelectorAll("svg")].filter((it) => it.firstElementChild?.tagName !== "title" || it.firstElementChild.textContent.trim() === "").length);
  if (untitled > 0) fault(`${untitled} pictures without a title`);
  const policy = await page.evaluate(() => document.querySelector('head > meta[http-equiv="Content-Security-Policy"]')?.content ?? "");
  if (!/(^|;)\s*default-src 'none'\s*(;|$)/.test(policy)) fault("no content security policy that forbids everything by default");
  // A page that carries the model may run WebAssembly, no other may.
  const carries = await page.evaluate(() => document.getElementById("module") !== null);
  if (policy.includes("'wasm-unsafe-eval'") !== carries) fault(`WebAssembly is ${carries ? "not allowed, which the model needs" : "allowed without need"}`);
  if (/https?:|data:|\*|(?<!wasm-)unsafe-eval|connect-src|img-src/.test(policy)) fault(`the content security policy allows more than inline style and script: ${policy}`);
  if ((await page.evaluate(() => document.documentElement.lang)) !== "en") fault("the page does not say its language");
  count("sections", found.length);
}
