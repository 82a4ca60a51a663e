// Fills that say how much is lost, in both colour schemes, and text that can be read on them.

const LOSS = {
  light: [[0, "eceff2"], [0.04, "f8e8da"], [0.3, "fdba80"], [0.6, "dd7f3b"], [1, "8c2d04"]],
  dark: [[0, "262d33"], [0.04, "43352c"], [0.3, "7d4226"], [0.6, "c0601e"], [1, "ffb876"]],
};
const GAIN = {
  light: [[0, "eceff2"], [1, "0a5fc4"]],
  dark: [[0, "262d33"], [1, "6cb0ff"]],
};
const INKS = ["1b1f24", "e8ebee", "ffffff", "000000"];
const READABLE = 4.5;

const channels = (colour) => [0, 2, 4].map((at) => parseInt(colour.slice(at, at + 2), 16));
const hex = (channels) => channels.map((it) => Math.round(it).toString(16).padStart(2, "0")).join("");

function between(stops, at) {
  const next = Math.max(1, stops.findIndex(([stop]) => stop >= at));
  const [[from, low], [to, high]] = [stops[next - 1], stops[next]];
  const share = (at - from) / (to - from);
  const [one, other] = [channels(low), channels(high)];
  return hex(one.map((it, channel) => it + share * (other[channel] - it)));
}

/** The relative luminance of WCAG 2. */
function luminance(colour) {
  const linear = channels(colour).map((it) => it / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The first ink that can be read on a fill; black or white always can. */
const inkOn = (fill) => INKS.find((ink) => contrast(ink, fill) >= READABLE);

function filled(scale, at) {
  const [light, dark] = [between(scale.light, at), between(scale.dark, at)];
  return `--fill: light-dark(#${light}, #${dark}); --on: light-dark(#${inkOn(light)}, #${inkOn(dark)})`;
}

/** The style of a mark that shows a change of quality, -1..=1. */
const shade = (change) => filled(change > 0 ? GAIN : LOSS, Math.min(1, Math.abs(change)));

/** The style of a mark that shows a share of a whole, 0..=1. */
const tint = (share) => filled(GAIN, Math.min(1, Math.max(0, share)));
