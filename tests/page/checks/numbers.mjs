// Numbers in the page equal the document to the printed digit.
import { alone, aloneUnsigned, change, decimalsFor, namesOf, own, quality, shownName } from "./expected.mjs";
import { chartRows, compare, tableRows, unfold } from "./reading.mjs";

const MOST_ROWS = 30;

export async function check(context) {
  await unfold(context.page);
  const checks = [headline, map, customers, chains, losses, sensitivities, busy, timeline, draws, outcome, priorities, availability, fit];
  for (const one of checks) await one(context, namesOf(context.document));
}

async function headline({ page, document, fault, count }, name) {
  const { headline } = document;
  if (!headline) return;
  const shown = await page.evaluate(() => [...document.querySelectorAll("#headline dd")].map((it) => it.textContent));
  const decimals = decimalsFor([1 - headline.baseline, 1 - headline.quality, headline.quality - headline.baseline]);
  const { worst } = headline;
  const expected = [quality(headline.quality, decimals), change(headline.change, decimals), ...(worst ? [`${name(worst.party)} ${alone(worst.change)}`] : [])];
  compare(fault, "headline", expected, shown.slice(0, expected.length));
  count("numbers", expected.length);
}

function partyTexts({ assessment }, id) {
  const before = own(assessment.baseline, id) ?? 1;
  const after = own(assessment.quality, id) ?? before;
  const decimals = decimalsFor([after - before]);
  return [quality(before, decimals), quality(after, decimals), change(after - before, decimals)];
}

async function map({ page, document, fault, count }, name) {
  if (!document.map) return;
  const rows = document.map.parties.map(({ id }) => [name(id), ...partyTexts(document, id)]);
  compare(fault, "table of the map", rows, await tableRows(page, "map", 0));
  const routes = document.map.routes.map((it) => [name(it.provider), name(it.consumer), alone(it.flow)]);
  const shown = await tableRows(page, "map", 1);
  compare(fault, "services of the map", routes, shown?.map(([provider, consumer, , flow]) => [provider, consumer, flow]));
  const labels = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll("#map .party")].map((it) => [it.getAttribute("aria-label"), [...it.querySelectorAll("text")].map((text) => text.textContent)])));
  for (const [party, before, after, lost] of rows) {
    const label = `${party}: ${before} → ${after}`;
    const texts = own(labels, label);
    if (!texts) fault(`no box of the map is labelled “${label}”`);
    else if (![`${after} (${lost})`, lost].includes(texts[1])) fault(`the box of ${party} shows “${texts[1]}” instead of “${after} (${lost})”`);
  }
  const widths = await page.evaluate(() => [...document.querySelectorAll("#map g > .route")].map((it) => [Number(it.getAttribute("stroke-width")), it.classList.contains("feedback")]));
  const largest = Math.max(...document.map.routes.map(({ flow }) => Math.abs(flow)));
  document.map.routes.forEach((route, at) => {
    const width = Math.max(1, (15 * Math.abs(route.flow)) / largest || 1);
    if (Math.abs(widths[at]?.[0] - width) > 0.006) fault(`service ${at + 1} of the map is ${widths[at]?.[0]} wide instead of ${width.toFixed(2)}`);
    if (widths[at]?.[1] !== route.is_feedback) fault(`service ${at + 1} of the map: feedback is not dashed as it is stated`);
  });
  count("numbers", 3 * rows.length + routes.length);
}

async function customers({ page, document, fault, count }, name) {
  const lines = document.assessment?.impact?.slice(0, MOST_ROWS) ?? [];
  if (lines.length === 0) return;
  const decimals = decimalsFor(lines.flatMap((it) => [1 - it.baseline, 1 - it.quality, it.quality - it.baseline]));
  const texts = (it) => [quality(it.baseline, decimals), quality(it.quality, decimals), change(it.change, decimals)];
  compare(fault, "table of customers", lines.map((it) => [name(it.customer), ...texts(it)]), await tableRows(page, "feels"));
  const rows = await chartRows(page, "feels");
  compare(fault, "customers", lines.map((it) => [name(it.customer), texts(it)[2], `${name(it.customer)}: ${texts(it)[0]} → ${texts(it)[1]}, ${texts(it)[2]}`]), rows.map((it) => [it.name, it.value, it.title]));
  const marks = await page.evaluate(() => [...document.querySelectorAll("#feels .row")].map((row) => [".before", ".after"].map((mark) => parseFloat(row.querySelector(mark)?.getAttribute("cx")))).filter(([at]) => !Number.isNaN(at)));
  const scale = (marks[0][0] - marks[0][1]) / (lines[0].baseline - lines[0].quality);
  lines.forEach((it, at) => {
    const distance = marks[at][0] - marks[at][1];
    if (Math.abs(distance - scale * (it.baseline - it.quality)) > 0.02) fault(`the marks of ${name(it.customer)} are ${distance} apart`);
  });
  count("numbers", 3 * lines.length);
}

