// The headline says the proof in words, and what is no answer is loud.
const PROOFS = { proved: /proved to within 1e-\d/, verified: /best|better state is consistent is not proved/, unproved: /^Not proved/ };
const STATES = { certified: /only consistent state/, computed: /is the same/, multiple: /can tip/, not_checked: /was not asked/ };

export async function check({ page, document, fault }) {
  const { assessment, headline } = document;
  const header = await page.evaluate(() => document.getElementById("headline")?.innerText ?? "");
  const loud = await page.evaluate(() =>
    [...document.querySelectorAll(".loud")].filter((it) => it.checkVisibility()).map((it) => it.textContent));
  const isLoud = (pattern) => loud.some((text) => pattern.test(text));
  if (assessment) {
    const proof = PROOFS[assessment.proof.verdict];
    if (!header.split("\n").some((line) => proof.test(line))) fault(`the headline does not say “${assessment.proof.verdict}”`);
    if (!STATES[assessment.uniqueness].test(header)) fault(`the headline does not say “${assessment.uniqueness}”`);
    if (assessment.proof.verdict === "unproved" && !isLoud(/not proved/i)) fault("unproved numbers are not loud");
    if (assessment.proof.verdict !== "unproved" && isLoud(/not proved:/i)) fault("proved numbers are called unproved");
    if (assessment.status === "not_converged" && !isLoud(/not converged/i)) fault("numbers that did not converge are not loud");
    if (assessment.status === "stopped" && !isLoud(/\bstopped\b/i)) fault("numbers of a stopped solve are not loud");
  }
  for (const { message } of assessment?.remarks ?? []) {
    const begins = message.slice(0, 60);
    if (!loud.some((text) => text.startsWith("Remark: ") && text.includes(begins))) fault(`a remark is not said: ${begins}`);
  }
  if (document.timeline?.lasting_collapse && !isLoud(/worse state/)) fault("a lasting collapse is not loud");
  if (document.sensitivity?.status === "infinite" && !isLoud(/without bound/)) fault("an unbounded sensitivity is not loud");
  if (document.draws?.not_converged > 0 && !isLoud(/draws? of \d+ did not converge/)) fault("draws that did not converge are not loud");
  if (headline) {
    for (const kind of ["customers", "departments"]) {
      if (!header.includes(`${headline[`${kind}_worse`]} of ${headline[kind]}`)) fault(`the headline does not count ${kind}`);
    }
  }
  if (document.left_out > 0) {
    const shown = await page.evaluate(() => document.querySelector("#parties .lead").textContent.match(/([\d\u202f]+) parties that lose less/)?.[1].replace(/\u202f/g, ""));
    if (shown !== String(document.left_out)) fault(`parties left out: ${shown} instead of ${document.left_out}`);
  }
}
