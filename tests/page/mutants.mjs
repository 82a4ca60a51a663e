// Breaks pages on purpose and asks the checks to see it: a check that cannot fail is a defect.
//   node mutants.mjs [PART OF A NAME]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPage, withBrowser } from "./check.mjs";
import { harbour, harbourModel, hostile, large, unproved } from "./fixtures.mjs";
import { pageOf } from "./make_page.mjs";

const swap = (from, to) => (html) => {
  if (!html.includes(from)) throw new Error(`nothing to break: ${from}`);
  return html.replace(from, () => to);
};
const script = (code) => swap("show();\n\n})();", `show();\n${code}\n})();`);
const style = (rules) => swap("</style>", `${rules}\n</style>`);

/** Changes the document under the page: what is drawn must be compared with what is stated. */
const drawnFrom = (change) => script0(`JSON.parse = ((parse) => (text) => { const page = parse(text); ${change}; return page; })(JSON.parse);`);
function script0(code) {
  return swap('"use strict";', `"use strict";\n${code}`);
}

/** The page that carries the model. */
const modelled = () => harbour();

const MUTANTS = [
  // What is broken, in which page, how, and the check that must see it.
  ["a warning on the console", harbour, script('console.warn("careful");'), "quiet"],
  ["an error", harbour, script("nothing.there();"), "quiet"],
  ["a request", harbour, (html) => script('new Image().src = "file:///nowhere.png";')(html.replace(/<meta http-equiv[^>]*>/, "")), "quiet"],
  ["a request that the policy stops", harbour, script('new Image().src = "file:///nowhere.png";'), "quiet"],
  ["slow", harbour, script("let sum = 0; for (let at = 0; at < 6e9; at += 1) sum += at;"), "quiet"],
  ["no policy", harbour, (html) => html.replace(/<meta http-equiv[^>]*>/, ""), "sections"],
  ["a policy that allows pictures", harbour, swap("default-src 'none';", "default-src 'none'; img-src *;"), "sections"],
  ["a section missing", harbour, script('document.getElementById("busy").remove();'), "sections"],
  ["sections out of order", harbour, script(`document.getElementById("page").append(document.getElementById("feels"));`), "sections"],
  ["a section without a table", harbour, script('document.querySelector("#matters details").remove();'), "sections"],
  ["a picture without a title", harbour, script('document.querySelector("#feels svg title").remove();'), "sections"],
  ["a heading that asks nothing", harbour, script('document.querySelector("#lost h2").textContent = "Losses";'), "sections"],
  ["a proof that is not said", harbour, script('document.querySelector(".proof").textContent = "fine";'), "words"],
  ["not converged, said quietly", unproved, script('document.querySelectorAll(".loud").forEach((it) => (it.className = ""));'), "words"],
  ["a remark that is kept back", unproved, swap("loud(`Remark: ", "html(`i`, {}, `Remark: "), "words"],
  ["proved although it is not", unproved, drawnFrom('page.assessment.proof = { verdict: "proved", bound: 0 }'), "words"],
  ["a name as markup", hostile, swap("child instanceof Node ? child : plain(child)", "child instanceof Node ? child : document.createRange().createContextualFragment(String(child))"), "quiet"],
  ["a name that ends the data", hostile, (html) => html.replaceAll("\\u003c", "<"), "document"],
  ["a name that turns text", hostile, swap('return String(text).replace(UNSHOWN, "\\ufffd");', "return String(text);"), "names"],
  ["a name of any length", hostile, swap("const LONGEST_NAME = 60;", "const LONGEST_NAME = 2600;"), "names"],
  ["a name of nobody", harbour, drawnFrom('page.assessment.parties[1].name = page.parties[1].name = "Nobody"'), "names"],
  ["a quality that is not stated", harbour, drawnFrom("page.assessment.impact[2].quality += 0.001"), "numbers"],
  ["a quality of the map", harbour, drawnFrom('page.assessment.quality.hr += 0.001'), "numbers"],
  ["a digit too few", harbour, swap("toFixed(this.decimals)", "toFixed(this.decimals - 1)"), "numbers"],
  ["fixed digits", harbour, swap("this.decimals < MOST_DECIMALS", "false"), "numbers"],
  ["a headline of its own", harbour, drawnFrom("page.headline.quality += 0.001"), "numbers"],
  ["a chain that carries more", harbour, drawnFrom("page.assessment.impact[0].chains[1].change *= 1.1"), "numbers"],
  ["a loss of another column", harbour, drawnFrom("page.contingency.losses[1].changes.reverse()"), "numbers"],
  ["a sensitivity", harbour, drawnFrom("page.sensitivity.departments[0].derivative *= 1.02"), "numbers"],
  ["a bar of another length", harbour, script('document.querySelector("#matters rect").setAttribute("width", "50%");'), "numbers"],
  ["marks of another place", harbour, script('document.querySelector("#feels .after").setAttribute("cx", "50%");'), "numbers"],
  ["a line of another width", harbour, script('document.querySelector("#map g > .route").setAttribute("stroke-width", 9);'), "numbers"],
  ["feedback that is not dashed", harbour, script('document.querySelectorAll(".route").forEach((it) => it.classList.remove("feedback"));'), "numbers"],
  ["agents who are busier", harbour, drawnFrom("page.staffing.departments[1].line.utilisation += 0.02"), "numbers"],
  ["an instant later", harbour, drawnFrom("page.timeline.customers[0].qualities.unshift(1)"), "numbers"],
  ["lines all alike", harbour, style(".line { stroke: black !important; }"), "numbers"],
  ["a draw", harbour, drawnFrom("page.draws.parties[0].quality.mean += 0.001"), "numbers"],
  ["money", harbour, drawnFrom("page.outcome.customers[0].money.lost *= 1.2"), "numbers"],
  ["a choice", harbour, drawnFrom("page.priorities.chosen[0].share *= 1.1"), "numbers"],
  ["downtime", harbour, drawnFrom("page.availability.subjects[1].downtime_seconds_per_30_days *= 1.1"), "numbers"],
  ["an interval", harbour, drawnFrom("page.fit.parties[0].needs[1].high += 0.1"), "numbers"],
  ["a claim", harbour, drawnFrom('page.fit.report[0].claim = "predicts well"'), "numbers"],
  ["a party that Tab skips", harbour, script('document.querySelectorAll("#map .party")[7].removeAttribute("tabindex");'), "keyboard"],
  ["focus that cannot be seen", harbour, style(".party .ring { stroke: none !important; }"), "keyboard"],
  ["Enter that does nothing", harbour, swap('event.key !== "Enter"', 'event.key !== "F9"'), "keyboard"],
  ["Escape that does nothing", harbour, swap('event.key === "Escape"', 'event.key === "F9"'), "keyboard"],
  ["following that goes one step", harbour, swap("open.push(route[to]);", ""), "keyboard"],
  ["walking that does nothing", large, swap("this.show(this.at.get(next));", ""), "keyboard"],
  ["a slider that does nothing", harbour, swap("onInput(Number(slider.value) / 100);", ""), "sliders"],
  ["curves between the wrong points", harbour, swap("values[next - 1] + share", "values[next] + share"), "sliders"],
  ["a model of another state", modelled, swap('"capability":{"it":0.5}', '"capability":{"it":0.6}'), "sliders"],
  ["a model that does not start", modelled, swap('id="module">', 'id="module">AAAA'), "sliders"],
  ["a slider that takes back the others", modelled, swap("moved.set(id, capability);", "moved.clear();\n      moved.set(id, capability);"), "sliders"],
  ["sliders that are not taken back", modelled, swap("moved.clear();", ""), "sliders"],
  ["no reason", modelled, swap("solver.explain(asked, moved)", "solver.explain(asked, new Map())"), "sliders"],
  ["customers in another order", modelled, swap("customers.map((id) => qualities[place.get(id)])", "[...customers].reverse().map((id) => qualities[place.get(id)])"), "sliders"],
  ["a model that is not allowed", modelled, swap(" 'wasm-unsafe-eval'", ""), "sections"],
  ["a search that takes long", large, swap("const found = this.found();", "const found = this.found(); for (let at = 0; at < 5e8; at += 1);"), "explorer"],
  ["a search that finds too much", large, swap("row.sought.includes(sought)", "row.sought.includes(sought.slice(0, 3))"), "explorer"],
  ["more than sixty rows", large, swap("const MOST_FOUND = 60;", "const MOST_FOUND = 90;"), "explorer"],
  ["neighbours the wrong way round", large, swap("this.suppliers[consumer]?.push([provider, flow]);", "this.suppliers[provider]?.push([consumer, flow]);"), "explorer"],
  ["a group", large, drawnFrom("page.groups.rows[3].counts[2] += 1"), "explorer"],
  ["a chain map of another", large, drawnFrom("const ids = Object.keys(page.chain_maps); page.chain_maps[ids[0]] = page.chain_maps[ids[1]]"), "explorer"],
  ["pale text", harbour, style(".lead { color: #999 !important; }"), "contrast"],
  ["one ink on all fills", harbour, swap("const READABLE = 4.5;", "const READABLE = 1;"), "contrast"],
  ["dark that is light", harbour, style(":root { color-scheme: light !important; }"), "contrast"],
  ["text that sticks out on a phone", harbour, style(".lead { min-width: 700px; }"), "phone"],
  ["a map that shrinks on a phone", harbour, style(".map svg { min-width: 0 !important; }"), "phone"],
  ["sections that may be cut", harbour, style("@media print { section { break-inside: auto !important; } }"), "print"],
  ["a section that is cut", harbour, style("@media print { #lost tr, #lost figure { break-after: page; } }"), "print"],
  ["dark paper", harbour, style("@media print { :root { color-scheme: dark !important; } }"), "print"],
  ["sliders on paper", harbour, style("@media print { .what-if { display: block !important; } }"), "print"],
  ["a map cut by the edge", harbour, style(".map svg { min-width: 900px !important; }"), "print"],
];

