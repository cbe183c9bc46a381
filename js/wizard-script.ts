/** The form's script tag: one global, `linkdockWizard`, for the option `wizard`. */

import { wizard } from "./wizard.js";

// As in script.ts: an own property, and the first copy stays.
if (!Object.hasOwn(globalThis, "linkdockWizard")) {
  Object.defineProperty(globalThis, "linkdockWizard", { value: wizard, enumerable: true });
}
