// What if: capabilities of departments as sliders.

// Up to so many departments each have a slider from the start.
const MOST_SLIDERS = 24;

/**
 * What answers sliders without a model: curves of solves, straight between their points, one department at a
 * time. `now` has the capabilities as assessed; `moved` those that somebody set instead.
 */
function curveSolver({ capabilities, customers, departments }) {
  const lines = new Map(departments.map((it) => [it.department, it]));
  const between = (values, capability) => {
    const next = Math.max(1, capabilities.findIndex((it) => it >= capability - 1e-12));
    const share = (capability - capabilities[next - 1]) / (capabilities[next] - capabilities[next - 1]);
    return share >= 1 - 1e-12 ? values[next] : values[next - 1] + share * (values[next] - values[next - 1]);
  };
  const now = new Map(departments.map((it) => [it.department, it.now]));
  return {
    now, customers,
    solve: (moved) => {
      const [[department, capability]] = moved;
      return { qualities: lines.get(department).qualities.map((values) => between(values, capability)) };
    },
  };
}

/** What answers sliders with the model itself: any number of departments at a time. */
function modelSolver(module, model) {
  const { parties, capabilities } = module.loaded;
  const place = new Map(parties.map((id, at) => [id, at]));
  const customers = (model.assessment?.impact ?? []).map(({ customer }) => customer).filter((id) => place.has(id));
  const settings = (moved) => ({ capabilities: Object.fromEntries(moved) });
  return {
    now: new Map(capabilities), customers,
    solve: (moved) => {
      const { qualities, ...rest } = module.solve(settings(moved));
      return { ...rest, qualities: customers.map((id) => qualities[place.get(id)]) };
    },
    explain: (customer, moved) => module.explain(customer, settings(moved)),
  };
}

/** What customers feel against now: bars, and the same as a table. */
class CustomerBars {
  constructor(model, solver) {
    this.solver = solver;
    this.names = solver.customers.map((id) => model.name(id));
    this.element = html("div");
  }

  show(moved, now, said) {
    const solved = this.solver.solve(moved);
    const { qualities } = solved;
    const numbers = new Points(qualities.flatMap((quality, at) => [1 - quality, quality - now[at]]));
    const texts = (at) => [numbers.quality(now[at]), numbers.quality(qualities[at]), numbers.change(qualities[at] - now[at])];
    const item = (name, at) => {
      const [, text, against] = texts(at);
      return { name, value: `${text} (${against})`, title: `${name}: ${text}, ${against} against now`, marks: [bar(0, 1, "bar-track"), bar(0, qualities[at]), upright(now[at], "now")] };
    };
    const isOpen = this.element.querySelector("details")?.open ?? false;
    const numbersTable = asTable(table(`${said}, points of 100`, ["customer", "now", "then", "change"], this.names.map((name, at) => [name, ...texts(at)])));
    numbersTable.open = isOpen;
    const chart = rowChart("Customers at these capabilities", this.names.slice(0, MOST_ROWS).map(item));
    this.element.replaceChildren(...[chart, warning(solved), numbersTable].filter(Boolean));
  }
}

/** A slider of a capability in points of 100. */
function capabilitySlider(label, name, value, onInput) {
  const slider = html("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": `capability of ${name()}` });
  const output = html("output", { "aria-live": "polite" });
  const set = (capability) => {
    slider.value = Math.round(100 * capability);
    say();
  };
  const say = () => {
    output.textContent = slider.value;
    slider.setAttribute("aria-label", `capability of ${name()}`);
    slider.setAttribute("aria-valuetext", `${name()} at ${slider.value} of 100`);
  };
  slider.addEventListener("input", () => {
    say();
    onInput(Number(slider.value) / 100);
  });
  set(value);
  return { element: html("label", { class: "wide" }, label, slider, output), set };
}

