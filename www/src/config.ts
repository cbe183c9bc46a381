/** What the demo's server says about the vendors; a customer's page has constants instead. */

export interface Config {
  /** The host of Salesflow's embedded pages; of the sandbox, which has a control API there. */
  readonly salesflowHost: string;
  /** Where LinkedIn's frames are. Absent: the demo runs without LinkedIn. */
  readonly linkedinHost?: string;
  readonly linkedinApiKey?: string;
  /** Where Unipile's hosted pages are; of the sandbox likewise. Absent: the demo runs without Unipile. */
  readonly unipileHost?: string;
}

/** @throws when the server doesn't answer */
export async function readConfig(): Promise<Config> {
  const response = await fetch("/linkdock/demo/config");
  return response.json();
}
