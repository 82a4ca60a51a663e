// Sliders move the bars of all customers: along the curves of the document, or by the model in the page.
import { decimalsFor, namesOf, quality } from "./expected.mjs";

const slide = (page, value, at = 0) => page.evaluate(([value, at]) => {
  const slider = document.querySelectorAll('#what-if input[type="range"]')[at];
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}, [value, at]);

const bars = (page) => page.evaluate(() =>
  [...document.querySelectorAll("#what-if .row")].filter((row) => row.querySelector(".bar-track")).map((row) => ({
    name: row.querySelector(".name").textContent,
    value: row.querySelector(".value").textContent.split(" ")[0],
    width: row.querySelector("rect:not(.bar-track)").getAttribute("width"),
  })));

export async function check(asked) {
  const { page, document, count } = asked;
  if (await page.$("#module")) {
    await page.waitForFunction(() => document.querySelector("#what-if")?.dataset.solver, null, { timeout: 20_000 });
    await model(asked);
  } else if (document.curves?.departments?.length) {
    await curves(asked);
  }
  count("sliders", await page.locator('#what-if input[type="range"]').count());
}

const spread = ({ qualities }) => Math.max(...qualities.map((it) => it.at(-1) - it[0]));
const strongestOf = ({ departments }) => departments.reduce((one, other) => (spread(other) > spread(one) ? other : one));

/** Compares bars with qualities, `now` among them where they are told from. */
async function compared({ page, fault, count }, said, expected, now) {
  const decimals = decimalsFor(expected.flatMap((it, at) => [1 - it, it - now[at]]));
  const shown = await bars(page);
  expected.slice(0, 30).forEach((value, at) => {
    const [text, width] = [quality(value, decimals), shown[at]?.width ?? ""];
    if (shown[at]?.value !== text) fault(`${said}: ${shown[at]?.name} shows ${shown[at]?.value} instead of ${text}`);
    if (width.endsWith("%") && Math.abs(parseFloat(width) - 100 * value) > 0.01) fault(`${said}: the bar of ${shown[at].name} is ${width} long`);
  });
  count("numbers", shown.length);
}

async function curves(asked) {
  const { page, document, fault } = asked;
  const { capabilities, departments } = document.curves;
  const name = namesOf(document);
  const strongest = strongestOf(document.curves);
  for (const part of new Set([strongest, departments[0], departments.at(-1)])) {
    await page.selectOption("#what-if select", part.department);
    for (const percent of [0, 15, 37, 50, 100]) {
      await slide(page, percent);
      const expected = part.qualities.map((values) => along(capabilities, values, percent / 100));
      const now = part.qualities.map((values) => along(capabilities, values, part.now));
      await compared(asked, `${name(part.department)} at ${percent}`, expected, now);
    }
  }
  await page.selectOption("#what-if select", strongest.department);
  await slide(page, 0);
  const low = await bars(page);
  await slide(page, 100);
  const high = await bars(page);
  if (spread(strongest) > 0.01 && JSON.stringify(low) === JSON.stringify(high)) fault("the slider moves no bar");
}

/** Straight lines between the points solved. */
function along(capabilities, values, capability) {
  const exact = capabilities.findIndex((it) => Math.abs(it - capability) < 1e-9);
  if (exact >= 0) return values[exact];
  const next = capabilities.findIndex((it) => it > capability);
  const share = (capability - capabilities[next - 1]) / (capabilities[next] - capabilities[next - 1]);
  return (1 - share) * values[next - 1] + share * values[next];
}

// Where only products, sums, minima and means occur the same bits are asked; `exp` and `ln` may differ in the last.
const LARGEST_DIFFERENCE = 1e-12;

/** The model in the page answers as the solves of the document do, which another build of it made. */
async function model(asked) {
  const { page, document, fault, count } = asked;
  const solver = await page.evaluate(() => document.querySelector("#what-if").dataset.solver);
  if (solver !== "model") return fault("the model in the page does not start");
  const { assessment, curves } = document;
  const name = namesOf(document);
  const strongest = curves ? strongestOf(curves).department : null;
  const told = await page.evaluate(answers, [curves?.departments.map(({ department }) => department) ?? [], strongest]);
  const place = new Map(told.parties.map((id, at) => [id, at]));
  let [largest, compare] = [0, 0];
  const same = (one, other, what) => {
    largest = Math.max(largest, Math.abs(one - other));
    compare += 1;
    if (!(Math.abs(one - other) <= LARGEST_DIFFERENCE)) fault(`${what}: the model says ${one}, the document ${other}`);
  };
  for (const [id, value] of Object.entries(assessment.quality)) same(told.assessed[place.get(id)], value, `${id} as assessed`);
  for (const [at, part] of (curves?.departments ?? []).entries()) {
    part.qualities.forEach((values, customer) => values.forEach((value, point) => {
      same(told.curves[at][point][place.get(curves.customers[customer])], value, `${part.department} at ${curves.capabilities[point]}, ${curves.customers[customer]}`);
    }));
  }
  count("answers of the model", compare);
  count("times 1e-16 of difference at most", Math.round(largest / 1e-16));
  await moved(asked, told, name);
}

