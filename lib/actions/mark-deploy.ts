import "server-only";
import type { DeployResult } from "@/lib/domain/metrics.schema";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

/** Marks a deploy in Sidekiq's metrics, as its own deploy script would. */
export async function markDeploy(context: ActionContext, label: string): Promise<DeployResult> {
  const { metrics } = openStore(context);
  return audited(context, {
    action: "deploy.mark",
    targets: [label],
    work: async () => {
      const facet = required(metrics, context.source);
      return required(facet.mark, context.source).call(facet, label);
    },
    summarize: ({ status }) => ({ outcome: single(status === "marked" ? "done" : "refused") }),
  });
}
