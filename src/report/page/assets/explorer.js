// Organisations too large for one map: a table to search, the neighbours of a party, groups by bands of loss.

const MOST_FOUND = 60;
const MOST_NEIGHBOURS = 9;

function whoLoses(model) {
  const { parties, pairs, left_out: leftOut } = model.page;
  if (model.page.map || !parties?.length) return null;
  const around = pairs?.length > 0 ? new Around(model, parties, pairs) : null;
  const list = new PartyList(model, parties, (at) => around?.show(at));
  const note = leftOut > 0 ? ` ${whole(leftOut)} parties that lose less are not in this page.` : "";
  around?.show(list.first());
  return section("parties", "Who loses?", `Every party in points of 100, most lost first.${note}${around ? " Choose one to see its suppliers and customers." : ""}`,
    html("div", { class: around ? "around" : "" }, list.element, around?.element));
}

class PartyList {
  constructor(model, parties, onChoose) {
    this.onChoose = onChoose;
    this.groups = model.page.groups?.rows ?? [];
    this.rows = parties.map((party, at) => ({ at, group: party.group, kind: party.kind, party: model.party(party.id), sought: `${plain(party.name)} ${plain(party.id)}`.toLowerCase() }));
    this.rows.sort((one, other) => one.party.change - other.party.change);
    this.search = html("input", { type: "search", placeholder: `search ${whole(parties.length)} parties`, "aria-label": "search parties" });
    this.count = html("span", { "aria-live": "polite" });
    this.box = html("div", { class: "found", tabindex: 0, role: "region", "aria-label": "parties" });
    this.kind = "all";
    this.search.addEventListener("input", () => this.show());
    const kinds = [["all", "all"], ["department", "departments"], ["customer", "customers"]];
    const kind = chooser("Show", kinds, (kind) => {
      this.kind = kind;
      this.show();
    });
    this.element = html("div", {}, html("div", { class: "controls" }, this.search, kind, this.count), this.box);
    this.show();
  }

  first() {
    return this.rows[0].at;
  }

  found() {
    const sought = this.search.value.trim().toLowerCase();
    return this.rows.filter((row) => (this.kind === "all" || row.kind === this.kind) && row.sought.includes(sought));
  }

  show() {
    const found = this.found();
    const shown = found.slice(0, MOST_FOUND);
    this.count.textContent = `${whole(found.length)} found, ${shown.length} shown`;
    const group = (row) => (row.group === null || row.group === undefined ? "" : short(this.groups[row.group]?.name ?? ""));
    const name = (row) => {
      const button = html("button", { class: "walk", type: "button" }, html("bdi", {}, row.party.name));
      button.addEventListener("click", () => this.onChoose(row.at));
      return button;
    };
    const columns = this.groups.length > 0 ? ["party", { words: "part of" }] : ["party"];
    const row = (it) => [name(it), ...(this.groups.length > 0 ? [group(it)] : []), ...it.party.row.slice(1)];
    this.box.replaceChildren(table(null, [...columns, "before", "after", "change"], shown.map(row)));
  }
}

/** The neighbours of a party: suppliers left, customers right, those with the most flow first. */
class Around {
  constructor(model, parties, pairs) {
    Object.assign(this, { model, parties });
    this.suppliers = parties.map(() => []);
    this.customers = parties.map(() => []);
    for (const [provider, consumer, flow] of pairs) {
      this.suppliers[consumer]?.push([provider, flow]);
      this.customers[provider]?.push([consumer, flow]);
    }
    this.at = new Map(parties.map(({ id }, at) => [id, at]));
    this.heading = html("h3", { "aria-live": "polite" });
    this.box = html("div");
    this.element = html("div", { id: "around" }, this.heading, html("p", { class: "small" }, "Suppliers left, customers right, those with the most loss first. Choose one to walk on."), this.box);
  }

