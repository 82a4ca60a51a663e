// Documents to draw while the page is worked on, and in its checks: the embedded organisation from the golden runs,
// and made-up ones that are larger or hostile.
import { existsSync, readFileSync } from "node:fs";

const golden = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url)));
const own = () => JSON.parse(readFileSync(new URL("harbour.json", import.meta.url)));
const stated = () => JSON.parse(readFileSync(new URL("../../src/io/harbour_and_vine.json", import.meta.url)));

/** A crude layered layout: longest way from a source, feedback left out. */
export function layered(ids, customers, services, flowOf) {
  const level = new Map(ids.map((id) => [id, 0]));
  const index = new Map(ids.map((id, at) => [id, at]));
  const isFeedback = ({ provider, consumer }) => index.get(provider) >= index.get(consumer);
  for (let round = 0; round < ids.length; round += 1) {
    for (const it of services) {
      if (!isFeedback(it)) level.set(it.consumer, Math.max(level.get(it.consumer), level.get(it.provider) + 1));
    }
  }
  const last = Math.max(...level.values());
  for (const id of customers) level.set(id, last);
  const columns = new Map();
  const [width, height] = [124, 38];
  const parties = ids.map((id) => {
    const at = level.get(id);
    const row = columns.get(at) ?? 0;
    columns.set(at, row + 1);
    return { id, x: at * 158, y: row * 66 + (at % 2) * 33, width, height };
  });
  const box = new Map(parties.map((it) => [it.id, it]));
  const routes = services.map((it) => {
    const [from, to] = [box.get(it.provider), box.get(it.consumer)];
    const feedback = isFeedback(it);
    const ends = feedback
      ? [[from.x, from.y + height / 2], [to.x + width, to.y + height / 2]]
      : [[from.x + width, from.y + height / 2], [to.x, to.y + height / 2]];
    return { provider: it.provider, consumer: it.consumer, services: it.services ?? [it.id], flow: flowOf(it), is_feedback: feedback, points: ends };
  });
  return { width: (last + 1) * 158, height: Math.max(...columns.values()) * 66, parties, routes };
}

function flowsOf(assessment) {
  const flows = new Map();
  for (const { chains } of assessment.impact) {
    for (const { services, change } of chains) for (const id of services) flows.set(id, (flows.get(id) ?? 0) + 0.25 * change);
  }
  return (service) => flows.get(service.id) ?? 0;
}

function thinned(timeline, most) {
  const step = Math.ceil(timeline.instants_days.length / most);
  const some = (values) => values.filter((_, at) => at % step === 0);
  const customers = timeline.customers.map((it) => ({ ...it, qualities: some(it.qualities) }));
  return { ...timeline, instants_days: some(timeline.instants_days), customers, lines: [] };
}

export function harbour() {
  const { curves, changes, customers, priorities } = own();
  const assessment = golden("assess");
  const organisation = stated();
  const departments = organisation.departments.map(({ id }) => id).filter((id) => id !== "logistics");
  const parties = assessment.parties.map(({ id, name, population }) => ({ id, name, kind: customers.includes(id) ? "customer" : "department", population: population ?? null, group: null, is_source: id === "it" }));
  const contingency = golden("contingency");
  contingency.customers = customers;
  for (const loss of contingency.losses) loss.changes = changes[loss.lost.department] ?? customers.map(() => 0);
  return {
    format: "knockon/page", version: 1, title: "Harbour & Vine: IT at half", organisation: "Harbour & Vine", parties, left_out: 0, assessment,
    headline: { objective: "all customers by head", baseline: 1, quality: 0.7383428120654648, change: -0.26165718793453524, worst: { party: "households", change: -0.35660380380655576 }, departments_worse: 13, departments: 15, customers_worse: 4, customers: 4 },
    map: layered([...departments, ...customers], customers, organisation.services, flowsOf(assessment)),
    chain_maps: {}, pairs: [], groups: null, contingency, curves, priorities,
    sensitivity: golden("sensitivity"), timeline: thinned(golden("timeline"), 300), staffing: golden("staffing"), outcome: golden("outcome"),
    availability: golden("availability"), fit: golden("fit"), draws: golden("draws"),
  };
}

