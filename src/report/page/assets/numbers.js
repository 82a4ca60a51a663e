// Numbers as they are printed. Qualities and their changes are 0..=1 in the document, points of 100 here.

// A loss below this shows in none of the digits.
const LEAST = 5e-9;
const MOST_DECIMALS = 6;

function sign(text, value) {
  return value > 0 && /[1-9]/.test(text) ? "+" + text : text;
}

/** Points of 100, all with the digits that two significant digits of the smallest loss need. */
class Points {
  constructor(losses) {
    const there = losses.map(Math.abs).filter((loss) => loss >= LEAST);
    const smallest = 100 * Math.min(1, ...there);
    this.decimals = 1;
    while (this.decimals < MOST_DECIMALS && smallest < 10 ** (1 - this.decimals) * (1 - 1e-9)) this.decimals += 1;
  }

  /** The digits for lines that show a quality before, one after, and the change. */
  static of(lines) {
    return new Points(lines.flatMap(({ before, after }) => [1 - before, 1 - after, after - before]));
  }

  quality(value) {
    return (Math.abs(value) < LEAST ? 0 : 100 * value).toFixed(this.decimals);
  }

  change(value) {
    const text = (100 * value).toFixed(this.decimals);
    return /[1-9]/.test(text) ? sign(text, value) : "0.0";
  }
}

/** A number of a chart whose numbers differ by orders of magnitude: every one has its own digits. */
const points = (value) => new Points([value]).quality(value);
const change = (value) => new Points([value]).change(value);

/** A probability in per cent, with the digits that what is missing of certainty needs. */
function chance(value) {
  const decimals = new Points([1 - value, value].filter((it) => it > 0)).decimals;
  return `${(100 * value).toFixed(decimals)} %`;
}

const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Whole numbers with thin spaces between thousands. */
function whole(value) {
  return Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A number with two significant digits and no exponent. */
function twoDigits(value) {
  if (Math.abs(value) < 1e-9) return "0";
  const rounded = Number(value.toPrecision(2));
  const digits = Math.floor(Math.log10(Math.abs(rounded)) + 1e-12);
  return rounded.toFixed(Math.max(0, 1 - digits));
}

/** Prints money, two significant digits in the unit in which the largest amount has three at most. */
function moneyOf(amounts, currency) {
  const largest = Math.max(0, ...amounts.map(Math.abs));
  const units = [[1e9, " billion"], [1e6, " million"], [1e3, " thousand"], [1, ""]];
  const [size, word] = units.find(([size]) => largest >= size) ?? units.at(-1);
  return (amount) => {
    const number = twoDigits(amount / size);
    return number === "0" ? "0" : `${number}${word}${currency ? " " + plain(currency) : ""}`;
  };
}

/** Seconds in the two largest units that say them: `4 min 31 s`, `2 days 6 h`, `12 days`. */
function duration(seconds) {
  if (seconds === null || !Number.isFinite(seconds) || seconds > 100 * 365.25 * 86400) return "no end";
  if (seconds < 0) return "-" + duration(-seconds);
  if (seconds > 0 && seconds < 0.0995) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 9.95 && Math.round(1000 * seconds) % 1000 !== 0) return `${seconds.toFixed(1)} s`;
  const rounded = (unit) => Math.round(seconds / unit) * unit;
  const nearest = rounded(1);
  const unit = nearest < 3600 ? 1 : nearest < 86400 ? 60 : nearest < 864000 ? 3600 : 86400;
  const count = rounded(unit);
  const day = Math.floor(count / 86400);
  const parts = [[day, day === 1 ? "day" : "days"], [Math.floor(count / 3600) % 24, "h"], [Math.floor(count / 60) % 60, "min"], [count % 60, "s"]];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(" ") || "0 s";
}

const days = (count, never = "") => (count === null ? never : duration(86400 * count));

/** The places, 0..=1, and texts of the marks of an axis. */
function ticks(low, high, count) {
  const step = (high - low) / count;
  const isShown = (decimals) => Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-6;
  const decimals = [0, 1, 2, 3, 4, 5].find(isShown) ?? MOST_DECIMALS;
  return Array.from({ length: count + 1 }, (_, at) => [at / count, (low + at * step).toFixed(decimals)]);
}
