// Text of the document as text for people: names are hostile input.

// Control characters, and characters that turn the direction of what follows them.
const UNSHOWN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const LONGEST_NAME = 60;

/** Text in which every character is seen. */
function plain(text) {
  return String(text).replace(UNSHOWN, "\ufffd");
}

/** A name, cut where it is too long to be read. */
function short(name, longest = LONGEST_NAME) {
  const characters = [...plain(name).slice(0, 4 * longest)];
  return characters.length > longest ? characters.slice(0, longest - 1).join("") + "…" : characters.join("");
}

function counted(count, one, many = one + "s") {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
function listed(words, longest = 8) {
  const shown = words.slice(0, longest);
  const more = words.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
