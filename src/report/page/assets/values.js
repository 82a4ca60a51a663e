// What it is worth and what to do: outcome, priorities, availability, evidence.

function band(money, { band }) {
  return band ? `${money(band.low)} to ${money(band.high)}` : "";
}

function whatItIsWorth(model) {
  const part = model.page.outcome;
  if (!part?.customers?.length) return null;
  const paid = part.customers.filter((it) => it.money);
  const money = moneyOf(paid.flatMap((it) => [it.money.lost, it.money.band?.high ?? 0]), part.currency);
  const years = counted(decimal(part.years), "year").replace(/^1 years/, "1 year");
  const item = (it) => {
    const text = money(it.money.lost);
    return { name: short(it.name), amount: it.money.lost, low: it.money.band?.low, high: it.money.band?.high, text, title: `${short(it.name)}: ${text}, ${band(money, it.money)}` };
  };
  const row = (it) => [short(it.name), whole(it.today), whole(it.fewest.customers), whole(it.end.customers), ...(it.money ? [money(it.money.lost), band(money, it.money)] : ["", ""])];
  const together = part.together ? `${money(part.together.lost)} of revenue lost in ${years} (${band(money, part.together)}): ${short(part.what)}.` : `What becomes of customers in ${years}: ${short(part.what)}.`;
  return half(section("worth", "What is it worth?", together,
    paid.length > 0 ? barChart("Revenue lost by customers", paid.slice(0, MOST_ROWS).map(item)) : null,
    coefficientWords(part.coefficients),
    asTable(table(`Customers, and revenue lost in ${years}`, ["customer", "today", "fewest", "at the end", "lost", "interval"], part.customers.map(row)), incidentTable(model, part))));
}

function coefficientWords(coefficients) {
  const counts = Object.entries(coefficients ?? {}).filter(([, count]) => count > 0);
  if (counts.length === 0) return null;
  return html("p", { class: "small" }, `Lines are intervals. What ties quality to customers rests on coefficients: ${listed(counts.map(([kind, count]) => `${count} ${kind}`))}.`);
}

function incidentTable(model, { risk, currency }) {
  if (!risk?.incidents?.length) return null;
  const shown = risk.incidents.slice(0, MOST_ROWS);
  const money = moneyOf(shown.map((it) => it.value_at_risk), currency);
  const row = (it) => [short(it.name), days(it.days), money(it.value_at_risk), band(money, it)];
  return table("Value at risk when a department is lost for a while", ["lost", "for", "value at risk", "interval"], shown.map(row));
}

const CHOICES = {
  optimal: "No affordable set is better: that is proved.",
  best_found: "The best set that was found; a better one may exist.",
};

function choiceWords(status) {
  if (typeof status === "string") return own(CHOICES, status) ?? "";
  const gap = status?.within?.gap;
  return gap === undefined ? "" : `No affordable set is better by more than ${new Points([gap]).quality(gap)} points.`;
}

function whatFirst(model) {
  const part = model.page.priorities;
  if (!part?.chosen) return null;
  const unit = part.unit ? ` ${plain(part.unit)}` : "";
  const cost = (it) => `${decimal(it)}${unit}`;
  const numbers = Points.of([{ before: part.today, after: part.value }]);
  const item = ({ name, action, cost: price, share }) => ({ name: short(name ?? action), amount: share, text: `${change(share)} for ${cost(price)}`, title: `${short(name ?? action)}: ${change(share)} points for ${cost(price)}` });
  const set = ({ actions, cost: price, value }) => [listed(actions.map((it) => short(it))), cost(price), numbers.quality(value)];
  const rejected = (it) => [short(it.action), cost(it.cost), change(it.alone), it.chosen_up_to_cost === null ? "" : cost(it.chosen_up_to_cost)];
  const budget = part.budget === null || part.budget === undefined ? "" : ` of ${cost(part.budget)}`;
  return half(section("first", "What to do first?", `Objective: ${part.criterion}; ${numbers.quality(part.today)} today, ${numbers.quality(part.value)} with these, for ${cost(part.cost)}${budget}. ${choiceWords(part.status)}`,
    barChart("Gain of chosen actions", part.chosen.slice(0, MOST_ROWS).map(item)),
    asTable(table("Chosen; points of 100", ["action", "cost", "share of the gain", "alone"], part.chosen.map((it) => [short(it.name ?? it.action), cost(it.cost), change(it.share), change(it.alone)])),
      part.next?.length ? table("Next best sets", ["actions", "cost", "points"], part.next.map(set)) : null,
      part.rejected?.length ? table("Not chosen", ["action", "cost", "alone", "chosen up to"], part.rejected.map(rejected)) : null)));
}

