// The map: parties as boxes and pills, services as lines as wide as the loss that runs along them.

const WIDEST_ROUTE = 15;
// How much wider than its box a name may be, to be narrowed and not cut.
const NARROWED = 1.15;

/** Services as lines; `points` are joined by curves that leave and arrive flat. */
function routePath(points) {
  const number = (it) => it.toFixed(1);
  const [[x, y], ...rest] = points;
  let [fromX, fromY] = [x, y];
  let path = `M${number(x)} ${number(y)}`;
  for (const [toX, toY] of rest) {
    const bend = (toX - fromX) / 2;
    path += `C${number(fromX + bend)} ${number(fromY)} ${number(toX - bend)} ${number(toY)} ${number(toX)} ${number(toY)}`;
    [fromX, fromY] = [toX, toY];
  }
  return path;
}

/** The box around parties and routes: a wide route may run outside of what the parties fill. */
function pictureBox(layout) {
  const xs = layout.parties.flatMap(({ x, width }) => [x, x + width]);
  const ys = layout.parties.flatMap(({ y, height }) => [y, y + height]);
  for (const [x, y] of layout.routes.flatMap(({ points }) => points)) {
    xs.push(x);
    ys.push(y - WIDEST_ROUTE / 2, y + WIDEST_ROUTE / 2);
  }
  const [left, top] = [Math.min(...xs) - 4, Math.min(...ys) - 4];
  return [left, top, Math.max(...xs) + 4 - left, Math.max(...ys) + 4 - top];
}

const measuring = document.createElement("canvas").getContext("2d");

/** A name cut to a width at the size that boxes are written in. */
function fitting(name, width) {
  measuring.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const fits = (text) => measuring.measureText(text).width <= width;
  if (fits(name)) return name;
  const characters = [...name];
  const cut = (length) => characters.slice(0, length).join("").trimEnd() + "…";
  let [short, long] = [1, characters.length];
  while (short + 1 < long) {
    const middle = (short + long) >> 1;
    if (fits(cut(middle))) short = middle;
    else long = middle;
  }
  return cut(short);
}

function routeMark(model, route, largest) {
  const width = largest > 0 ? Math.max(1, (WIDEST_ROUTE * Math.abs(route.flow)) / largest) : 1;
  const services = listed(route.services.map((id) => short(id)), 4);
  const title = `${model.name(route.provider)} → ${model.name(route.consumer)}${services ? ` (${services})` : ""}: ${change(route.flow)}${route.is_feedback ? ", feeds back" : ""}`;
  const attributes = { class: route.is_feedback ? "route feedback" : "route", d: routePath(route.points), "stroke-width": width.toFixed(2) };
  if (route.is_feedback) attributes["marker-end"] = "url(#arrow)";
  return svg("path", attributes, svg("title", {}, title));
}

/** A name in a box: narrowed a little, or cut, where it is too wide. */
function nameIn(name, width, place) {
  const shown = fitting(name, NARROWED * width);
  const isWide = measuring.measureText(shown).width > width;
  return svg("text", { ...place, textLength: isWide ? width : null, lengthAdjust: isWide ? "spacingAndGlyphs" : null }, shown);
}

/** Quality and change of a party, or the change alone where many digits leave no room. */
function numbersIn({ numbers, after, change }, width) {
  const both = `${numbers.quality(after)} (${numbers.change(change)})`;
  return fitting(both, width) === both ? both : numbers.change(change);
}

function partyMark(model, box) {
  const party = model.party(box.id);
  const middle = box.x + box.width / 2;
  const size = { width: box.width, height: box.height, x: box.x, y: box.y, rx: party.isCustomer ? box.height / 2 : 4 };
  const ring = { ...size, class: "ring", width: box.width + 6, height: box.height + 6, x: box.x - 3, y: box.y - 3, rx: size.rx + 3 };
  const place = (offset) => ({ x: middle, y: box.y + box.height / 2 + offset });
  const names = { class: party.isSource ? "party source" : "party", style: shade(party.change), tabindex: 0, role: "button", "data-id": box.id };
  const inside = box.width - (party.isCustomer ? 16 : 8);
  return svg("g", { ...names, "aria-label": party.said },
    svg("title", {}, party.said), svg("rect", { ...size, class: "box" }), svg("rect", ring),
    nameIn(party.name, inside, place(-4)), svg("text", place(12), numbersIn(party, inside)));
}

