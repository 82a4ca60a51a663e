// What if: a department's capability as a slider.

/**
 * What answers a slider: the departments it knows, and the qualities of customers when one of them has another
 * capability. Here curves of solves, straight between their points; a model in the page can take its place.
 */
function solver(curves) {
  const lines = new Map(curves.departments.map((it) => [it.department, it]));
  const grid = curves.capabilities;
  const between = (values, capability) => {
    const next = Math.max(1, grid.findIndex((it) => it >= capability - 1e-12));
    const share = (capability - grid[next - 1]) / (grid[next] - grid[next - 1]);
    return share >= 1 - 1e-12 ? values[next] : values[next - 1] + share * (values[next] - values[next - 1]);
  };
  return {
    departments: [...lines.keys()],
    now: (department) => lines.get(department).now,
    qualities: (department, capability) => lines.get(department).qualities.map((values) => between(values, capability)),
  };
}

function whatIf(model) {
  const { curves } = model.page;
  if (!curves?.departments?.length || !curves.customers?.length) return null;
  const answers = solver(curves);
  const customers = curves.customers.map((id) => model.name(id));
  const shown = customers.slice(0, MOST_ROWS);
  const bars = html("div");
  const slider = html("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": "capability" });
  const output = html("output", { "aria-live": "polite" });
  const source = answers.departments.find((id) => model.party(id).isSource);
  let department = source ?? answers.departments[0];

  const show = () => {
    const now = answers.qualities(department, answers.now(department));
    const qualities = answers.qualities(department, Number(slider.value) / 100);
    const numbers = new Points(qualities.flatMap((quality, at) => [1 - quality, quality - now[at]]));
    output.textContent = slider.value;
    slider.setAttribute("aria-valuetext", `${model.name(department)} at ${slider.value} of 100`);
    const item = (name, at) => {
      const text = numbers.quality(qualities[at]);
      const against = numbers.change(qualities[at] - now[at]);
      return { name, value: `${text} (${against})`, title: `${name}: ${text}, ${against} against now`, marks: [bar(0, 1, "bar-track"), bar(0, qualities[at]), upright(now[at], "now")] };
    };
    const rows = customers.map((name, at) => [name, numbers.quality(now[at]), numbers.quality(qualities[at]), numbers.change(qualities[at] - now[at])]);
    const isOpen = bars.querySelector("details")?.open ?? false;
    const numbersTable = asTable(table(`${model.name(department)} at ${slider.value}, points of 100`, ["customer", "now", "then", "change"], rows));
    numbersTable.open = isOpen;
    bars.replaceChildren(rowChart("Customers at this capability", shown.map(item)), numbersTable);
  };
  const choose = (id) => {
    department = id;
    slider.value = Math.round(100 * answers.now(id));
    show();
  };
  slider.addEventListener("input", show);
  const choices = answers.departments.map((id) => [id, model.name(id)]);
  const controls = html("div", { class: "controls" }, chooser("Department", choices, choose, department), html("label", { class: "wide" }, "Capability", slider, output));
  const part = section("what-if", "What if?", `Everything else stays as it is. Every ${decimal(100 * (curves.capabilities[1] - curves.capabilities[0]))} points were solved and are exact; between them lines are straight. Upright lines are now.`, controls, bars);
  part.classList.add("what-if");
  choose(department);
  return part;
}
