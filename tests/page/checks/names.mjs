// Names are text: they are shown, and neither run nor become elements.
import { namesOf, shownName } from "./expected.mjs";

export async function check({ page, document, fault, count }) {
  const foreign = await page.evaluate(() => ({
    scripts: document.scripts.length,
    styles: document.querySelectorAll("style, link").length,
    others: [...document.querySelectorAll("img, iframe, object, embed, video, audio, form, base, a, image, foreignObject, use")].map((it) => it.tagName),
    handlers: [...document.querySelectorAll("*")].flatMap((it) => [...it.attributes]).filter(({ name }) => name.startsWith("on")).length,
    turned: /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText),
    longest: Math.max(...[...document.querySelectorAll("h1, h2, .name, .lead, th, td, title, option")].map((it) => it.textContent.length)),
  }));
  // A model comes as two more: what it is about, and the module.
  const scripts = (await page.$("#module")) ? 4 : 2;
  if (foreign.scripts !== scripts) fault(`${foreign.scripts} scripts instead of the document and the page's own, ${scripts} in all`);
  if (foreign.styles !== 1) fault(`${foreign.styles} style sheets instead of one`);
  if (foreign.others.length > 0) fault(`elements that the page does not make: ${foreign.others.join(", ")}`);
  if (foreign.handlers > 0) fault(`${foreign.handlers} event handlers in attributes`);
  if (foreign.turned) fault("a name turns the direction of text");
  if (foreign.longest > 2000) fault(`a text of ${foreign.longest} characters`);

  const heading = await page.evaluate(() => document.querySelector("h1").textContent);
  if (heading !== shownName(document.title.trim(), 200)) fault(`the heading is “${heading.slice(0, 80)}”`);
  const name = namesOf(document);
  const said = await page.evaluate(() => [...document.querySelectorAll("#map .party")].map((it) => [it.dataset.id, it.getAttribute("aria-label")]));
  const labels = new Map(said);
  for (const { id } of document.map?.parties ?? []) {
    if (!labels.get(shownName(id, Infinity))?.startsWith(`${name(id)}: `)) fault(`the map does not name ${JSON.stringify(shownName(id))}`);
  }
  const cells = new Set(await page.evaluate(() => [...document.querySelectorAll("#feels tbody th")].map((it) => it.textContent)));
  for (const { customer } of document.assessment?.impact?.slice(0, 30) ?? []) {
    if (!cells.has(name(customer))) fault(`“Who feels it?” does not name ${JSON.stringify(name(customer))}`);
  }
  count("names", labels.size + cells.size);
}
