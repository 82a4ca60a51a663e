// Makes pages from shell, style, scripts and a document, without the Rust side:
//   node make_page.mjs [FIXTURE...]          writes out/FIXTURE.html of the fixtures named, or of all
//   node make_page.mjs --document FILE.json  writes out/FILE.html of a document
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { FIXTURES } from "./fixtures.mjs";
import { SCRIPTS } from "./order.mjs";

const asset = (name) => readFileSync(new URL(`../../src/report/page/assets/${name}`, import.meta.url), "utf8");
const escaped = (text) => text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);

/** The page of a document, as the template engine puts it together. */
export function pageOf(document) {
  const parts = {
    "{{ title }}": escaped(document.title),
    "{{ style|safe }}": asset("page.css"),
    "{{ script|safe }}": SCRIPTS.map((name) => asset(`${name}.js`)).join("\n"),
    "{{ data|safe }}": JSON.stringify(document).replaceAll("<", "\\u003c"),
  };
  return asset("shell.html").replace(/\{\{ [a-z|]+ \}\}/g, (variable) => parts[variable]);
}

function main() {
  const [first, ...rest] = process.argv.slice(2);
  const out = new URL("out/", import.meta.url);
  mkdirSync(out, { recursive: true });
  const documents = first === "--document"
    ? rest.map((file) => [basename(file, ".json"), JSON.parse(readFileSync(file))])
    : (first ? [first, ...rest] : Object.keys(FIXTURES)).map((name) => [name, FIXTURES[name]()]);
  for (const [name, document] of documents) {
    const page = pageOf(document);
    writeFileSync(new URL(`${name}.html`, out), page);
    console.log(`out/${name}.html: ${(page.length / 1024).toFixed(0)} KB`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