function upAndDown(model) {
  const part = model.page.availability;
  if (!part?.subjects?.length) return null;
  const subjects = part.subjects.map((it) => ({ ...it, name: model.subject(it.subject), down: it.downtime_seconds_per_30_days }));
  const shown = subjects.slice(0, MOST_ROWS);
  const allowed = (it) => (it.target ? (1 - it.target.target) * 30 * 86400 : null);
  const most = Math.max(1, ...shown.flatMap((it) => [it.down, allowed(it) ?? 0]));
  const kept = (it) => (it.target ? (it.target.is_kept === null ? "not known" : it.target.is_kept ? "kept" : "missed") : "");
  const item = (it) => {
    const text = duration(it.down);
    const aim = allowed(it);
    const against = aim === null ? "no target" : `${duration(aim)} allowed, ${kept(it)}`;
    const style = it.target?.is_kept === false ? "fall" : "bar";
    return { name: it.name, value: kept(it) ? `${text}, ${kept(it)}` : text, title: `${it.name}: ${text} in 30 days, ${against}`, marks: [bar(0, it.down / most, style), aim === null ? null : upright(aim / most, "aim")] };
  };
  const row = (it) => [it.name, points(it.threshold), chance(it.chance.value), duration(it.down), duration(it.downtime_seconds_per_year), it.target ? chance(it.target.target) : "", kept(it), listed((it.cut_sets ?? []).filter(({ events }) => events.length === 1).map(({ events }) => model.subject(events[0])), 4)];
  return half(section("available", "How long is it not good enough?", "Time below the threshold in 30 days; an upright line is what the target allows.", warning(part),
    rowChart("Time below the threshold", shown.map(item)),
    asTable(table("Availability", ["who", "good from", "chance", "in 30 days", "in a year", "target", { words: "" }, { words: "alone bring it down" }], subjects.map(row)))));
}

const VERDICTS = {
  fitted: "",
  not_told_apart: "not told apart from others",
  not_identified: "the data do not say",
  unread: "nobody reads its provider",
  constant: "what it gives never varied",
  entangled: "within a cycle",
};

function fitRemark(need) {
  const words = [own(VERDICTS, need.verdict) ?? need.verdict];
  if (need.periods_needed) words.push(`${whole(need.periods_needed)} periods would`);
  if (need.conflict) words.push("against the judgement");
  return words.filter(Boolean).join("; ");
}

/** An interval of a dependence, one-sided where it reaches a bound. */
function intervalWords({ low, high }) {
  if (low === null || high === null) return "";
  if (low < 0.005 && high < 0.995) return `at most ${high.toFixed(2)}`;
  if (high > 0.995 && low > 0.005) return `at least ${low.toFixed(2)}`;
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}

function whereNumbersComeFrom(model) {
  const part = model.page.fit;
  const needs = (part?.parties ?? []).flatMap((it) => it.needs.map((need) => ({ ...need, party: model.name(it.party) })));
  if (needs.length === 0) return null;
  const known = needs.filter(({ low, high }) => low !== null && high !== null);
  const name = (it) => `${it.party} ← ${short(it.service)}`;
  const number = (value) => (value === null ? "" : value.toFixed(2));
  const item = (it) => {
    const isFitted = ["fitted", "not_told_apart"].includes(it.verdict);
    const title = [`${name(it)}: ${intervalWords(it)}`, fitRemark(it)].filter(Boolean).join(", ");
    return { name: name(it), value: number(it.dependence) || "–", title, marks: [span(it.low, it.high, "band"), it.dependence === null ? null : dot(it.dependence, isFitted ? "dot" : "dot open", 5)] };
  };
  const row = (it) => [name(it), number(it.dependence), intervalWords(it), percent(it.learned), fitRemark(it)];
  const claim = (it) => [model.name(it.customer), it.question === "now" ? "this period" : "the next period", it.error === null ? "" : points(it.error), String(it.claim)];
  const silent = needs.length - needs.filter(({ verdict }) => verdict === "fitted").length;
  const short_ = part.report.filter(({ claim }) => claim.startsWith("too short")).length;
  const claims = part.report.length === 0 ? "" : short_ === part.report.length ? " Of predictions nothing may be claimed: the readings are too short to say." : ` What may be claimed of predictions is in the table${short_ ? `; ${short_} of ${part.report.length} are too short to say` : ""}.`;
  const wide = known.length < 16 ? half : (it) => it;
  return wide(section("evidence", "Where do the numbers come from?", `Dependences that readings say, with their intervals; open dots are what is believed, not fitted. Of ${needs.length}, the readings do not settle ${silent}.${claims}`,
    known.length > 0 ? twoCharts("Dependences with intervals", known.slice(0, 2 * MOST_ROWS).map(item), { axis: ticks(0, 1, 4) }) : null,
    asTable(table("Dependences, 0 to 1", ["consumer ← service", "dependence", "interval", "learned", { words: "remark" }], needs.map(row)),
      part.report.length > 0 ? table("Predictions of periods held out; off by points of 100", ["party", { words: "of" }, "off by", { words: "claim" }], part.report.map(claim)) : null)));
}