/** Draws a layout; `onChoose` gets the id of a party that is clicked, or chosen with Enter or the space bar. */
function drawMap(model, layout, title, onChoose) {
  const largest = Math.max(0, ...layout.routes.map(({ flow }) => Math.abs(flow)));
  const routes = layout.routes.map((route) => routeMark(model, route, largest));
  const boxes = [...layout.parties].sort((one, other) => one.x - other.x || one.y - other.y);
  const parties = boxes.map((box) => partyMark(model, box));
  const arrow = svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { class: "arrow", d: "M0 0L8 4L0 8z" }));
  const box = pictureBox(layout);
  const picture = svg("svg", { viewBox: box.map((it) => it.toFixed(1)).join(" "), style: `--natural: ${(1.15 * box[2]).toFixed(0)}px`, role: "group", "aria-label": title },
    svg("title", {}, title), svg("defs", {}, arrow), svg("g", {}, routes), svg("g", {}, parties));
  parties.forEach((mark, at) => {
    mark.addEventListener("click", () => onChoose(boxes[at].id));
    mark.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      onChoose(boxes[at].id);
    });
  });
  return { picture, routes, parties: new Map(boxes.map(({ id }, at) => [id, parties[at]])) };
}

/** Everybody reached from a party along routes in one direction. */
function reached(routes, start, from, to) {
  const found = new Set();
  const open = [start];
  while (open.length > 0) {
    const at = open.pop();
    for (const route of routes) {
      if (route[from] === at && route[to] !== start && !found.has(route[to])) {
        found.add(route[to]);
        open.push(route[to]);
      }
    }
  }
  return found;
}

/** A map that follows a party up to what it depends on and down to who depends on it. */
function followedMap(model, layout, title) {
  const said = html("p", { class: "said small", "aria-live": "polite" });
  const drawn = drawMap(model, layout, title, follow);
  let followed = null;

  function follow(id) {
    followed = id === followed ? null : id;
    show(followed);
    said.textContent = followed === null ? "" : sentence(followed);
  }

  function show(id) {
    drawn.picture.classList.toggle("following", id !== null);
    const up = id === null ? new Set() : reached(layout.routes, id, "consumer", "provider").add(id);
    const down = id === null ? new Set() : reached(layout.routes, id, "provider", "consumer").add(id);
    for (const [other, mark] of drawn.parties) {
      mark.classList.toggle("on", up.has(other) || down.has(other));
      mark.classList.toggle("chosen", other === followed);
      mark.setAttribute("aria-pressed", other === followed);
    }
    layout.routes.forEach(({ provider, consumer }, at) => {
      const isOn = (up.has(provider) && up.has(consumer)) || (down.has(provider) && down.has(consumer));
      drawn.routes[at].classList.toggle("on", isOn);
    });
  }

  function sentence(id) {
    const names = (ids) => listed([...ids].map((it) => model.name(it)), 6);
    const up = reached(layout.routes, id, "consumer", "provider");
    const down = reached(layout.routes, id, "provider", "consumer");
    const depends = up.size > 0 ? `It depends on ${up.size}: ${names(up)}.` : "It depends on nobody.";
    const serves = down.size > 0 ? `${counted(down.size, "party depends", "parties depend")} on it: ${names(down)}.` : "Nobody depends on it.";
    return `${model.party(id).said}. ${depends} ${serves}`;
  }

  for (const [id, mark] of drawn.parties) {
    mark.addEventListener("pointerenter", () => followed === null && show(id));
    mark.addEventListener("pointerleave", () => show(followed));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && followed !== null) follow(followed);
  });
  return html("figure", { class: "map" }, html("div", { class: "scroll" }, drawn.picture), said);
}

const mapTables = (model, layout) => asTable(
  table("Parties, points of 100", ["party", "before", "after", "change"], layout.parties.map(({ id }) => model.party(id).row)),
  table("Change that runs along services, points of 100; on a cycle more may run along a service than is felt", ["provider", { words: "consumer" }, { words: "services" }, "change"],
    layout.routes.map((it) => [model.name(it.provider), model.name(it.consumer), listed(it.services.map((id) => short(id)), 4), change(it.flow)])));

function mapLegend() {
  const steps = Array.from({ length: 11 }, (_, at) => html("i", { style: shade(-at / 10) }));
  const dashes = svg("svg", { width: 34, height: 12, "aria-hidden": "true" }, svg("title", {}, "dashed line"), svg("path", { class: "route feedback", d: "M0 6H34", "stroke-width": 2 }));
  return html("div", { class: "legend" },
    html("span", {}, "no loss", html("span", { class: "scale", "aria-hidden": "true" }, steps), "all lost"),
    html("span", {}, dashes, "feeds back"), html("span", {}, "box: department, pill: customer, blue border: where it starts"));
}
