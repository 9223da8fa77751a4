// A search page, the register's or the handbook's: asks Pagefind, shows what it finds, and says how many. The form says
// where its index is and what it finds; boxes that narrow, an order and references are there or not.
const form = document.getElementById("search");
const box = document.getElementById("q");
const sort = document.getElementById("sort");
const list = document.getElementById("results");
const more = document.getElementById("more");
const said = document.getElementById("said");
const { root, index: folder, about, references, one, many } = form.dataset;
const ALONE = { indexes: ["0"], shards: [], others: {} };
const AT_A_TIME = 10;
const PAUSE = 180; // milliseconds of quiet before a search begins

let index; // Pagefind, and references of another form by what they stand for, once they are asked for
let listed; // all references of the office's form, once words with a figure are asked for
let lost; // rejects when a file of the search could not be loaded, which `lose` tells it
let lose;
let latest = 0; // the number of the newest search; answers to older ones are dropped
let found = [];

const slugOf = (reference) => reference.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const runsOf = (text) => (text.toLowerCase().match(/[a-z]+|\d+/g) || []).map((run) => run.replace(/^0+(?=\d)/, ""));
const keyOf = (reference) => runsOf(reference).join("-");
const boxes = [...form.elements].filter((element) => element.type === "checkbox");
const chosen = () => boxes.filter((element) => element.checked);
const indexed = (input) => input.dataset.slug ?? input.value; // spellings of one value have one box, and one slug

// Pagefind goes on without a piece that it could not load, as if its words stood in no decision, or waits for ever. So
// each file is fetched to its end here, and what is `whole` fails as soon as one is lost.
const plain = globalThis.fetch;
globalThis.fetch = async (...wanted) => {
  const ours = lose; // of the searches that wait now, not of those that begin anew
  try {
    const answer = await plain(...wanted);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return new Response(await answer.arrayBuffer(), answer);
  } catch (fault) {
    ours(fault);
    throw fault;
  }
};
const whole = (work) => Promise.race([lost, work]);

// What was begun and came to nothing is begun anew the next time: the site may have been published in between.
function forget() {
  index = listed = undefined;
  lost = new Promise((_, reject) => { lose = reject; });
  lost.catch(() => {}); // it may be that nobody waits
}

function load() {
  index ??= (async () => {
    const at = (path) => new URL(`${root}${folder}${path}`, location.href).pathname;
    const [{ createInstance }, { indexes, shards, others }] = await Promise.all([
      import(at("pagefind.js")),
      about ? json(about) : ALONE,
    ]);
    const [first, ...later] = indexes;
    // A worker would load its program a second time, and has little to do: a search takes a few milliseconds.
    const pagefind = createInstance({ basePath: at(`${first}/`), baseUrl: "/", excerptLength: 28, noWorker: true });
    await Promise.all([pagefind.init(), ...later.map((other) => pagefind.mergeIndex(at(`${other}/`), { baseUrl: "/" }))]);
    return { pagefind, others, shards, parts: indexes.length };
  })();
  return index;
}

async function json(path) {
  const answer = await fetch(root + path, { cache: "no-cache" });
  return answer.json();
}

// References that the words may be: the whole one in any printed form, or its last number alone.
async function exact(words) {
  const key = keyOf(words);
  if (!key || words.includes(" ") && runsOf(words).length > 6) return [];
  const number = /^\d+$/.test(words.trim()) ? key : null;
  const same = (name) => keyOf(name) === key || (number && runsOf(name).at(-1) === number);
  // The list is long, and no reference of the office's form is without a figure.
  if (references && /\d/.test(key)) listed ??= json(references);
  const [all, { others }] = await Promise.all([listed ?? [], load()]);
  const other = Object.entries(others).filter(([name]) => same(name)).map(([, reference]) => reference);
  return [...new Set([...all.filter(same), ...other])];
}

