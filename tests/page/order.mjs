// The files of the page, in the order in which they are joined.
export const SCRIPTS = [
  "words", "numbers", "elements", "colours", "charts", "model", "map", "losses", "risks", "values", "explorer", "module", "what_if", "page",
];
