"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import audit from "@/lib/i18n/messages/en/audit.json";

const OWN = { audit };

export function AuditWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
