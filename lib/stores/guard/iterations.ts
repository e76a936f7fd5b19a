import "server-only";
import type { Iterations, JobReader } from "@/lib/stores/port";
import type { Access } from "./access";

/** A job of a queue the caller may not see is gone for them. */
export function guardIterations(iterations: Iterations, reader: JobReader, access: Access): Iterations {
  return {
    async cancel(ref) {
      access.mayWrite("jobs.operate");
      if (access.globs !== null) {
        const entry = await reader.entry(ref);
        if (entry === null || !access.seesEntry(entry)) return "gone";
      }
      return iterations.cancel(ref);
    },
  };
}
