// ---------- the customers: packed in the page, unpacked when somebody asks for them
const unpacked = new Map(); // by the element that holds them

async function unpack(place) {
  if (!unpacked.has(place)) {
    const bytes = Uint8Array.from(atob(place.textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    unpacked.set(place, new Response(stream).json());
  }
  return unpacked.get(place);
}

const customerIndex = () => unpack(document.querySelector(".packed-index"));
const namedItems = () => unpack(document.querySelector(".packed-items"));

async function detailsOf(position) {
  const { part_size, chance_units } = await customerIndex();
  const places = document.querySelectorAll(".packed-details");
  const part = await unpack(places[Math.floor(position / part_size)]);
  const within = position % part_size;
  const items = await namedItems();
  const named = (item) => ({
    name: items.item_name[item], category: items.category[item],
    metal: items.metal[item], tier: items.price_tier[item], lastPrice: items.last_price[item],
  });
  return {
    reason: part.reasons[here.lang][within],
    items: part.items[within].map(([item, chance, wording]) =>
      ({ ...named(item), chance: chance / chance_units, reason: items.wordings[here.lang][wording] })),
    sales: part.sales[within].map(([day, item, price, takenBack]) =>
      ({ ...named(item), day, price, takenBack })),
  };
}

// A customer's own columns: texts as the data have them, chances as shares of one, null for who is on no list.
function customerAt(index, position) {
  return Object.fromEntries(Object.entries(index.columns).map(([name, column]) => {
    const value = column[position];
    if (Object.hasOwn(index.values, name)) return [name, index.values[name][value] ?? ""];
    return [name, name.startsWith("probability") && value !== null ? value / index.chance_units : value];
  }));
}
