"use client";

import dynamic from "next/dynamic";

/** What a list needs only after a click: loaded when the list itself stands. */
export const JobMain = dynamic(() => import("./job-body").then((module) => module.JobMain), { ssr: false });
export const JobSide = dynamic(() => import("./job-body").then((module) => module.JobSide), { ssr: false });
export const MoveDialog = dynamic(() => import("./move-dialog").then((module) => module.MoveDialog), { ssr: false });
export const RescheduleDialog = dynamic(() => import("./reschedule-dialog").then((module) => module.RescheduleDialog), {
  ssr: false,
});
export const BulkDialog = dynamic(
  () => import("@/components/operations/bulk-dialog").then((module) => module.BulkDialog),
  { ssr: false },
);
export const JobDrawer = dynamic(() => import("./job-drawer").then((module) => module.JobDrawer), { ssr: false });
export const QueueHeader = dynamic(
  () => import("@/components/queues/queue-header").then((module) => module.QueueHeader),
  { ssr: false },
);
export const ClassHistogram = dynamic(
  () => import("@/components/errors/class-histogram").then((module) => module.ClassHistogram),
  { ssr: false },
);
export const ConfirmDialog = dynamic(
  () => import("@/components/ui/confirm-dialog").then((module) => module.ConfirmDialog),
  { ssr: false },
);
export const FacetBar = dynamic(() => import("@/components/filter/facet-bar").then((module) => module.FacetBar), {
  ssr: false,
});
export const SearchProgress = dynamic(
  () => import("@/components/filter/search-progress").then((module) => module.SearchProgress),
  { ssr: false },
);