/** One department at a time, by its curve. */
function oneAtATime(model, solver) {
  const departments = [...solver.now.keys()];
  let department = departments.find((id) => model.party(id).isSource) ?? departments[0];
  const bars = new CustomerBars(model, solver);
  const show = (capability) => {
    const now = solver.solve(new Map([[department, solver.now.get(department)]])).qualities;
    bars.show(new Map([[department, capability]]), now, `${model.name(department)} at ${Math.round(100 * capability)}`);
  };
  const slider = capabilitySlider("Capability", () => model.name(department), solver.now.get(department), show);
  const choose = (id) => {
    department = id;
    slider.set(solver.now.get(id));
    show(solver.now.get(id));
  };
  const controls = html("div", { class: "controls" }, chooser("Department", departments.map((id) => [id, model.name(id)]), choose, department), slider.element);
  choose(department);
  return [controls, bars.element];
}

/** Any number of departments at a time, solved as they move, and why a customer feels it. */
function manyAtATime(model, solver) {
  const moved = new Map();
  const now = solver.solve(moved).qualities;
  const bars = new CustomerBars(model, solver);
  const sliders = html("div", { class: "sliders" });
  const why = html("div", { class: "why" });
  let asked = "";
  const show = () => {
    const said = listed([...moved].map(([id, capability]) => `${model.name(id)} at ${Math.round(100 * capability)}`), 4);
    bars.show(moved, now, said || "As assessed");
    why.replaceChildren(...(asked === "" ? [] : waterfall(model, solver.explain(asked, moved))));
  };
  const known = new Map();
  const add = (id) => {
    if (known.has(id)) return;
    const slider = capabilitySlider(html("bdi", { class: "name" }, model.name(id)), () => model.name(id), solver.now.get(id), (capability) => {
      moved.set(id, capability);
      show();
    });
    known.set(id, slider);
    sliders.append(slider.element);
  };
  const reset = html("button", { type: "button" }, "As assessed");
  reset.addEventListener("click", () => {
    moved.clear();
    for (const [id, slider] of known) slider.set(solver.now.get(id));
    show();
  });
  const departments = [...solver.now.keys()];
  const few = departments.length <= MOST_SLIDERS;
  const first = departments.filter((id) => few || model.party(id).isSource).slice(0, MOST_SLIDERS);
  for (const id of first.length > 0 ? first : departments.slice(0, 1)) add(id);
  const more = few ? null : chooser("Add a department", [["", "choose"], ...departments.map((id) => [id, model.name(id)])], (id) => id !== "" && add(id));
  const whom = chooser("Why", [["", "choose a customer"], ...solver.customers.slice(0, MOST_ROWS).map((id) => [id, model.name(id)])], (id) => {
    asked = id;
    show();
  });
  show();
  return [html("div", { class: "controls" }, reset, more, whom), sliders, bars.element, why];
}

const ONE_AT_A_TIME = (step) => `Everything else stays as it is. Every ${decimal(100 * step)} points were solved and are exact; between them lines are straight. Upright lines are now.`;
const MANY_AT_A_TIME = "The model itself is in this page and solves as you move; whatever is not moved stays as assessed. Upright lines are now.";

function whatIf(model) {
  const { curves } = model.page;
  const hasCurves = curves?.departments?.length > 0 && curves.customers?.length > 0;
  const carries = document.getElementById("module") !== null && (model.assessment?.impact ?? []).length > 0;
  if (!hasCurves && !carries) return null;
  const parts = hasCurves ? oneAtATime(model, curveSolver(curves)) : [html("p", {}, "The model is starting.")];
  const part = section("what-if", "What if?", hasCurves ? ONE_AT_A_TIME(curves.capabilities[1] - curves.capabilities[0]) : MANY_AT_A_TIME, ...parts);
  part.classList.add("what-if");
  const fill = (lead, ...content) => part.replaceChildren(part.querySelector("h2"), html("p", { class: "lead" }, lead), ...content);
  if (carries) {
    const start = async () => {
      fill(MANY_AT_A_TIME, ...manyAtATime(model, modelSolver(await startedModule(), model)));
      part.dataset.solver = "model";
    };
    start().catch((error) => {
      part.append(loud(`The model in this page could not be started here: ${error.message}`));
      part.dataset.solver = "none";
    });
  }
  return part;
}
