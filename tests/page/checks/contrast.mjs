// Every text has a contrast of 4.5 or more against what it stands on, in light and in dark.
import { unfold } from "./reading.mjs";

const LEAST = 4.5;

export async function check({ page, fault, count }) {
  await unfold(page);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    const { poor, texts, ground } = await page.evaluate(readable, LEAST);
    const isDark = ground < 0.2;
    if (isDark !== (colorScheme === "dark")) fault(`the ground in ${colorScheme} has a luminance of ${ground.toFixed(2)}`);
    for (const it of poor.slice(0, 5)) fault(`${colorScheme}: contrast ${it.contrast.toFixed(2)} of “${it.text}” in ${it.where}`);
    if (poor.length > 5) fault(`${colorScheme}: ${poor.length - 5} more texts of poor contrast`);
    count("texts", texts);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/** Runs in the page. */
function readable(least) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixel = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const known = new Map();
  const rgba = (colour) => known.get(colour) ?? known.set(colour, pixel(colour)).get(colour);
  const luminance = (colour) => {
    const [r, g, b] = colour.map((it) => it / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const box = element.closest?.(".party")?.querySelector("rect");
    if (box && element.tagName === "text") return rgba(getComputedStyle(box).fill);
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const poor = [];
  let texts = 0;
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest("script, noscript, title, option, defs") || !element.checkVisibility()) continue;
    const text = [...element.childNodes].filter((it) => it.nodeType === Node.TEXT_NODE).map((it) => it.data).join("").trim();
    const isField = element.matches("select, input[type=search]");
    if (text === "" && !isField) continue;
    const style = isField && element.placeholder ? getComputedStyle(element, "::placeholder") : getComputedStyle(element);
    const [one, other] = [luminance(rgba(element.tagName === "text" ? style.fill : style.color)), luminance(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    texts += 1;
    if (contrast < least) poor.push({ contrast, text: text.slice(0, 40), where: element.closest("section, header, footer")?.id || element.tagName });
  }
  return { poor, texts, ground: luminance(behind(document.body)) };
}
