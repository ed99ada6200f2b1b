// ---------- the work list: what came of a contact, noted by `make watch`; a page that is a file has no buttons
const OUTCOMES = { done: "work_done", not_now: "work_not_now", wrong_number: "work_wrong_number" };
const WITHOUT_CAMPAIGN = "whom_to_call"; // the name that contacts from the list of all customers are noted under

let noted = null; // what is noted, and which day it is; null where nobody takes notes
const askedNotes = location.protocol === "file:" ? Promise.resolve() : askNotes().catch(() => {});

async function askNotes(note) {
  const request = note && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(note) };
  const answer = await fetch("work-list", request);
  if (!answer.ok) throw new Error(answer.statusText);
  noted = await answer.json();
}

// The buttons of one customer, and what was noted of them last, in whatever campaign.
async function workOn(place, customerId, campaign) {
  await askedNotes;
  if (noted === null) return;
  const part = element("span", { class: "work" });
  part.refresh = refresh;
  place.append(part);
  refresh();

  function refresh() {
    const all = noted.contacts.filter((contact) => contact.customer_id === customerId);
    const today = all.find((contact) => contact.campaign === campaign && contact.contacted_on === noted.today);
    const last = all.at(-1);
    part.replaceChildren(...Object.entries(OUTCOMES).map(([outcome, word]) => {
      const isPressed = today?.outcome === outcome;
      const button = element("button", { type: "button", "aria-pressed": isPressed }, say(word));
      button.addEventListener("click", () => send({ customer_id: customerId, campaign, outcome, is_kept: !isPressed }));
      return button;
    }));
    if (last && last !== today) {
      const day = writtenDay(Date.parse(last.contacted_on) / A_DAY);
      part.append(element("small", {}, say("work_noted", { outcome: say(OUTCOMES[last.outcome]), day })));
    }
  }

  async function send(note) {
    try {
      await askNotes(note);
      refresh();
    } catch {
      part.append(element("small", { role: "alert" }, say("work_failed")));
    }
  }
}
