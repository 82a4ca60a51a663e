// On a phone nothing sticks out of the page, and the map scrolls in its own box.
import { unfold } from "./reading.mjs";

export async function check({ page, document, fault }) {
  await unfold(page);
  await page.setViewportSize({ width: 480, height: 900 });
  const seen = await page.evaluate(() => {
    const scrolls = (element) => {
      for (let at = element; at && at !== document.body; at = at.parentElement) if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
      return false;
    };
    const wide = [...document.querySelectorAll("main *")].filter((it) => it.getBoundingClientRect().right > 481 && it.checkVisibility() && !scrolls(it));
    const box = document.querySelector("#map .scroll");
    const text = document.querySelector("#map .party text");
    const size = text && parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    return { width: document.documentElement.scrollWidth, wide: wide.map((it) => `${it.tagName} in ${it.closest("section")?.id ?? "the headline"}`), box: box && [box.scrollWidth, box.clientWidth], size };
  });
  if (seen.width > 480) fault(`the page is ${seen.width} wide at 480: ${seen.wide.slice(0, 3).join(", ")}`);
  if (seen.wide.length > 0) fault(`sticks out at 480: ${seen.wide.slice(0, 3).join(", ")}`);
  if (document.map?.width > 900 && seen.box[0] < 880) fault(`the map shrinks to ${seen.box[0]} on a phone`);
  if (seen.size && seen.size < 7) fault(`the text of the map is ${seen.size.toFixed(1)} px on a phone`);
  await page.setViewportSize({ width: 1240, height: 900 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) fault(`the page sticks out by ${overflow} at 1240`);
}
