"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import metrics from "@/lib/i18n/messages/en/metrics.json";

const OWN = { metrics };

export function MetricsWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
