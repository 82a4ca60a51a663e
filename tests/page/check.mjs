// Checks pages that `knockon report` wrote, in a real browser:
//   node check.mjs PAGE.html...
// Prints a line for every page and one for every fault; ends with exit code 1 where there is one.
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import * as contrast from "./checks/contrast.mjs";
import * as explorer from "./checks/explorer.mjs";
import * as keyboard from "./checks/keyboard.mjs";
import * as names from "./checks/names.mjs";
import * as numbers from "./checks/numbers.mjs";
import * as phone from "./checks/phone.mjs";
import * as print from "./checks/print.mjs";
import * as sections from "./checks/sections.mjs";
import * as sliders from "./checks/sliders.mjs";
import * as words from "./checks/words.mjs";

const CHECKS = { sections, words, names, numbers, keyboard, sliders, explorer, contrast, phone, print };
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
// Of the processor: what else the machine does must not count.
const MOST_WORK_S = 2;

/** The document in a page, read from the file and not from the browser. */
export function documentIn(html) {
  const start = html.indexOf('<script type="application/json" id="document">');
  if (start < 0) return null;
  const data = html.slice(html.indexOf(">", start) + 1);
  return JSON.parse(data.slice(0, data.indexOf("</script>")));
}

/** Opens a page, listens to all that it must not do, and returns what it did. */
async function opened(browser, url, options) {
  const context = await browser.newContext({ viewport: { width: 1240, height: 900 }, ...options });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const heard = [];
  page.on("console", (message) => heard.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    heard.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url) heard.push(`request: ${request.url().slice(0, 200)}`);
  });
  await page.goto(url, { waitUntil: "load" }).catch((error) => heard.push(`does not load: ${error.message.split("\n")[0]}`));
  const seconds = await page.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd / 1000);
  /** Seconds of the processor that the page has used so far. */
  const used = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime").value;
  };
  return { context, page, heard, seconds, used };
}

/** Runs checks on a page; `fault` gets the name of a check and what is wrong. */
export async function checkPage(browser, file, fault, only = Object.keys(CHECKS)) {
  const document = documentIn(readFileSync(file, "utf8"));
  if (document === null) return fault("document", "no JSON document in the page");
  const { context, page, heard, seconds, used } = await opened(browser, pathToFileURL(resolve(file)).href);
  const work = await used();
  const counts = {};
  for (const name of only.filter((it) => it in CHECKS)) {
    const count = (what, number) => (counts[what] = (counts[what] ?? 0) + number);
    try {
      await CHECKS[name].check({ page, used, document, fault: (message) => fault(name, message), count });
    } catch (error) {
      fault(name, `the check broke off: ${error.message.split("\n")[0]}`);
    }
  }
  for (const line of heard) fault("quiet", line);
  if (work > MOST_WORK_S) fault("quiet", `takes ${work.toFixed(2)} s of work to load`);
  await context.close();
  return { seconds, work, counts };
}

export async function withBrowser(use) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

async function main(files) {
  if (files.length === 0) {
    console.error("usage: node check.mjs PAGE.html...");
    return 2;
  }
  let faults = 0;
  await withBrowser(async (browser) => {
    for (const file of files) {
      const before = faults;
      const result = await checkPage(browser, file, (check, message) => {
        faults += 1;
        console.log(`FAULT ${basename(file)} [${check}] ${message}`);
      });
      const counted = Object.entries(result?.counts ?? {}).map(([what, number]) => `${number} ${what}`).join(", ");
      console.log(`${basename(file)}: ${faults === before ? "ok" : `${faults - before} faults`}, loads in ${result?.seconds.toFixed(2)} s, ${result?.work.toFixed(2)} s of work; ${counted}`);
    }
  });
  return faults > 0 ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = await main(process.argv.slice(2));