/** What the page of `harbour` carries so that its sliders solve; `null` where the module is not built. */
export function harbourModel() {
  const packed = new URL("../../crates/cli/assets/what_if.wasm.gz", import.meta.url);
  if (!existsSync(packed)) return null;
  const scenario = { name: "IT at half", capability: { it: 0.5 } };
  const contents = JSON.stringify({ organisation: stated(), scenario }).replaceAll("<", "\\u003c");
  return { contents, module: readFileSync(packed).toString("base64") };
}

function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An organisation of so many parties, without a map. */
export function large(count, customerCount = 23) {
  const random = generator(count);
  const id = (at) => (at < count - customerCount ? `g${at}` : `users-${at}`);
  const isCustomer = (at) => at >= count - customerCount;
  const changes = Array.from({ length: count }, (_, at) => (at === 0 ? -0.755 : random() < 0.25 ? 0 : -0.6 * random() ** 4));
  const order = changes.map((change, at) => ({ change, at })).sort((one, other) => one.change - other.change).map(({ at }) => at);
  const parties = order.map((at) => ({ id: id(at), name: isCustomer(at) ? `Users in country ${at}` : `Team G${at}`, kind: isCustomer(at) ? "customer" : "department", population: isCustomer(at) ? 1000 : null, group: at % 14, is_source: at === 0 }));
  const baseline = Object.fromEntries(parties.map((it) => [it.id, 1]));
  const quality = Object.fromEntries(order.map((at) => [id(at), 1 + changes[at]]));
  const pairs = Array.from({ length: 4 * count }, (_, n) => {
    const provider = n < count / 4 ? 0 : Math.floor(random() * count);
    const consumer = Math.floor(random() * count);
    return [provider, consumer, -0.1 * random() ** 3];
  }).filter(([provider, consumer]) => provider !== consumer && parties[provider].kind === "department");
  const customers = parties.filter(({ kind }) => kind === "customer");
  const chainsTo = (customer) => {
    const change = quality[customer.id] - 1;
    const via = Array.from({ length: 6 }, (_, at) => `g${1 + Math.floor(random() * (count - customerCount - 1))}-${at}`.replace(/-\d+$/, ""));
    return via.map((team, at) => ({ parties: ["g0", team, customer.id], services: [`a${at}`, `b${at}`], change: change * 0.3 / 2 ** at, share: 0.3 / 2 ** at }));
  };
  const impact = customers.map((it) => ({ customer: it.id, baseline: 1, quality: quality[it.id], change: quality[it.id] - 1, contributions: [{ source: "g0", kind: "capability", change: quality[it.id] - 1 }], split: "exact", chains: quality[it.id] < 1 ? chainsTo(it) : [], covered: 0.59 }));
  const chainMap = ({ customer, chains }) => {
    const ids = [...new Set(chains.flatMap((it) => it.parties.slice(0, -1)))];
    const services = chains.flatMap((it) => [[it.parties[0], it.parties[1]], [it.parties[1], customer]].map(([provider, consumer], at) => ({ provider, consumer, services: [it.services[at]], flow: it.change }))).filter(({ provider, consumer }) => provider !== consumer);
    return layered([...ids, customer], [customer], services, ({ flow }) => flow);
  };
  const names = parties.map((it) => ({ id: it.id, name: it.name }));
  const bounds = [0.01, 0.05, 0.1, 0.2];
  const rows = Array.from({ length: 14 }, (_, group) => {
    const members = parties.filter((it) => it.group === group).map((it) => 1 - quality[it.id]);
    const counts = Array(bounds.length + 2).fill(0);
    for (const loss of members) counts[loss === 0 ? 0 : 1 + bounds.filter((bound) => loss >= bound).length] += 1;
    return { id: `line-${group}`, name: `Line ${group}`, parties: members.length, counts };
  });
  const worst = impact[0];
  return {
    format: "knockon/page", version: 1, title: `Made up: ${count} parties, G0 at 30`, organisation: "Made up", parties, left_out: count >= 10_000 ? 1234 : 0,
    assessment: { organisation: "Made up", scenario: "g0 at 0.3", status: "converged", proof: { verdict: "verified" }, uniqueness: "not_checked", iterations: 40, residual: 1e-13, compared_with: "baseline", remarks: [], parties: names, baseline, quality, lower: null, impact },
    headline: { objective: "all customers", baseline: 1, quality: 0.93, change: -0.07, worst: { party: worst.customer, change: worst.change }, departments_worse: 508, departments: count - customerCount, customers_worse: 22, customers: customerCount },
    map: null, chain_maps: Object.fromEntries(impact.filter(({ chains }) => chains.length > 0).map((it) => [it.customer, chainMap(it)])), pairs, groups: { bounds, rows },
    contingency: null, sensitivity: null, timeline: null, staffing: null, outcome: null, priorities: null, availability: null, fit: null, draws: null, curves: null,
  };
}

