// What happened: headline, where it goes, who feels it, through which chains.

const MOST_ROWS = 30;
const MOST_OF_A_REMARK = 400;
// As much of a map as can be read beside another chart.
const HALF_WIDTH = 600;

/** What proves the numbers, in words. */
function proofWords({ proof, uniqueness }) {
  const bound = Math.max(1e-9, proof?.bound ?? 0).toExponential(0);
  const proofs = {
    proved: `Every quality is proved to within ${bound}`,
    verified: "Every equation holds; that no better state is consistent is not proved",
    unproved: `Not proved: an equation is off by ${(proof?.residual ?? 0).toExponential(0)}`,
  };
  const states = {
    certified: "this is proved to be the only consistent state",
    computed: "the lower state was solved for, too, and is the same",
    multiple: "the organisation can tip into a lower state",
    not_checked: "whether it can tip into a lower state was not asked",
  };
  return [proofs[proof?.verdict], states[uniqueness]].filter(Boolean).join("; ") + ".";
}

function headline(model) {
  const { headline, assessment } = model.page;
  const words = proofWords(assessment ?? {});
  const isProved = ["proved", "verified"].includes(assessment?.proof?.verdict);
  const proof = isProved ? html("p", { class: "proof" }, words) : loud(words);
  const remarks = (assessment?.remarks ?? []).map(({ message }) => loud(`Remark: ${short(message, MOST_OF_A_REMARK)}.`));
  const parts = [assessment ? proof : null, assessment ? warning(assessment) : null, remarks];
  if (headline) parts.push(figures(model, headline));
  return html("header", { id: "headline" }, parts);
}

function figures(model, { objective, baseline, quality, change, worst, ...counts }) {
  const numbers = Points.of([{ before: baseline, after: quality }]);
  const figure = (number, words) => html("div", {}, html("dt", {}, words), html("dd", {}, number));
  const worse = (kind) => figure(`${counts[`${kind}_worse`]} of ${counts[kind]}`, `${kind} get worse`);
  const hit = worst && figure(`${model.name(worst.party)} ${new Points([worst.change]).change(worst.change)}`, "feels it most");
  return html("dl", { class: "figures" },
    figure(numbers.quality(quality), `of 100 after, ${objective}`),
    figure(numbers.change(change), `from ${numbers.quality(baseline)} before`),
    hit, worse("customers"), worse("departments"));
}

function whereItGoes(model) {
  const layout = model.page.map;
  if (!layout) return null;
  return section("map", "Where does it go?",
    "Providers are left of those they serve. The stronger the colour, the more quality is lost; the wider a line, the more of the customers’ loss runs along it. Point at a party, or use Tab and Enter, to follow it up and down; Escape ends that.",
    mapLegend(), followedMap(model, layout, "Map of parties and services"), mapTables(model, layout));
}

function dumbbell(axis, before, after) {
  const up = after > before ? " up" : "";
  return [span(axis.at(after), axis.at(before), `span${up}`), dot(axis.at(before), "before"), dot(axis.at(after), `after${up}`)];
}

function whoFeelsIt(model) {
  const impact = model.assessment?.impact ?? [];
  if (impact.length === 0) return null;
  const shown = impact.slice(0, MOST_ROWS).map(({ customer, baseline, quality }) => ({ name: model.name(customer), before: baseline, after: quality }));
  const numbers = Points.of(shown);
  const axis = qualityAxis(shown.flatMap(({ before, after }) => [before, after]));
  const texts = ({ before, after }) => [numbers.quality(before), numbers.quality(after), numbers.change(after - before)];
  const item = (line) => {
    const [before, after, change] = texts(line);
    return { name: line.name, value: change, title: `${line.name}: ${before} → ${after}, ${change}`, marks: dumbbell(axis, line.before, line.after) };
  };
  const more = impact.length > shown.length ? ` ${MOST_ROWS} of ${impact.length} are shown.` : "";
  return half(section("feels", "Who feels it?", `Points of 100 before (open) and after (filled), worst first.${more}`,
    rowChart("Customers before and after", shown.map(item), { axis: axis.ticks }),
    asTable(table("Customers, points of 100", ["customer", "before", "after", "change"], shown.map((line) => [line.name, ...texts(line)])))));
}

/** The steps from the quality before to the one after: chains, then what they leave. */
function chainSteps(model, line) {
  const chains = line.chains.filter(({ change }) => typeof change === "number");
  const steps = chains.map(({ parties, change, share }) => ({ name: parties.slice(0, -1).map((id) => model.name(id)).join(" → "), change, share }));
  const rest = line.change - steps.reduce((sum, { change }) => sum + change, 0);
  if (Math.abs(rest) >= LEAST) steps.push({ name: "further chains and feedback", change: rest, share: rest / line.change, isRest: true });
  return steps;
}

function waterfall(model, line) {
  const steps = chainSteps(model, line);
  if (steps.length === 0) return [html("p", {}, "No chain carries a change.")];
  const numbers = new Points([1 - line.baseline, 1 - line.quality, ...steps.map(({ change }) => change)]);
  const levels = steps.reduce((levels, { change }) => [...levels, levels.at(-1) + change], [line.baseline]);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const at = (level) => (level - low) / (high - low || 1);
  const item = ({ name, change, isRest }, index) => {
    const [from, to] = [at(levels[index]), at(levels[index + 1])];
    const style = isRest ? "further" : change > 0 ? "rise" : "fall";
    return { name, value: numbers.change(change), title: `${name}: ${numbers.change(change)}`, marks: [bar(from, to, style, 80), upright(to, "join")] };
  };
  const ends = `From ${numbers.quality(line.baseline)} before to ${numbers.quality(line.quality)} after, strongest chain first. ${sharesOf(model, line)}`;
  const rows = steps.map(({ name, change, share }) => [name, numbers.change(change), Number.isFinite(share) ? percent(share) : ""]);
  return [
    html("p", { class: "lead ends" }, ends),
    rowChart(`Chains to ${model.name(line.customer)}`, steps.map(item), { stacked: true }),
    asTable(table(`Chains to ${model.name(line.customer)}, points of 100`, ["chain", "change", "share"], rows)),
  ];
}

function sharesOf(model, { contributions, change }) {
  if (!contributions || contributions.length === 0) return "";
  const share = (it) => `${model.name(it.source)} ${percent(it.change / change)}`;
  return contributions.length === 1 ? `All of it is from ${model.name(contributions[0].source)}.` : `Of it: ${listed(contributions.map(share), 4)}.`;
}

function throughWhichChains(model) {
  const lines = (model.assessment?.impact ?? []).filter(({ chains }) => chains?.length > 0);
  if (lines.length === 0) return null;
  const maps = model.page.chain_maps ?? {};
  const box = html("div", { "aria-live": "polite" });
  const show = (at) => {
    const line = lines[at];
    const layout = own(maps, line.customer);
    const drawn = layout && followedMap(model, layout, `Strongest chains to ${model.name(line.customer)}`);
    const map = drawn && html("div", {}, drawn, mapTables(model, layout));
    box.className = map && layout.width <= HALF_WIDTH ? "pair" : "";
    box.replaceChildren(...[map, html("div", {}, waterfall(model, line))].filter(Boolean));
  };
  const choices = lines.map(({ customer, change: lost }, at) => [at, `${model.name(customer)} ${change(lost)}`]);
  show(0);
  const chains = section("chains", "Through which chains?", null,
    html("div", { class: "controls" }, chooser("Customer", choices, (at) => show(Number(at)))), box);
  return Object.keys(maps).length > 0 ? chains : half(chains);
}
