// Reads what the page shows.

/** Opens everything that is folded. */
export const unfold = (page) =>
  page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));

/** The rows of a table of a section, behind its `as a table`, as texts. */
export const tableRows = (page, section, index = 0) =>
  page.evaluate(([section, index]) => {
    const table = document.querySelectorAll(`#${section} details table`)[index];
    return table ? [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)) : null;
  }, [section, index]);

/** The rows of a chart: its names, values, and titles of marks. */
export const chartRows = (page, section) =>
  page.evaluate((section) =>
    [...document.querySelectorAll(`#${section} .row`)]
      .filter((row) => row.querySelector(".value"))
      .map((row) => ({
        name: row.querySelector(".name").textContent,
        value: row.querySelector(".value").textContent,
        title: row.querySelector("svg > title").textContent,
      })), section);

export const exists = (page, selector) => page.evaluate((selector) => document.querySelector(selector) !== null, selector);

/** Compares lists of texts and reports the first difference. */
export function compare(fault, what, expected, shown) {
  if (shown === null || shown === undefined) return fault(`${what}: not there`);
  if (shown.length !== expected.length) return fault(`${what}: ${shown.length} rows instead of ${expected.length}`);
  for (const [at, row] of expected.entries()) {
    const [one, other] = [JSON.stringify(row), JSON.stringify(shown[at])];
    if (one !== other) return fault(`${what}, row ${at + 1}: shows ${other.slice(0, 200)} instead of ${one.slice(0, 200)}`);
  }
}
