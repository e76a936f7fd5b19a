import { AuditScreen } from "@/components/audit/audit-screen";
import { AuditWords } from "@/components/audit/words";

export default function Page() {
  return (
    <AuditWords>
      <AuditScreen />
    </AuditWords>
  );
}
