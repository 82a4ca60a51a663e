// Above the size of one map: search, neighbours and groups.
import { alone, namesOf, shownName } from "./expected.mjs";
import { compare, tableRows } from "./reading.mjs";

const SLOWEST_SEARCH_MS = 100;
const MOST_FOUND = 60;

export async function check(context) {
  const { document } = context;
  if (document.map || !document.parties?.length) return;
  await search(context);
  if (document.pairs?.length > 0) await around(context);
  if (document.groups?.rows?.length > 0) await groups(context);
  await chainMaps(context);
}

const seek = (page, words) => page.evaluate((words) => {
  const input = document.querySelector('#parties input[type="search"]');
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  document.body.getBoundingClientRect();
  const rows = [...document.querySelectorAll("#parties .found tbody tr")].map((row) => row.cells[0].textContent);
  return { rows, said: document.querySelector("#parties .controls [aria-live]").textContent.replace(/\u202f/g, "") };
}, words);

async function search({ page, document, used, fault, count }) {
  const { parties } = document;
  const typical = shownName(parties[Math.floor(parties.length / 2)].name);
  for (const words of ["", typical, typical.slice(0, 4), "no such party at all", typical.toUpperCase()]) {
    const found = parties.filter((it) => `${it.name} ${it.id}`.toLowerCase().includes(words.toLowerCase()));
    const before = await used();
    const { rows, said } = await seek(page, words);
    const milliseconds = 1000 * ((await used()) - before);
    if (said !== `${found.length} found, ${Math.min(MOST_FOUND, found.length)} shown`) fault(`search for “${words}” says “${said}” instead of ${found.length} found`);
    if (rows.length !== Math.min(MOST_FOUND, found.length)) fault(`search for “${words}” shows ${rows.length} rows`);
    if (words.length > 4 && rows.some((row) => !found.some((it) => shownName(it.name) === row))) fault(`search for “${words}” shows others`);
    if (milliseconds > SLOWEST_SEARCH_MS) fault(`search for “${words}” takes ${milliseconds.toFixed(0)} ms`);
    count("ms of search", Math.round(milliseconds));
  }
  await seek(page, "");
}

async function around({ page, document, fault, count }) {
  const { parties, pairs } = document;
  const name = namesOf(document);
  const names = await page.evaluate(() => [...document.querySelectorAll("#parties .found .walk")].slice(0, 5).map((it) => it.textContent));
  for (const [at, shown] of names.entries()) {
    await page.evaluate((at) => document.querySelectorAll("#parties .found .walk")[at].click(), at);
    const heading = await page.evaluate(() => document.querySelector("#around h3").textContent);
    if (heading !== `Around ${shown}`) fault(`choosing ${shown} shows “${heading}”`);
    const chosen = parties.findIndex(({ id }) => name(id) === shown);
    if (parties.filter(({ id }) => name(id) === shown).length > 1) continue;
    const side = (own, other) => pairs.filter((pair) => pair[own] === chosen).sort((one, two) => Math.abs(two[2]) - Math.abs(one[2])).map((pair) => [name(parties[pair[other]].id), alone(pair[2])]);
    const [left, right] = [side(1, 0), side(0, 1)];
    const rows = await page.evaluate(() => [...document.querySelectorAll("#around details tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)));
    for (const [kind, all] of [["supplier", left], ["customer", right]]) {
      compare(fault, `${kind}s of ${shown}`, all.slice(0, 9), rows.filter((row) => row[1] === kind).map((row) => [row[0], row[3]]));
    }
    const more = await page.evaluate(() => [...document.querySelectorAll("#around .more span")].map((it) => it.textContent));
    compare(fault, `more around ${shown}`, [left, right].map((all) => (all.length > 9 ? `and ${all.length - 9} more` : "")), more);
    count("numbers", rows.length);
  }
}

async function groups({ page, document, fault, count }) {
  const whole = (text) => Number(text.replace(/\u202f/g, "") || 0);
  const rows = document.groups.rows.map((it) => [it.parties, ...it.counts]);
  compare(fault, "table of groups", rows, (await tableRows(page, "groups"))?.map((row) => row.slice(1).map(whole)));
  const cells = await page.evaluate(() => [...document.querySelectorAll("#groups .heat tbody tr")].map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)));
  compare(fault, "groups", rows.slice(0, 30).map((row) => row.slice(1)), cells.map((row) => row.map(whole)));
  count("numbers", rows.flat().length);
}

async function chainMaps({ page, document, fault }) {
  const maps = document.chain_maps ?? {};
  const lines = (document.assessment?.impact ?? []).filter(({ chains }) => chains?.length > 0);
  for (const [at, { customer }] of lines.slice(0, 4).entries()) {
    if (!Object.hasOwn(maps, customer)) continue;
    await page.selectOption("#chains select", String(at));
    const shown = await page.evaluate(() => [...document.querySelectorAll("#chains .map .party")].map((it) => it.dataset.id).sort());
    compare(fault, `chain map of ${customer}`, maps[customer].parties.map(({ id }) => id).sort(), shown);
  }
}
