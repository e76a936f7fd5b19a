"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import cron from "@/lib/i18n/messages/en/cron.json";

const OWN = { cron };

export function CronWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
