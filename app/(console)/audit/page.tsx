import { AuditScreen } from "@/components/audit/audit-screen";

export default function Page() {
  return <AuditScreen />;
}
