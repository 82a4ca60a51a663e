// The model itself in the page: the library as a WebAssembly module, and what it solves.

/**
 * Starts the module that the page carries. What goes in and comes out is text: `solve({ capabilities })` and
 * `explain({ customer, settings })`.
 */
async function startedModule() {
  const [module, contents] = ["module", "model"].map((id) => document.getElementById(id).textContent.trim());
  const packed = Uint8Array.from(atob(module), (it) => it.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { instance } = await WebAssembly.instantiate(await new Response(bytes).arrayBuffer());
  const { memory, allocate, answer, load, solve, explain } = instance.exports;
  const ask = (call, text) => {
    const question = new TextEncoder().encode(text);
    const room = allocate(question.length) >>> 0;
    new Uint8Array(memory.buffer, room, question.length).set(question);
    const length = call() >>> 0;
    const said = JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, answer() >>> 0, length)));
    if (said.error !== undefined) throw new Error(said.error);
    return said;
  };
  return {
    loaded: ask(load, contents),
    solve: (settings) => ask(solve, JSON.stringify(settings)),
    explain: (customer, settings) => ask(explain, JSON.stringify({ customer, settings })),
  };
}
