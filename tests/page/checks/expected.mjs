// How numbers and names are to be printed, worked out here and not asked of the page.

/** Decimals so that the smallest of some losses shows two digits: at least one, at most six. */
export function decimalsFor(losses) {
  const there = losses.map(Math.abs).filter((loss) => loss >= 5e-9);
  if (there.length === 0) return 1;
  const exponent = Math.log10(Math.min(1, ...there) * 100) + 1e-9;
  return Math.min(6, Math.max(1, 1 - Math.floor(exponent)));
}

export const quality = (value, decimals) => (value * 100).toFixed(decimals).replace(/^-(0\.0+)$/, "$1");

export function change(value, decimals) {
  const digits = (Math.abs(value) * 100).toFixed(decimals);
  if (Number(digits) === 0) return "0.0";
  return (value < 0 ? "-" : "+") + digits;
}

/** A number that stands for itself, with its own digits. */
export const alone = (value) => change(value, decimalsFor([value]));
export const aloneUnsigned = (value) => quality(value, decimalsFor([value]));

const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A name as the page may show it: unseen characters replaced, cut after 60. */
export function shownName(name, longest = 60) {
  const characters = Array.from(String(name).replace(HIDDEN, "\ufffd"));
  return characters.length <= longest ? characters.join("") : `${characters.slice(0, longest - 1).join("")}…`;
}

export function namesOf(document) {
  const names = new Map();
  for (const { id, name } of document.assessment?.parties ?? []) names.set(id, shownName(name));
  for (const { id, name } of document.parties ?? []) names.set(id, shownName(name));
  return (id) => names.get(id) ?? shownName(id);
}

export const own = (object, key) => (Object.hasOwn(object ?? {}, key) ? object[key] : undefined);
