// What could happen: losses of departments, what matters most, time, load, uncertainty.

const MOST_COLUMNS = 12;

function ifLost(model) {
  const part = model.page.contingency;
  if (!part?.losses?.length) return null;
  const customers = (part.customers ?? []).map((id) => model.name(id));
  const hasMatrix = customers.length > 0 && part.losses.some(({ changes }) => changes);
  const losses = part.losses.map((it) => ({ ...it, changes: it.changes ?? customers.map(() => 0), name: model.subject(it.lost) }));
  const columns = hasMatrix ? ["", ...customers.slice(0, MOST_COLUMNS), "all"] : ["", "all"];
  const cell = (name, column, value) => ({ text: Math.abs(value) < LEAST ? "·" : change(value), style: shade(value), title: `${name} lost: ${column} ${change(value)}` });
  const values = ({ loss, changes }) => [...(hasMatrix ? changes.slice(0, MOST_COLUMNS) : []), -loss];
  const row = (it) => ({ name: it.name, cells: values(it).map((value, at) => cell(it.name, columns[at + 1], value)) });
  const shown = losses.slice(0, MOST_ROWS);
  const more = losses.length > shown.length ? ` The worst ${MOST_ROWS} of ${losses.length} are coloured, all are in the table.` : "";
  const rows = losses.map((it) => [it.name, ...(hasMatrix ? it.changes.map(change) : []), change(-it.loss), it.tips ? "tips" : ""]);
  const wide = columns.length > 7 ? (it) => it : half;
  return wide(section("lost", "What if a department were lost?", `Points that every customer loses when the department delivers nothing, worst first.${more}`,
    warning(part), heatTable("Losses of departments", columns, shown.map(row)),
    asTable(table("Change, points of 100", ["lost", ...(hasMatrix ? customers : []), "all customers", { words: "" }], rows))));
}

function whatMatters(model) {
  const part = model.page.sensitivity;
  const all = part?.departments ?? [];
  if (all.length === 0) return null;
  const per10 = (derivative) => (derivative === null ? "no bound" : new Points([derivative / 10]).quality(derivative / 10));
  const item = ({ department, derivative }) => {
    const name = model.name(department);
    return { name, amount: (derivative ?? 0) / 10, text: per10(derivative), title: `${name}: ${per10(derivative)} per 10 points of capability` };
  };
  const services = (part.services ?? []).slice(0, 15);
  const isInfinite = part.status === "infinite" ? loud("At this state a small change is felt without bound: the organisation is where it tips.") : null;
  return half(section("matters", "What matters most?", `Points that ${part.objective} gain or lose per 10 points of a department’s capability.`,
    isInfinite, barChart("Sensitivity to departments", all.slice(0, MOST_ROWS).map(item)), restoredFirst(model),
    asTable(table("Per 10 points of capability", ["department", "points"], all.map((it) => [model.name(it.department), per10(it.derivative)])),
      services.length > 0 ? table("Per 10 points of a service’s condition, the first 15", ["service", "points"], services.map((it) => [short(it.service), per10(it.condition)])) : null)));
}

function restoredFirst(model) {
  const best = model.assessment?.restoration?.best?.filter(({ gain }) => gain >= LEAST) ?? [];
  if (best.length === 0) return null;
  const words = best.slice(0, 3).map(({ source, gain }) => `${model.name(source)} (${change(gain)} for ${model.assessment.restoration.objective})`);
  return html("p", { class: "small" }, `To restore first, each alone: ${listed(words)}.`);
}

const TIME_UNITS = [{ name: "minutes", days: 1 / 1440 }, { name: "hours", days: 1 / 24 }, { name: "days", days: 1 }, { name: "years", days: 365.25 }];
const timeUnit = (span) => TIME_UNITS.findLast(({ days }) => span >= 3 * days) ?? TIME_UNITS[0];

const ENDINGS = {
  reached: "It ends in a steady state.",
  on_its_way: "It is on its way to a steady state.",
  no_steady_state: "It does not come to rest.",
  broken_off: "It was broken off.",
};

function endingWords({ ending, lasting_collapse: collapse }) {
  const key = typeof ending === "string" ? ending : Object.keys(ending ?? {})[0];
  const words = own(ENDINGS, key) ?? "";
  return collapse ? `${words} Everything that happened is over, and yet it ends in a worse state.` : words;
}

