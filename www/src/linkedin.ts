/** LinkedIn as a customer would dock it: one token source, however many frames a page has, and a broker. */

import { brokerClient, type Callbacks, type Dock, mountConnect, type TokenSource, tokenSource } from "linkdock";
import { nameOf, type Person } from "./people.js";

/** What LinkedIn calls the parts of a profile that this demo shows. */
export type Module = "TopCard2" | "RelatedLeads";

export class LinkedIn {
  /** How often the server was asked for a token: far less often than there are frames. */
  requests = 0;
  readonly #broker = brokerClient("/linkdock");
  readonly #source: TokenSource;
  readonly #host: string;
  readonly #apiKey: string;
  readonly #onLink: (linked: boolean) => void;

  /** `onLink` hears whether the user has linked an account, each time that becomes known anew. */
  constructor(host: string, apiKey: string, onLink: (linked: boolean) => void) {
    this.#host = host;
    this.#apiKey = apiKey;
    this.#onLink = onLink;
    // All frames of the page share what this one function answers; without a token LinkedIn asks to sign in.
    this.#source = tokenSource(async (context) => {
      this.requests += 1;
      const credential = await this.#broker.linkedin.token(context);
      onLink(credential !== null);
      return credential;
    });
  }

  /** Docks what LinkedIn knows about a person. */
  mount(target: Element, person: Person, module: Module, callbacks: Callbacks): Dock {
    return mountConnect(target, {
      vendor: "linkedin",
      host: this.#host,
      apiKey: this.#apiKey,
      subject: {
        firstName: person.firstName,
        lastName: person.lastName,
        email: person.email,
        companyName: person.company,
      },
      crm: { recordId: person.id, orgId: "aldermoor", type: "contact" },
      modules: [module],
      inline: true,
      token: this.#source,
      authorize: this.#broker.linkedin.authorize,
      title: `LinkedIn: ${module === "TopCard2" ? "" : "related leads of "}${nameOf(person)}`,
      ...callbacks,
    });
  }

  /** Forgets the user's tokens: on the server first, so that no frame gets another one, then here. */
  async unlink(): Promise<void> {
    await this.#broker.linkedin.unlink();
    this.#source.unlink();
    this.#onLink(false);
  }
}
