"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import audit from "@/lib/i18n/messages/en/audit.json";
import operations from "@/lib/i18n/messages/en/operations.json";

const OWN = { audit, operations };

export function OperationWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
