import "server-only";
import { AppError } from "@/lib/errors/app-error";
import type { Locks } from "@/lib/stores/port";
import type { Access } from "./access";

/** Locks for one caller. A digest does not say whose queue it is, so they are for callers who see all queues. */
export function guardLocks(locks: Locks, access: Access): Locks {
  const { release } = locks;
  const mayRead = () => {
    access.may("read");
    access.requireWhole();
  };
  return {
    async page(request, options) {
      mayRead();
      return locks.page(request, options);
    },
    async lock(digest, options) {
      mayRead();
      return locks.lock(digest, options);
    },
    check(kind, digests, options) {
      mayRead();
      return locks.check(kind, digests, options);
    },
    ...(release && {
      async release(...args: Parameters<typeof release>) {
        access.mayWrite("locks.release");
        access.requireWhole();
        if (args[1].length > 100) throw new AppError("invalid_request", { field: "locks" });
        return release.apply(locks, args);
      },
    }),
  };
}
