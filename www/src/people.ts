/** The people of the fictive CRM. None of them exists; their addresses are of domains that never will. */

/** How far the sale has come. */
export type Stage = "New" | "In talks" | "Proposal" | "Customer";

export interface Person {
  /** The record in the CRM, and what its page's address says. */
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  /** The name as its bearer writes it, where that isn't the first name and then the last. */
  readonly fullName?: string;
  /** The language of the name, where a screen reader or a font has to know. */
  readonly lang?: string;
  readonly role: string;
  readonly company: string;
  readonly email: string;
  readonly phone: string;
  readonly place: string;
  readonly stage: Stage;
}

// prettier-ignore
export const PEOPLE: readonly [Person, ...Person[]] = [
  { id: "zoe-angstrom", firstName: "Zoë", lastName: "Ångström", role: "Senior Product Manager", company: "Havn Freight", email: "zoe@havn-freight.example", phone: "+31 10 555 0142", place: "Rotterdam, Netherlands", stage: "Proposal" },
  { id: "jose-nunez", firstName: "José", lastName: "Núñez", role: "Head of Operations", company: "Cardenal Medical", email: "jose.nunez@cardenal.example", phone: "+1 512 555 0118", place: "Austin, Texas", stage: "In talks" },
  { id: "siobhan-orourke", firstName: "Siobhán", lastName: "O’Rourke", role: "Chief of Staff", company: "Gallagher & Daughters", email: "siobhan@gallagher-daughters.example", phone: "+33 4 65 71 00 24", place: "Lyon, France", stage: "In talks" },
  { id: "mateus-carvalho", firstName: "Mateus", lastName: "Carvalho", role: "Chief of Staff", company: "Aço Paulista", email: "mateus@aco-paulista.example", phone: "+55 11 5550 0193", place: "São Paulo, Brazil", stage: "Customer" },
  { id: "grace-whitfield", firstName: "Grace", lastName: "Whitfield", role: "Senior Product Manager", company: "Keppra Tools", email: "grace.whitfield@keppra.example", phone: "+65 6555 0130", place: "Singapore", stage: "New" },
  { id: "lukasz-wisniewski", firstName: "Łukasz", lastName: "Wiśniewski", role: "Marketing Director", company: "Baobab Software", email: "lukasz@baobab.example", phone: "+254 20 555 0167", place: "Nairobi, Kenya", stage: "Proposal" },
  { id: "kofi-asante", firstName: "Kofi", lastName: "Asante", role: "Vice President of Sales", company: "Straits Solar", email: "kofi.asante@straits-solar.example", phone: "+65 6555 0188", place: "Singapore", stage: "In talks" },
  { id: "li-xiaolong", firstName: "小龍", lastName: "李", fullName: "李 小龍", lang: "zh-Hant", role: "Engineering Manager", company: "Jade Harbour Capital", email: "xiaolong.li@jadeharbour.example", phone: "+44 161 496 0175", place: "Manchester, United Kingdom", stage: "New" },
  { id: "thandiwe-dlamini", firstName: "Thandiwe", lastName: "Dlamini", role: "Procurement Lead", company: "Soleil & Vent", email: "thandiwe@soleil-vent.example", phone: "+33 4 65 71 00 87", place: "Lyon, France", stage: "New" },
  { id: "mehmet-yildiz", firstName: "Mehmet", lastName: "Yıldız", role: "Senior Product Manager", company: "Rhône Fret", email: "mehmet.yildiz@rhone-fret.example", phone: "+33 4 65 71 00 51", place: "Lyon, France", stage: "Customer" },
  { id: "noor-el-amin", firstName: "Noor", lastName: "El-Amin", role: "Head of Operations", company: "Merlion Trust", email: "noor@merlion-trust.example", phone: "+65 6555 0109", place: "Singapore", stage: "Proposal" },
  { id: "farah-haddad", firstName: "Farah", lastName: "Haddad", role: "Procurement Lead", company: "Atelier Belledonne", email: "farah.haddad@belledonne.example", phone: "+33 4 65 71 00 36", place: "Lyon, France", stage: "New" },
];

export function nameOf({ firstName, lastName, fullName }: Person): string {
  return fullName ?? `${firstName} ${lastName}`;
}

/** The letters in place of a photograph: one of each part of the name, in the order in which it is written. */
export function initials(person: Person): string {
  return nameOf(person)
    .split(" ")
    .map(([letter = ""]) => letter)
    .join("");
}

/** The address of the record's page. */
export function recordOf({ id }: Person): string {
  return `record.html?lead=${encodeURIComponent(id)}`;
}

export const STAGE_TONES: Record<Stage, "good" | "attention" | "neutral"> = {
  New: "neutral",
  "In talks": "attention",
  Proposal: "attention",
  Customer: "good",
};