export const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "\u202Egnp.exe\u2066 turned",
  `"quoted" 'twice' &amp; \`once\``,
  "Ünïcode 🧯👩‍🚒 部門 قسم",
  "long ".repeat(2000),
  "constructor",
  "javascript:alert(1)",
  "--> ]]> <!-- <style>*{display:none}</style>",
  "unbroken".repeat(40),
];

/** The same organisation under names, ids and words that want to be something else. */
export function hostile() {
  const page = harbour();
  const renamed = new Map(page.parties.map(({ id }, at) => [id, at < HOSTILE.length ? (at === 5 ? "long-id" : HOSTILE[at]) : id]));
  renamed.set("support", "__proto__");
  const swap = (value) => {
    if (typeof value === "string") return renamed.get(value) ?? value;
    if (Array.isArray(value)) return value.map(swap);
    if (value === null || typeof value !== "object") return value;
    const copy = Object.create(null);
    for (const [key, it] of Object.entries(value)) copy[renamed.get(key) ?? key] = key === "kind" ? it : swap(it);
    return copy;
  };
  const result = swap(page);
  result.parties.forEach((party, at) => (party.name = HOSTILE[at % HOSTILE.length]));
  for (const party of result.assessment.parties) party.name = result.parties.find(({ id }) => id === party.id).name;
  result.title = `${HOSTILE[0]} ${HOSTILE[2]}`;
  result.organisation = HOSTILE[1];
  result.headline.objective = HOSTILE[8];
  result.sensitivity.objective = HOSTILE[0];
  result.timeline.events[0].scenario = HOSTILE[2];
  result.fit.report[0].claim = HOSTILE[1];
  result.outcome.what = HOSTILE[5];
  result.outcome.currency = HOSTILE[0];
  result.outcome.customers.forEach((it, at) => (it.name = HOSTILE[at]));
  result.priorities.unit = HOSTILE[1];
  result.priorities.chosen[0].name = HOSTILE[0];
  result.draws.inputs[0].distribution = HOSTILE[0];
  for (const route of result.map.routes) route.services = [HOSTILE[3]];
  return result;
}

/** States that must be loud: nothing converged, nothing proved. */
export function unproved() {
  const page = harbour();
  page.title = "Harbour & Vine: not converged";
  Object.assign(page.assessment, { status: "not_converged", proof: { verdict: "unproved", residual: 0.003 }, uniqueness: "multiple", remarks: [{ kind: "multiplies_losses", message: "this cycle multiplies every loss: one point lost in IT costs all of HR and IT" }] });
  Object.assign(page, { timeline: { ...page.timeline, lasting_collapse: true }, staffing: null, fit: null, outcome: null, priorities: null, draws: { ...page.draws, not_converged: 3 }, sensitivity: { ...page.sensitivity, status: "infinite" } });
  return page;
}

/** Changes so small that a fixed number of digits would not show them, and one gain. */
export function small() {
  const page = harbour();
  page.title = "Harbour & Vine: hardly felt";
  const scale = 0.0004;
  const { baseline, quality, impact } = page.assessment;
  for (const id of Object.keys(quality)) quality[id] = baseline[id] + scale * (quality[id] - baseline[id]);
  impact.forEach((it, at) => {
    const factor = at === impact.length - 1 ? -scale : scale;
    if (factor < 0) [it.baseline, baseline[it.customer]] = [0.99, 0.99];
    it.change *= factor;
    it.quality = quality[it.customer] = it.baseline + it.change;
    for (const chain of it.chains) chain.change *= factor;
    for (const share of it.contributions) share.change *= factor;
  });
  Object.assign(page.headline, { quality: 1 + scale * page.headline.change, change: scale * page.headline.change, worst: { party: "households", change: scale * page.headline.worst.change } });
  Object.assign(page, { contingency: null, timeline: null, outcome: null, priorities: null, fit: null, draws: null, availability: null });
  return page;
}

export const FIXTURES = { harbour, hostile, unproved, small, large: () => large(700), huge: () => large(10_000) };
