// Tab reaches every party of the map, Enter follows it and announces, Escape ends that.
import { namesOf, shownName } from "./expected.mjs";

const focused = (page) => page.evaluate(() => {
  const it = document.activeElement;
  const style = getComputedStyle(it.querySelector?.(".ring") ?? it);
  return { id: it.closest("#map") ? it.dataset?.id ?? null : null, section: it.closest("section")?.id ?? "", role: it.getAttribute("role"), x: it.getBoundingClientRect().x, isSeen: style.stroke !== "none" || style.outlineStyle !== "none" };
});

export async function check({ page, document, fault, count }) {
  await page.evaluate(() => {
    document.querySelectorAll("details").forEach((it) => (it.open = false));
    document.activeElement?.blur();
    window.scrollTo(0, 0);
  });
  if (document.map) await throughMap({ page, document, fault, count });
  else if (document.pairs?.length > 0) await aroundParty({ page, fault });
}

async function throughMap({ page, document, fault, count }) {
  const wanted = document.map.parties.map(({ id }) => shownName(id, Infinity));
  const reached = [];
  for (let presses = 0; presses < wanted.length + 30; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    if (at.id !== null) {
      reached.push(at);
      if (at.role !== "button") fault(`${shownName(at.id)} of the map is no button`);
      if (!at.isSeen) fault(`focus on ${shownName(at.id)} cannot be seen`);
    }
    if (at.section !== "map" && reached.length > 0) break;
  }
  const ids = new Set(reached.map(({ id }) => id));
  for (const id of wanted) if (!ids.has(id)) fault(`Tab does not reach ${JSON.stringify(shownName(id))} of the map`);
  if (reached.some(({ x }, at) => at > 0 && x < reached[at - 1].x - 1)) fault("Tab does not go through the map from left to right");
  count("parties reached by Tab", ids.size);
  const source = document.parties.find((it) => it.is_source && wanted.includes(shownName(it.id, Infinity)));
  await enterAndEscape({ page, document, fault }, source?.id ?? document.map.parties[0].id);
}

async function enterAndEscape({ page, document, fault }, id) {
  const state = () => page.evaluate(() => ({
    said: document.querySelector("#map [aria-live]")?.textContent ?? null,
    on: [...document.querySelectorAll("#map .party.on")].map((it) => it.dataset.id),
    pressed: document.querySelectorAll('#map [aria-pressed="true"]').length,
  }));
  await page.evaluate((id) => [...document.querySelectorAll("#map .party")].find((it) => it.dataset.id === id).focus(), shownName(id, Infinity));
  await page.keyboard.press("Enter");
  const followed = await state();
  if (followed.said === null) return fault("the map has no line that announces");
  if (!followed.said.startsWith(`${namesOf(document)(id)}: `)) fault(`Enter announces “${followed.said.slice(0, 80)}”`);
  const connected = connectedTo(document.map.routes, id);
  if (followed.on.length !== connected.size) fault(`Enter marks ${followed.on.length} parties instead of ${connected.size}`);
  if (followed.pressed !== 1) fault("Enter does not press the party");
  await page.keyboard.press("Escape");
  const cleared = await state();
  if (cleared.said !== "" || cleared.on.length > 0 || cleared.pressed > 0) fault("Escape does not clear what is followed");
}

function connectedTo(routes, id) {
  const all = new Set([id]);
  for (const [from, to] of [["provider", "consumer"], ["consumer", "provider"]]) {
    let edge = new Set([id]);
    while (edge.size > 0) {
      const next = routes.filter((it) => edge.has(it[from])).map((it) => it[to]);
      edge = new Set(next.filter((it) => !all.has(it) || (it !== id && !edge.has(it) && !all.has(`${from}${it}`))));
      for (const it of edge) all.add(it).add(`${from}${it}`);
    }
  }
  return new Set([...all].filter((it) => !/^(provider|consumer)/.test(it)));
}

async function aroundParty({ page, fault }) {
  const heading = () => page.evaluate(() => document.querySelector("#around h3").textContent);
  const before = await heading();
  await page.evaluate(() => document.querySelector("#around .party.neighbour").focus());
  await page.keyboard.press("Enter");
  if ((await heading()) === before) fault("Enter on a neighbour does not walk on");
  const isKept = await page.evaluate(() => document.activeElement?.closest("#around .party") !== null);
  if (!isKept) fault("walking on loses the focus");
}