// The name of the page of a reference in the index, where it is known: it says the shard and the place in it, and the
// list of references has the newest first.
async function idOf(reference) {
  const { shards } = await load();
  const all = (await listed) ?? [];
  if (!all.includes(reference)) return undefined;
  let place = all.length - 1 - all.indexOf(reference);
  for (const [shard, count] of shards) {
    if (place < count) return `../../${shard}/${place.toString(16).padStart(count.toString(16).length, "0")}`;
    place -= count;
  }
  return undefined;
}

function asked() {
  const filters = {};
  for (const input of chosen()) (filters[input.name] ??= { any: [] }).any.push(indexed(input));
  return { words: box.value.trim(), filters, byDate: sort?.value === "date" };
}

function address() {
  const query = new URLSearchParams();
  if (box.value.trim()) query.set("q", box.value.trim());
  for (const input of chosen()) query.append(input.name, input.value);
  if (sort?.value) query.set("sort", sort.value);
  const text = query.toString();
  return location.pathname + (text ? `?${text}` : "");
}

function restore() {
  const query = new URLSearchParams(location.search);
  box.value = query.get("q") ?? "";
  if (sort) sort.value = query.get("sort") === "date" ? "date" : "";
  for (const input of boxes) {
    input.checked = query.getAll(input.name).includes(input.value);
  }
  if (chosen().length) document.getElementById("filters").open = true;
}

// Each part of the index passes over a word that it does not have; what is found has every word that any part has.
async function resultsOf(words, filters) {
  const { pagefind, parts } = await load();
  let { results } = await pagefind.search(words || null, { filters });
  const each = new Set(words.split(/\s+/));
  if (parts === 1 || each.size === 1 || /^".+"$/.test(words)) return results;
  for (const word of each) {
    const alone = await pagefind.search(word, { filters });
    const having = new Set(alone.results.map(({ id }) => id));
    if (having.size) results = results.filter(({ id }) => having.has(id));
  }
  return results;
}

async function search(again = true) {
  const turn = (latest += 1);
  const { words, filters, byDate } = asked();
  const narrowed = Object.keys(filters).length > 0;
  if (!words && !narrowed) {
    clear();
    return;
  }
  const slow = setTimeout(() => { said.textContent = "Searching…"; }, 400);
  try {
    const [results, names] = await whole(Promise.all([resultsOf(words, filters), narrowed ? [] : exact(words)]));
    const first = await Promise.all(names.map(async (reference) => ({ reference, id: await idOf(reference) })));
    clearTimeout(slow);
    if (turn !== latest) return;
    // Names of later decisions are greater; Pagefind's own order by date is one for each part of the index.
    if (byDate || !words) results.sort((left, right) => (left.id < right.id ? 1 : -1));
    await show(results, first, words, turn);
    if (!counted()) return;
    const { pagefind } = await load();
    await whole(pagefind.filters()); // without this, searches count nothing; it takes long in a large register
    const numbers = await whole(pagefind.search(words || null, { filters }));
    if (turn === latest) counts(numbers.filters);
  } catch {
    clearTimeout(slow);
    forget();
    if (turn !== latest) return;
    if (again) {
      search(false); // the register may have been published anew since this page was opened
      return;
    }
    clear();
    said.textContent = "The search could not be loaded. Use the lists below, or try again later.";
  }
}

// Decisions are counted only for a reader who sees the boxes that narrow.
function counted() {
  return boxes.length > 0 && document.getElementById("filters").open;
}

function clear() {
  found = [];
  list.replaceChildren();
  list.hidden = more.hidden = true;
  said.textContent = "";
  counts();
}