  show(at) {
    const { id } = this.parties[at];
    const strongest = (pairs) => [...pairs].sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
    const [left, right] = [strongest(this.suppliers[at]), strongest(this.customers[at])];
    const layout = this.layout(id, left.slice(0, MOST_NEIGHBOURS), right.slice(0, MOST_NEIGHBOURS));
    const walk = (next) => {
      this.show(this.at.get(next));
      this.box.querySelector("[data-id]:not(.neighbour)")?.focus();
    };
    const { picture, parties } = drawMap(this.model, layout, `Around ${this.model.name(id)}`, walk);
    for (const [other, mark] of parties) mark.classList.toggle("neighbour", other !== id);
    this.heading.replaceChildren("Around ", html("bdi", {}, this.model.name(id)));
    const more = ([one, other]) => [one.length - MOST_NEIGHBOURS, other.length - MOST_NEIGHBOURS].map((it) => (it > 0 ? `and ${it} more` : ""));
    const [moreLeft, moreRight] = more([left, right]);
    const rows = [...left.slice(0, MOST_NEIGHBOURS).map((it) => ["supplier", ...it]), ...right.slice(0, MOST_NEIGHBOURS).map((it) => ["customer", ...it])];
    this.box.replaceChildren(html("figure", { class: "map narrow" }, html("div", { class: "scroll" }, picture), html("p", { class: "small more" }, html("span", {}, moreLeft), html("span", {}, moreRight))),
      asTable(table("Neighbours, points of 100", ["party", { words: "is a" }, "change", "runs along"], rows.map(([kind, other, flow]) => [this.model.name(this.parties[other].id), kind, this.model.party(this.parties[other].id).row[3], change(flow)]))));
  }

  layout(id, left, right) {
    const [width, height, gap] = [128, 36, 12];
    const rows = Math.max(left.length, right.length, 1);
    const total = rows * (height + gap) - gap;
    const middle = total / 2;
    const column = (list, x) => list.map(([at], row) => ({ id: this.parties[at].id, x, y: middle - (list.length * (height + gap) - gap) / 2 + row * (height + gap), width, height }));
    const centre = { id, x: 216, y: middle - height / 2, width, height };
    const [suppliers, customers] = [column(left, 0), column(right, 432)];
    const route = (provider, consumer, flow) => ({ provider: provider.id, consumer: consumer.id, services: [], flow, is_feedback: false, points: [[provider.x + width, provider.y + height / 2], [consumer.x, consumer.y + height / 2]] });
    const routes = [...suppliers.map((box, row) => route(box, centre, left[row][1])), ...customers.map((box, row) => route(centre, box, right[row][1]))];
    return { parties: [...suppliers, centre, ...customers].filter((box, at, all) => all.findIndex((it) => it.id === box.id) === at), routes };
  }
}

function bandNames(bounds) {
  const names = bounds.map((bound, at) => (at === 0 ? `under ${decimal(100 * bound)}` : `${decimal(100 * bounds[at - 1])} to ${decimal(100 * bound)}`));
  return ["none", ...names, `over ${decimal(100 * bounds.at(-1))}`];
}

function whichGroups(model) {
  const part = model.page.groups;
  if (!part?.rows?.length) return null;
  const bands = bandNames(part.bounds);
  const cell = (row, count, at) => ({ text: count === 0 ? "" : whole(count), style: tint((0.9 * count) / row.parties), title: `${short(row.name)}, ${bands[at]}: ${count}` });
  const shown = part.rows.slice(0, MOST_ROWS);
  const item = (row) => ({ name: `${short(row.name)} (${whole(row.parties)})`, cells: row.counts.map((count, at) => cell(row, count, at)) });
  return section("groups", "Which groups lose?", "Parties of every group by points lost; the stronger the colour, the larger the share of the group.",
    heatTable("Groups by points lost", ["", ...bands], shown.map(item)),
    asTable(table("Parties by points lost", ["group", "parties", ...bands], part.rows.map((row) => [short(row.name), whole(row.parties), ...row.counts.map(whole)]))));
}
