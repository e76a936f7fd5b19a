import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

/** The recorded bytes of one profile. @throws AppError `not_found` `refused` */
export async function downloadProfile(context: ActionContext, key: string): Promise<Uint8Array> {
  const { profiles } = openStore(context);
  return audited(context, {
    action: "profile.download",
    targets: [key],
    work: async () => {
      const data = await required(profiles, context.source).data(key);
      if (!data) throw new AppError("not_found", { profile: key });
      return data;
    },
    summarize: () => ({ outcome: single("done") }),
  });
}
