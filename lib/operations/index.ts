import "server-only";

export { endEntry } from "./audit-entry";

import type { OperationsDeps } from "./context";
import { createRunner } from "./runner";
import { createService } from "./service";
import { createWatchers } from "./watchers";

/** The operations of every source: `service` answers people, `runner` does the work until `stop`. */
export function createOperations(deps: OperationsDeps) {
  const watchers = createWatchers();
  const runner = createRunner(deps, watchers);
  return { service: createService(deps, runner, watchers), runner };
}
