// The slider moves the bars of all customers along the curves of the document.
import { decimalsFor, namesOf, quality } from "./expected.mjs";

const slide = (page, value) => page.evaluate((value) => {
  const slider = document.querySelector('#what-if input[type="range"]');
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}, value);

const bars = (page) => page.evaluate(() =>
  [...document.querySelectorAll("#what-if .row")].filter((row) => row.querySelector(".value")).map((row) => ({
    name: row.querySelector(".name").textContent,
    value: row.querySelector(".value").textContent.split(" ")[0],
    width: row.querySelector("rect:not(.bar-track)").getAttribute("width"),
  })));

export async function check({ page, document, fault, count }) {
  const { curves } = document;
  if (!curves?.departments?.length) return;
  const name = namesOf(document);
  const spread = ({ qualities }) => Math.max(...qualities.map((it) => it.at(-1) - it[0]));
  const strongest = curves.departments.reduce((one, other) => (spread(other) > spread(one) ? other : one));
  for (const part of new Set([strongest, curves.departments[0], curves.departments.at(-1)])) {
    await page.selectOption("#what-if select", part.department);
    for (const percent of [0, 15, 37, 50, 100]) {
      await slide(page, percent);
      const expected = part.qualities.map((values) => along(curves.capabilities, values, percent / 100));
      const now = part.qualities.map((values) => along(curves.capabilities, values, part.now));
      const decimals = decimalsFor(expected.flatMap((it, at) => [1 - it, it - now[at]]));
      const shown = await bars(page);
      expected.slice(0, 30).forEach((value, at) => {
        const [text, width] = [quality(value, decimals), shown[at]?.width ?? ""];
        if (shown[at]?.value !== text) fault(`${name(part.department)} at ${percent}: ${shown[at]?.name} shows ${shown[at]?.value} instead of ${text}`);
        if (width.endsWith("%") && Math.abs(parseFloat(width) - 100 * value) > 0.01) fault(`${name(part.department)} at ${percent}: the bar of ${shown[at].name} is ${width} long`);
      });
      count("numbers", shown.length);
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