async function main(part = "") {
  const folder = mkdtempSync(join(tmpdir(), "knockon-mutants-"));
  let missed = 0;
  await withBrowser(async (browser) => {
    const pages = new Map();
    for (const [name, fixture, breakIt, check] of MUTANTS.filter(([name]) => name.includes(part))) {
      const model = fixture === modelled ? harbourModel() : null;
      if (fixture === modelled && model === null) {
        console.log(`SKIPPED ${name}: the module is not built (\`cargo run -p xtask -- module\`)`);
        continue;
      }
      if (!pages.has(fixture)) pages.set(fixture, pageOf(fixture === large ? large(700) : fixture(), model));
      const whole = pages.get(fixture);
      const file = join(folder, "mutant.html");
      writeFileSync(file, breakIt(whole));
      const faults = [];
      await checkPage(browser, file, (by, message) => faults.push([by, message]), check === "document" ? [] : [check]).catch((error) => faults.push(["document", error.message]));
      const seen = faults.find(([by, message]) => by === check && !message.startsWith("the check broke off"));
      if (!seen) missed += 1;
      console.log(seen ? `seen    ${name}: ${seen[1].slice(0, 110)}` : `MISSED  ${name} [${check}]: ${faults.map(([, message]) => message).join("; ").slice(0, 200)}`);
    }
  });
  rmSync(folder, { recursive: true });
  return missed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv[2]);
