import "server-only";
import { can } from "@/lib/auth/principal";
import { AppError } from "@/lib/errors/app-error";
import { audited, type Caller } from "./context";
import { single } from "./outcome";

/** Ends every session of somebody: one's own, or as one who manages sessions anybody's. */
export async function signOutEverywhere(caller: Caller, name: string): Promise<void> {
  const { principal, services } = caller;
  await audited(caller, {
    action: "sessions.end",
    targets: [name],
    work: async () => {
      if (name !== principal.name && !can(principal, "sessions.manage")) throw new AppError("forbidden", {});
      await services.auth.signOutEverywhere(name);
    },
    summarize: () => ({ outcome: single("done") }),
  });
}
