// Makes pages from shell, style, scripts and a document, without the Rust side:
//   node make_page.mjs [FIXTURE...]          writes out/FIXTURE.html of the fixtures named, or of all
//   node make_page.mjs --document FILE.json  writes out/FILE.html of a document
//   node make_page.mjs --again PAGE.html     writes out/PAGE.html, the same page with style and scripts as they are now
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { FIXTURES } from "./fixtures.mjs";
import { SCRIPTS } from "./order.mjs";

const asset = (name) => readFileSync(new URL(`../../src/report/page/assets/${name}`, import.meta.url), "utf8");
const escaped = (text) => text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);

/** The text of an element of a page, by id. */
const textOf = (page, id) => page.match(new RegExp(`<script [^>]*id="${id}">([^<]*)</script>`))?.[1];

/** The page of a document, as the template engine puts it together; with a model, `{ contents, module }`, if it carries one. */
export function pageOf(document, model = null) {
  const parts = {
    "{{ title }}": escaped(document.title),
    "{{ style|safe }}": asset("page.css"),
    "{{ script|safe }}": SCRIPTS.map((name) => asset(`${name}.js`)).join("\n"),
    "{{ data|safe }}": JSON.stringify(document).replaceAll("<", "\\u003c"),
    "{{ model.contents|safe }}": model?.contents,
    "{{ model.module|safe }}": model?.module,
  };
  const shell = asset("shell.html").replace(/\n?\{%-? if [^%]*%\}([^]*?)\n?\{%-? endif %\}/g, (_, inside) => (model ? inside : ""));
  return shell.replace(/\{\{ [a-z.|]+ \}\}/g, (variable) => parts[variable]);
}

/** A page as it was written, put together anew. */
export function pageAgain(page) {
  const [document, contents, module] = ["document", "model", "module"].map((id) => textOf(page, id));
  return pageOf(JSON.parse(document), module ? { contents, module } : null);
}

function main() {
  const [first, ...rest] = process.argv.slice(2);
  const out = new URL("out/", import.meta.url);
  mkdirSync(out, { recursive: true });
  const pages = first === "--document"
    ? rest.map((file) => [basename(file, ".json"), pageOf(JSON.parse(readFileSync(file)))])
    : first === "--again"
    ? rest.map((file) => [basename(file, ".html"), pageAgain(readFileSync(file, "utf8"))])
    : (first ? [first, ...rest] : Object.keys(FIXTURES)).map((name) => [name, pageOf(FIXTURES[name]())]);
  for (const [name, page] of pages) {
    writeFileSync(new URL(`${name}.html`, out), page);
    console.log(`out/${name}.html: ${(page.length / 1024).toFixed(0)} KB`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
