// ---------- how old the sales are: by the clock of whoever opens the page, since what is built knows no today
const FRESH_DAYS = 7; // then the shortest promise of the boards, a week's, is over
const lastDay = Date.parse(document.body.dataset.day) / A_DAY;

function tellAge() {
  const today = new Date(Date.now());
  // Days as a person counts them: from the date on the wall, not in steps of 24 hours.
  const days = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) / A_DAY - lastDay;
  const counted = { n: writtenDays(days), day: writtenDay(lastDay, "long") };
  here.querySelector(".ago").textContent = days > 0 ? `, ${say("ago", counted)}` : "";
  const banner = here.querySelector(".old");
  banner.textContent = say("old", counted);
  banner.hidden = days <= FRESH_DAYS;
}