/** The chart of a customer's chains: what every chain carries, and what is left. */
async function chains({ page, document, fault, count }, name) {
  const lines = (document.assessment?.impact ?? []).filter((it) => it.chains?.length > 0);
  for (const [at, line] of lines.slice(0, 6).entries()) {
    await page.selectOption("#chains select", String(at));
    const known = line.chains.filter((it) => it.change !== null);
    const rest = line.change - known.reduce((sum, it) => sum + it.change, 0);
    const steps = known.map((it) => [it.parties.slice(0, -1).map(name).join(" → "), it.change, it.change / line.change]);
    if (Math.abs(rest) >= 5e-9) steps.push(["further chains and feedback", rest, rest / line.change]);
    const decimals = decimalsFor([1 - line.baseline, 1 - line.quality, ...steps.map(([, it]) => it)]);
    const share = (it) => `${(100 * it).toFixed(it < 0.1 ? 1 : 0)} %`;
    const expected = steps.map(([chain, it, part]) => [chain, change(it, decimals), share(part)]);
    const index = await page.evaluate(() => document.querySelectorAll("#chains details table").length - 1);
    compare(fault, `chains to ${name(line.customer)}`, expected, await tableRows(page, "chains", index));
    compare(fault, `waterfall of ${name(line.customer)}`, expected.map(([, it]) => it), (await chartRows(page, "chains")).map((it) => it.value));
    const ends = await page.evaluate(() => document.querySelector("#chains .ends").textContent);
    if (!ends.startsWith(`From ${quality(line.baseline, decimals)} before to ${quality(line.quality, decimals)} after`)) fault(`chains to ${name(line.customer)}: “${ends.slice(0, 60)}”`);
    count("numbers", 2 * expected.length + 2);
  }
  if (lines.length > 0) await page.selectOption("#chains select", "0");
}

const lostName = (lost, name) => Object.values(lost).flat().map(name).join(" and ");

