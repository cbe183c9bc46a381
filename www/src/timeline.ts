/** What has happened with a person, newest first. Made up, and dated back from today. */

import { type IconName, icon, make } from "./dom.js";
import { type Person, nameOf } from "./people.js";

interface Entry {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly daysAgo: number;
}

const DAY = 86_400_000;
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

function entriesOf(person: Person): Entry[] {
  const { firstName, company } = person;
  return [
    {
      icon: "meeting",
      title: "Meeting booked",
      text: `Product walkthrough with ${firstName} and two colleagues from ${company}, 45 minutes.`,
      daysAgo: 1,
    },
    {
      icon: "mail",
      title: `${firstName} replied to “Next steps”`,
      text: "“Thanks for the numbers. Could you show the team how onboarding works?”",
      daysAgo: 2,
    },
    {
      icon: "call",
      title: "Call, 18 minutes",
      text: "Happy with the pilot. Wants a quote for 40 seats before the quarter ends.",
      daysAgo: 6,
    },
    { icon: "deal", title: `Deal opened: ${company}, 40 seats`, text: "€ 28,800 a year, 60 % likely.", daysAgo: 9 },
    {
      icon: "note",
      title: "Note by Maren Rydal",
      text: `Met ${nameOf(person)} at the Northern Freight fair. Interested, not in a hurry.`,
      daysAgo: 23,
    },
  ];
}

/** The rows of the list. */
export function timeline(person: Person): HTMLLIElement[] {
  return entriesOf(person).map((entry) => {
    const day = new Date(Date.now() - entry.daysAgo * DAY);
    const time = make("time", "", entry.daysAgo === 1 ? "Yesterday" : DATE.format(day));
    time.dateTime = day.toISOString().slice(0, 10);
    const head = make("div", "entry-head", make("h3", "", entry.title), time);
    const mark = make("span", "entry-mark", icon(entry.icon));
    return make("li", "entry", mark, make("div", "", head, make("p", "", entry.text)));
  });
}