async function show(results, first, words, turn) {
  // Only what is shown is fetched. What is found and is an exact reference too is shown once, as the first.
  const ids = new Set(first.map(({ id }) => id));
  const others = results.filter(({ id }) => !ids.has(id));
  const ahead = await Promise.all(first.map(({ id, reference }) => {
    const alone = { url: `/decisions/${slugOf(reference)}/`, meta: { title: reference, reference } };
    return results.find((result) => result.id === id)?.data() ?? alone;
  }));
  const page = await Promise.all(others.slice(0, AT_A_TIME).map((result) => result.data()));
  if (turn !== latest) return;
  list.replaceChildren(...ahead.map((data) => row(data, true)), ...page.map((data) => row(data, false)));
  const total = first.length + others.length;
  list.hidden = total === 0;
  found = others.slice(AT_A_TIME);
  more.hidden = found.length === 0;
  const about = words ? ` for ${words}` : "";
  const otherwise = boxes.length ? "Check the spelling, use fewer words, or take away a filter." : "Check the spelling, or use fewer words.";
  said.textContent = total ? `${total.toLocaleString("en-GB")} ${total === 1 ? one : many} found${about}${first.length ? ". The exact reference is first" : ""}.` : `No ${many} found${about}. ${otherwise}`;
}

// How many decisions each box leaves of those found; without these numbers, how many of all it has.
function counts(numbers) {
  for (const input of boxes) {
    const place = input.parentElement.querySelector("[data-count]");
    place.textContent = `(${numbers ? (numbers[input.name]?.[indexed(input)] ?? 0) : place.dataset.count})`;
  }
}

function row(data, isExact) {
  const item = document.createElement("li");
  const title = document.createElement("p");
  title.className = "notice-title";
  const link = document.createElement("a");
  link.href = `${root}${data.url.slice(1)}${data.url.endsWith("/") ? "index.html" : ""}`;
  link.textContent = data.meta.title;
  title.append(link);
  const facts = document.createElement("p");
  facts.className = "notice-facts";
  const add = (tag, className, text) => {
    if (!text) return;
    const part = document.createElement(tag);
    part.className = className;
    part.textContent = text;
    facts.append(part, " ");
  };
  add("span", "reference", data.meta.reference);
  if (data.meta.date) add("span", "", new Date(`${data.meta.date}T12:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" }));
  if (isExact) add("strong", "tag tag-quiet", "Exact reference");
  if (data.meta.standing && data.meta.standing !== "in force") add("strong", "tag", data.meta.standing[0].toUpperCase() + data.meta.standing.slice(1));
  item.append(title);
  if (facts.hasChildNodes()) item.append(facts);
  if (data.excerpt && !isExact) item.append(extract(data.excerpt));
  return item;
}

// The extract is HTML with marked words; only its text and its marks are taken over.
function extract(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const shown = document.createElement("p");
  shown.className = "extract";
  for (const node of parsed.body.childNodes) {
    const part = document.createElement(node.nodeName === "MARK" ? "mark" : "span");
    part.textContent = node.textContent;
    shown.append(part);
  }
  return shown;
}

more.addEventListener("click", async () => {
  const turn = latest;
  let page;
  try {
    page = await Promise.all(found.slice(0, AT_A_TIME).map((result) => result.data()));
  } catch {
    forget();
    search();
    return;
  }
  if (turn !== latest) return;
  found = found.slice(AT_A_TIME);
  const rows = page.map((data) => row(data, false));
  list.append(...rows);
  more.hidden = found.length === 0;
  rows[0]?.querySelector("a").focus();
});

let waiting;
box.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { history.replaceState(null, "", address()); search(); }, PAUSE);
});
box.addEventListener("focus", () => { load().catch(forget); }, { once: true });
for (const choice of [sort, ...boxes].filter(Boolean)) {
  choice.addEventListener("change", () => {
    history.pushState(null, "", address());
    search();
  });
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  if (address() !== location.pathname + location.search) history.pushState(null, "", address());
  try {
    const first = chosen().length ? [] : await whole(exact(box.value));
    if (first.length === 1) {
      location.href = `${root}decisions/${slugOf(first[0])}/index.html`;
      return;
    }
  } catch { forget(); }
  search();
});
addEventListener("popstate", () => { restore(); search(); });

document.getElementById("without").remove();
for (const hidden of [document.getElementById("narrow"), sort?.parentElement].filter(Boolean)) hidden.hidden = false;
if (boxes.length && matchMedia("(min-width: 62rem)").matches) document.getElementById("filters").open = true;
document.getElementById("filters")?.addEventListener("toggle", () => { if (counted()) search(); });
forget();
restore();
search();