async function losses({ page, document, fault, count }, name) {
  const part = document.contingency;
  if (!part?.losses?.length) return;
  const customers = part.customers ?? [];
  const ofCustomers = ({ changes }) => customers.map((_, at) => changes?.[at] ?? 0);
  const rows = part.losses.map((it) => [lostName(it.lost, name), ...ofCustomers(it).map(alone), alone(-it.loss)]);
  compare(fault, "table of losses", rows, (await tableRows(page, "lost"))?.map((row) => row.slice(0, -1)));
  const shown = await page.evaluate(() => [...document.querySelectorAll("#lost .heat tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)));
  const cell = (value) => (Math.abs(value) < 5e-9 ? "·" : alone(value));
  const cells = part.losses.slice(0, MOST_ROWS).map((it) => [lostName(it.lost, name), ...ofCustomers(it).slice(0, 12).map(cell), cell(-it.loss)]);
  compare(fault, "heat map of losses", cells, shown);
  count("numbers", cells.flat().length);
}

async function sensitivities({ page, document, fault, count }, name) {
  const all = document.sensitivity?.departments ?? [];
  if (all.length === 0) return;
  const text = ({ derivative }) => (derivative === null ? "no bound" : aloneUnsigned(derivative / 10));
  compare(fault, "table of sensitivities", all.map((it) => [name(it.department), text(it)]), await tableRows(page, "matters"));
  const rows = await chartRows(page, "matters");
  compare(fault, "sensitivities", all.slice(0, MOST_ROWS).map(text), rows.map((it) => it.value));
  await proportional(page, "matters", all.slice(0, MOST_ROWS).map((it) => it.derivative ?? 0), fault);
  count("numbers", all.length);
}

/** Bars are as long as their numbers. */
async function proportional(page, section, values, fault, longest = Math.max(...values.map(Math.abs))) {
  const widths = await page.evaluate((section) => [...document.querySelectorAll(`#${section} .row rect:not(.bar-track)`)].map((it) => it.getAttribute("width")), section);
  values.forEach((value, at) => {
    const expected = 100 * Math.min(1, Math.abs(value) / (longest || 1));
    const width = widths[at]?.endsWith("%") ? parseFloat(widths[at]) : 0;
    if (Math.abs(width - expected) > 0.21) fault(`bar ${at + 1} of ${section} is ${widths[at]} long instead of ${expected.toFixed(2)} %`);
  });
}

async function busy({ page, document, fault, count }, name) {
  const staffed = (document.staffing?.departments ?? []).filter(({ line }) => line).sort((one, other) => other.line.utilisation - one.line.utilisation);
  if (staffed.length === 0) return;
  const share = (it) => `${(100 * it).toFixed(it < 0.1 ? 1 : 0)} %`;
  const rows = staffed.map(({ department, line }) => [name(department), String(Number(line.agents.toFixed(3))), share(line.utilisation)]);
  compare(fault, "table of agents", rows, (await tableRows(page, "busy"))?.map((row) => row.slice(0, 3)));
  compare(fault, "who is busy", rows.slice(0, MOST_ROWS).map((row) => [row[0], row[2]]), (await chartRows(page, "busy")).map((it) => [it.name, it.value]));
  await proportional(page, "busy", staffed.slice(0, MOST_ROWS).map(({ line }) => line.utilisation), fault, Math.max(1, staffed[0].line.utilisation));
  count("numbers", 2 * rows.length);
}

async function timeline({ page, document, fault, count }, name) {
  const part = document.timeline;
  const kept = (part?.customers ?? []).filter(({ qualities }) => qualities?.length > 0);
  if (kept.length === 0) return;
  const shown = [...kept].sort((one, other) => one.deepest - one.baseline - (other.deepest - other.baseline)).slice(0, 6);
  const decimals = decimalsFor(shown.flatMap(({ baseline, deepest }) => [1 - baseline, baseline - deepest]));
  const bandOf = (customer) => part.bands?.customers.find((it) => it.customer === customer)?.percentiles ?? [];
  const columns = shown.flatMap((it) => [it.qualities, ...bandOf(it.customer).map(({ qualities }) => qualities)]);
  const rows = part.instants_days.map((_, at) => columns.map((values) => quality(values[at], decimals)));
  const table = await tableRows(page, "when");
  compare(fault, "table of the timeline", rows, table?.map((row) => row.slice(1)));
  const times = table?.map(([at]) => Number(at)) ?? [];
  const unit = part.instants_days.at(-1) / times.at(-1);
  if (![1 / 1440, 1 / 24, 1, 365.25].some((it) => Math.abs(it / unit - 1) < 0.01)) fault(`instants of the timeline are in a unit of ${unit} days`);
  times.forEach((at, index) => {
    if (Math.abs(at - part.instants_days[index] / unit) > 0.02 + 0.001 * at) fault(`instant ${index + 1} of the timeline is ${at}`);
  });
  const summary = await page.evaluate(() => [...document.querySelectorAll("#when .summary tbody tr")].map((row) => [row.cells[0].textContent, row.cells[2].textContent]));
  compare(fault, "deepest points", shown.map((it) => [name(it.customer), quality(it.deepest, decimals)]), summary);
  const lines = await page.evaluate(() => [...document.querySelectorAll("#when .line[points]")].map((it) => [it.getAttribute("points").split(" ").length, it.getAttribute("stroke-dasharray"), getComputedStyle(it).stroke]));
  if (lines.some(([points]) => points !== part.instants_days.length)) fault("a line of the timeline leaves instants out");
  if (new Set(lines.map(([, dash]) => dash)).size !== lines.length || new Set(lines.map(([, , hue]) => hue)).size !== lines.length) fault("lines of the timeline do not differ by dash and hue");
  const spreads = await page.evaluate(() => [...document.querySelectorAll("#when .spread")].map((it) => it.getAttribute("points").split(" ").length));
  compare(fault, "bands of the timeline", shown.filter(({ customer }) => bandOf(customer).length > 1).map(() => 2 * part.instants_days.length), spreads);
  count("numbers", rows.length * columns.length);
}

async function draws({ page, document, fault, count }, name) {
  const part = document.draws;
  const lines = [part?.objective, ...(part?.parties ?? [])].filter((it) => it?.quality?.percentiles?.length > 1).slice(0, MOST_ROWS);
  if (lines.length === 0) return;
  const decimals = decimalsFor(lines.flatMap(({ quality }) => quality.percentiles.map(({ value }) => 1 - value)));
  const rows = lines.map((it, at) => [part.objective && at === 0 ? shownName(it.name) : name(it.id), ...[it.as_stated, it.quality.mean, ...it.quality.percentiles.map(({ value }) => value), it.quality.standard_deviation].map((value) => quality(value, decimals))]);
  compare(fault, "table of draws", rows, await tableRows(page, "sure"));
  count("numbers", rows.flat().length);
}

/** Two significant digits, whatever the unit: within half of the second digit. */
function isMoney(text, amount) {
  const units = { billion: 1e9, million: 1e6, thousand: 1e3 };
  const [number, word] = text.split(" ");
  const shown = Number(number) * (units[word] ?? 1);
  return Math.abs(shown - amount) <= 0.0501 * 10 ** Math.floor(Math.log10(Math.max(Math.abs(amount), 1e-9))) + 1e-9;
}

async function outcome({ page, document, fault, count }) {
  const lines = document.outcome?.customers ?? [];
  if (lines.length === 0) return;
  const table = await tableRows(page, "worth");
  if (table?.length !== lines.length) return fault("the table of the outcome has not all customers");
  lines.forEach((it, at) => {
    const row = table[at];
    const heads = row.slice(1, 4).map((text) => Number(text.replace(/\u202f/g, "")));
    const expected = [it.today, it.fewest.customers, it.end.customers].map(Math.round);
    if (heads.join() !== expected.join()) fault(`outcome of customer ${at + 1}: ${heads.join(", ")} instead of ${expected.join(", ")}`);
    if (it.money && !isMoney(row[4], it.money.lost)) fault(`outcome of customer ${at + 1}: ${row[4]} instead of ${it.money.lost}`);
    if (it.money?.band && !isMoney(row[5].split(" to ")[0], it.money.band.low)) fault(`outcome of customer ${at + 1}: from ${row[5]} instead of ${it.money.band.low}`);
    if (it.money && document.outcome.currency && !row[4].includes(shownName(document.outcome.currency))) fault("money without its currency");
  });
  count("numbers", 4 * lines.length);
}

async function priorities({ page, document, fault, count }) {
  const part = document.priorities;
  if (!part?.chosen) return;
  const cost = (it) => [String(Number(it.toFixed(3))), part.unit && shownName(part.unit)].filter(Boolean).join(" ");
  const rows = part.chosen.map((it) => [shownName(it.name ?? it.action), cost(it.cost), alone(it.share), alone(it.alone)]);
  compare(fault, "chosen actions", rows, await tableRows(page, "first"));
  count("numbers", 3 * rows.length);
}

async function availability({ page, document, fault, count }) {
  const subjects = document.availability?.subjects ?? [];
  if (subjects.length === 0) return;
  const table = await tableRows(page, "available");
  const chance = (it) => `${(100 * it).toFixed(decimalsFor([1 - it, it].filter((value) => value > 0)))} %`;
  const rows = subjects.map((it) => [aloneUnsigned(it.threshold), chance(it.chance.value), it.target ? chance(it.target.target) : "", it.target ? { true: "kept", false: "missed", null: "not known" }[it.target.is_kept] : ""]);
  compare(fault, "availability", rows, table?.map((row) => [row[1], row[2], row[5], row[6]]));
  subjects.forEach((it, at) => {
    const seconds = secondsOf(table?.[at]?.[3] ?? "");
    if (Math.abs(seconds - it.downtime_seconds_per_30_days) > Math.max(0.06, 0.02 * it.downtime_seconds_per_30_days)) fault(`downtime ${at + 1}: ${table?.[at]?.[3]}`);
  });
  count("numbers", 4 * rows.length);
}

function secondsOf(text) {
  const units = { ms: 0.001, s: 1, min: 60, h: 3600, day: 86400, days: 86400 };
  const parts = text.match(/[\d.]+ [a-z]+/g) ?? [];
  return parts.reduce((sum, part) => sum + Number(part.split(" ")[0]) * units[part.split(" ")[1]], 0);
}

async function fit({ page, document, fault, count }, name) {
  const needs = (document.fit?.parties ?? []).flatMap((it) => it.needs.map((need) => ({ ...need, party: it.party })));
  if (needs.length === 0) return;
  const number = (it) => (it === null ? "" : it.toFixed(2));
  const rows = needs.map((it) => [`${name(it.party)} ← ${shownName(it.service)}`, number(it.dependence)]);
  const table = await tableRows(page, "evidence");
  compare(fault, "dependences", rows, table?.map((row) => row.slice(0, 2)));
  needs.forEach((it, at) => {
    const shown = (table?.[at]?.[2].match(/[\d.]+/g) ?? []).map(Number);
    const ends = [it.low, it.high].filter((end) => end !== null).map((end) => Number(end.toFixed(2)));
    if (shown.some((end) => !ends.includes(end)) || (ends.length > 0 && shown.length === 0)) fault(`interval of ${rows[at][0]}: ${table?.[at]?.[2]}`);
  });
  const claims = document.fit.report.map((it) => [name(it.customer), shownName(it.claim, Infinity)]);
  if (claims.length > 0) compare(fault, "claims", claims, (await tableRows(page, "evidence", 1))?.map((row) => [row[0], row[3]]));
  count("numbers", 3 * rows.length);
}
