// On paper no section is cut, what only a screen can do is gone, and nothing sticks out.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const A4_WIDTH = 703;
const A4_HEIGHT = 1032;
const MARGIN = "12mm";

export async function check({ page, fault, count }) {
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = false)));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: A4_WIDTH, height: A4_HEIGHT });
  const seen = await page.evaluate(() => {
    const avoids = (it) => getComputedStyle(it).breakInside === "avoid";
    const sections = [...document.querySelectorAll("main section")].filter((it) => it.checkVisibility());
    return {
      ground: getComputedStyle(document.body).backgroundColor,
      width: document.documentElement.scrollWidth,
      controls: [...document.querySelectorAll("select, input, .what-if, summary")].filter((it) => it.checkVisibility()).length,
      cut: [...document.querySelectorAll(".scroll, .found")].filter((it) => it.checkVisibility() && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)).map((it) => it.closest("section")?.id),
      sections: sections.map((it) => ({
        id: it.id,
        height: it.getBoundingClientRect().height,
        avoids: avoids(it),
        loose: [...it.querySelectorAll("tr, .row svg, .row .name")].filter((part) => !avoids(part.closest("tr, .row"))).length,
      })),
    };
  });
  if (seen.ground !== "rgb(255, 255, 255)") fault(`paper is ${seen.ground}`);
  if (seen.width > A4_WIDTH) fault(`the page is ${seen.width} wide on paper of ${A4_WIDTH}`);
  if (seen.controls > 0) fault(`${seen.controls} controls are printed`);
  for (const id of new Set(seen.cut)) fault(`section ${id} is cut on paper`);
  for (const section of seen.sections) {
    if (!section.avoids) fault(`section ${section.id} may be cut by the end of a page`);
    if (section.height > A4_HEIGHT && section.loose > 0) fault(`section ${section.id} is longer than a page, and ${section.loose} of its rows may be cut`);
  }
  await onPaper(page, seen.sections.filter(({ height }) => height < A4_HEIGHT), fault, count);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize({ width: 1240, height: 900 });
}

/** Prints, and looks up on which page each section begins and ends; long names are broken into lines there. */
async function onPaper(page, sections, fault, count) {
  const folder = mkdtempSync(join(tmpdir(), "knockon-page-"));
  const path = join(folder, "page.pdf");
  try {
    const pdf = await page.pdf({ path, format: "A4", printBackground: true, margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN } });
    if (pdf.length < 10_000 || pdf.subarray(0, 5).toString() !== "%PDF-") fault("nothing is printed");
    const sheets = textOf(path);
    if (sheets === null) return;
    count("sheets", sheets.length);
    const ends = await page.evaluate((ids) => ids.map((id) => {
      const rows = [...document.querySelectorAll(`#${CSS.escape(id)} :is(.row .name, .heat tbody th, .summary tbody th)`)].filter((it) => it.checkVisibility() && it.textContent);
      return { id, heading: document.querySelector(`#${CSS.escape(id)} h2`).textContent, last: rows.at(-1)?.textContent ?? "" };
    }), sections.map(({ id }) => id));
    for (const { id, heading, last } of ends) {
      const sheet = sheets.find((text) => text.includes(bare(heading)));
      if (sheet === undefined) fault(`section ${id} is not printed`);
      else if (/^[\x20-\x7e]{1,24}$/.test(last) && !sheet.includes(bare(last))) fault(`section ${id} is cut: “${last.slice(0, 40)}” is on another page`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const bare = (text) => text.replace(/\s/g, "");

function textOf(path) {
  try {
    const text = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8", maxBuffer: 2 ** 26 });
    return text.split("\f").filter((sheet) => sheet.trim() !== "").map(bare);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    console.log("pdftotext is not there: printed pages are not read");
    return null;
  }
}
