import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited } from "./context";
import { single } from "./outcome";

/** The operation whose outcomes go out as a file; that they do is on record before the first byte. @throws AppError `not_found` */
export function downloadOf(context: ActionContext, id: string, format: string): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: "operation.download",
    targets: [`${id} as ${format}`],
    work: async () => {
      const operation = await services.operations.get(source, principal, id);
      if (operation === null) throw new AppError("not_found", { operation: id });
      return operation;
    },
    summarize: () => ({ outcome: single("done") }),
  });
}
