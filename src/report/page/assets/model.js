// What the document says of parties, by id. Ids are input too: `constructor` is one.

const own = (object, key) => (object !== null && object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined);

class Model {
  constructor(page) {
    this.page = page;
    this.assessment = page.assessment;
    this.listed = new Map((page.parties ?? []).map((party) => [party.id, party]));
    this.names = new Map([...(this.assessment?.parties ?? []), ...this.listed.values()].map(({ id, name }) => [id, short(name ?? id)]));
    this.known = new Map();
  }

  name(id) {
    return this.names.get(id) ?? short(id);
  }

  /** A party with its qualities and the words that say them. */
  party(id) {
    if (!this.known.has(id)) this.known.set(id, this.described(id));
    return this.known.get(id);
  }

  described(id) {
    const name = this.name(id);
    const before = own(this.assessment?.baseline, id) ?? 1;
    const after = own(this.assessment?.quality, id) ?? before;
    const listed = this.listed.get(id);
    const numbers = new Points([after - before]);
    const texts = [numbers.quality(before), numbers.quality(after), numbers.change(after - before)];
    return {
      id, name, before, after, numbers,
      change: after - before,
      isCustomer: listed?.kind === "customer",
      isSource: listed?.is_source ?? false,
      said: `${name}: ${texts[0]} → ${texts[1]}`,
      row: [name, ...texts],
    };
  }

  /** What is lost, or the subject of an answer: `{ department: id }`, `{ departments: [ids] }`, words. */
  subject(subject) {
    if (typeof subject !== "object" || subject === null) return this.name(String(subject));
    const ids = Object.values(subject).flat().filter((it) => typeof it === "string");
    return listed(ids.map((id) => this.name(id)), 3);
  }
}
