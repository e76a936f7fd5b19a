import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";

/** What each part of a job's page or drawer is made from. */
export interface JobPartProps {
  job: JobEntry;
  /** Undefined until the whole of it is loaded. */
  detail: JobDetail | undefined;
  source: string;
  /** True when this is only what was known of a job that left: nothing of it can be fetched. */
  left?: boolean;
}