function whenIsItFelt(model) {
  const part = model.page.timeline;
  const kept = (part?.customers ?? []).filter(({ qualities }) => qualities?.length > 0);
  if (kept.length === 0) return null;
  const shown = [...kept].sort((one, other) => (one.deepest - one.baseline) - (other.deepest - other.baseline)).slice(0, DASHES.length);
  const unit = timeUnit(part.span_days);
  const bandOf = (customer) => part.bands?.customers?.find((it) => it.customer === customer)?.percentiles ?? [];
  const lines = shown.map(({ customer, qualities }) => ({ name: model.name(customer), values: qualities, band: bandOf(customer) }));
  const events = part.events.map((it) => {
    const [from, to] = [it.from_days ?? 0, it.to_days ?? part.span_days];
    return { from, to, title: `${short(it.scenario)}, ${days(from)} to ${days(to)}` };
  });
  const numbers = new Points(shown.flatMap(({ baseline, deepest }) => [1 - baseline, baseline - deepest]));
  const felt = (it) => [model.name(it.customer), days(it.first_felt_days, "not felt"), numbers.quality(it.deepest), days(it.deepest_at_days), days(it.felt_for_days), days(it.recovered_days, it.first_felt_days === null ? "" : "not by the end")];
  const columns = lines.flatMap(({ name, values, band }) => [[name, values], ...band.map(({ percent: at, qualities }) => [`${name}, ${decimal(at)} %`, qualities])]);
  const series = part.instants_days.map((at, index) => [decimal(at / unit.days), ...columns.map(([, values]) => numbers.quality(values[index]))]);
  const ends = lines.find(({ band }) => band.length > 1)?.band;
  const drawn = ends ? ` Bands: from the ${decimal(ends[0].percent)}th to the ${decimal(ends.at(-1).percent)}th percentile of ${whole(part.bands.draws)} draws of the uncertain numbers.` : "";
  const said = events.length > 0 ? `Grey: ${listed(events.map(({ title }) => title), 4)}. ` : "";
  const collapsed = part.lasting_collapse ? loud(endingWords(part)) : null;
  return section("when", "When is it felt?", `${said}${collapsed ? "" : endingWords(part)}${drawn}`, warning(part), collapsed,
    lineChart("Quality of customers over time", part.instants_days, lines, events, unit),
    html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "summary" },
      table(null, ["customer", "first felt after", "deepest", "deepest after", "felt for", "back after"], shown.map(felt), { class: "summary" })),
    asTable(table(`Points of 100 over ${unit.name}`, [unit.name, ...columns.map(([name]) => name)], series, { class: "series" })));
}

const decimal = (value) => Number(value.toFixed(3)).toString();

function whoIsBusy(model) {
  const part = model.page.staffing;
  const staffed = (part?.departments ?? []).filter(({ line }) => line).sort((one, other) => other.line.utilisation - one.line.utilisation);
  if (staffed.length === 0) return null;
  const item = ({ department, line }) => {
    const name = model.name(department);
    const text = percent(line.utilisation);
    return { name, amount: line.utilisation, text, title: `${name}: ${text} of the time of ${decimal(line.agents)} agents` };
  };
  const wait = ({ mean_wait_minutes: minutes }) => duration(minutes === null ? null : 60 * minutes);
  const margin = (it) => (it.tipping_margin ? twoDigits(it.tipping_margin.margin) : "");
  const row = (it) => [model.name(it.department), decimal(it.line.agents), percent(it.line.utilisation), wait(it.line), percent(it.line.abandonment), percent(it.line.within_target), margin(it)];
  const tips = part.can_tip ? html("p", { class: "small" }, "It can tip: with a few agents fewer, waiting feeds on itself. The table says how many agents stand between.") : null;
  return half(section("busy", "Who is busy?", "Share of agents’ time that is taken.", warning(part),
    barChart("Utilisation of agents", staffed.slice(0, MOST_ROWS).map(item), { most: 1, track: true }), tips,
    asTable(table("Waiting lines", ["department", "agents", "busy", "mean wait", "give up", "within target", "agents to tipping"], staffed.map(row)))));
}

function howSure(model) {
  const part = model.page.draws;
  const lines = [part?.objective, ...(part?.parties ?? [])].filter((it) => it?.quality?.percentiles?.length > 1);
  if (lines.length === 0) return null;
  const shown = lines.slice(0, MOST_ROWS).map((it) => ({ ...it, name: it.id === undefined ? short(it.name) : model.name(it.id) }));
  const axis = qualityAxis(shown.flatMap((it) => [it.as_stated, ...it.quality.percentiles.map(({ value }) => value)]));
  const numbers = new Points(shown.flatMap(({ quality }) => quality.percentiles.map(({ value }) => 1 - value)));
  const item = ({ name, quality, as_stated: stated }) => {
    const [low, high] = [quality.percentiles[0], quality.percentiles.at(-1)];
    const value = `${numbers.quality(low.value)} to ${numbers.quality(high.value)}`;
    const title = `${name}: ${value}, mean ${numbers.quality(quality.mean)}, as stated ${numbers.quality(stated)}`;
    return { name, value, title, marks: [span(axis.at(low.value), axis.at(high.value), "band"), dot(axis.at(stated), "dot open", 5), dot(axis.at(quality.mean), "dot", 5)] };
  };
  const percents = shown[0].quality.percentiles.map((it) => it.percent);
  const row = ({ name, as_stated: stated, quality }) => [name, ...[stated, quality.mean, ...quality.percentiles.map(({ value }) => value), quality.standard_deviation].map((it) => numbers.quality(it))];
  const certain = part.is_certified ? "" : " At the largest values drawn a cycle is not proved to have one solution.";
  const failed = part.not_converged > 0 ? loud(`${counted(part.not_converged, "draw")} of ${part.draws} did not converge.`) : null;
  const shares = part.shares?.shares?.slice(0, 10).map((it) => [short(it.name), percent(it.first_order), percent(it.total)]);
  return half(section("sure", "How sure is that?", `What ${whole(part.draws)} draws of the uncertain numbers give: from the ${decimal(percents[0])}th to the ${decimal(percents.at(-1))}th percentile, mean (filled), as stated (open).${certain}`,
    warning(part), failed, rowChart("Spread of qualities", shown.map(item), { axis: axis.ticks }),
    asTable(table("Points of 100", ["customer", "as stated", "mean", ...percents.map((it) => `${decimal(it)} %`), "deviation"], shown.map(row)),
      table("Drawn", ["number", { words: "distribution" }], part.inputs.map((it) => [`${it.quantity} of ${model.name(it.id)}`, { toString: () => short(it.distribution, 120) }])),
      shares ? table("Who carries the variance", ["drawn", "alone", "in all"], shares) : null)));
}