/** Runs in the page: starts the module once more and asks it for what the document holds. */
async function answers([departments, strongest]) {
  const text = (id) => document.getElementById(id).textContent.trim();
  const packed = Uint8Array.from(atob(text("module")), (it) => it.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const begun = performance.now();
  const { instance } = await WebAssembly.instantiate(await new Response(bytes).arrayBuffer());
  const { memory, allocate, answer, load, solve } = instance.exports;
  const ask = (call, question) => {
    const asked = new TextEncoder().encode(question);
    // Memory may move when room is made, so that it is looked up afterwards.
    const room = allocate(asked.length);
    new Uint8Array(memory.buffer, room, asked.length).set(asked);
    const length = call();
    const told = answer();
    return JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, told, length)));
  };
  const loaded = ask(load, text("model"));
  const started = performance.now() - begun;
  const grid = Array.from({ length: 21 }, (_, step) => step / 20);
  const at = performance.now();
  const curves = departments.map((id) => grid.map((capability) => ask(solve, JSON.stringify({ capabilities: { [id]: capability } })).qualities));
  const each = (performance.now() - at) / Math.max(1, departments.length * grid.length);
  const beside = Object.fromEntries(departments.map((id) => [id, ask(solve, JSON.stringify({ capabilities: { [strongest]: 0.3, [id]: 0 } })).qualities]));
  return { parties: loaded.parties, assessed: loaded.qualities, curves, beside, started, each };
}

/** Two sliders at once move the bars, the button takes them back, and a reason is given. */
async function moved(asked, told, name) {
  const { page, document, fault, count } = asked;
  count("ms to start", Math.round(told.started));
  count("µs an answer", Math.round(1000 * told.each));
  const customers = document.assessment.impact.map(({ customer }) => customer);
  const place = new Map(told.parties.map((id, at) => [id, at]));
  const now = customers.map((id) => told.assessed[place.get(id)]);
  await compared(asked, "as assessed", now, now);
  const strongest = document.curves ? strongestOf(document.curves) : null;
  const sliders = await page.evaluate(() => [...document.querySelectorAll("#what-if .sliders .name")].map((it) => it.textContent));
  let which = sliders.indexOf(name(strongest?.department));
  if (strongest && which < 0) {
    await page.selectOption("#what-if .controls select >> nth=0", strongest.department);
    which = sliders.length;
  }
  if (!strongest) return;
  const at = document.curves.departments.indexOf(strongest);
  const expected = customers.map((id) => told.curves[at][6][place.get(id)]);
  await slide(page, 30, which);
  await compared(asked, `${name(strongest.department)} at 30 by the model`, expected, now);
  const other = Object.keys(told.beside).find((id) => id !== strongest.department && sliders.includes(name(id)));
  const then = other ? customers.map((id) => told.beside[other][place.get(id)]) : expected;
  if (other) {
    await slide(page, 0, sliders.indexOf(name(other)));
    await compared(asked, `${name(other)} at 0 besides`, then, now);
  }
  const worst = await page.evaluate(() => [...document.querySelectorAll("#what-if .controls select")].at(-1).options[1].value);
  await page.locator("#what-if .controls select").last().selectOption(worst);
  const why = await page.evaluate(() => document.querySelector("#what-if .why").textContent);
  const ends = [now, then].map((it) => 100 * it[customers.indexOf(worst)]);
  const said = why.match(/From ([\d.]+) before to ([\d.]+) after/)?.slice(1).map(Number);
  const isTold = said ? said.every((it, at) => Math.abs(it - ends[at]) <= 0.06) : Math.abs(ends[1] - ends[0]) < 1e-6;
  if (!isTold) fault(`the reason goes from ${said} where customers go from ${ends}: ${why.slice(0, 100)}`);
  await page.locator("#what-if .controls button").click();
  await compared(asked, "taken back", now, now);
}
