import { OperationsScreen } from "@/components/operations/operations-screen";
import { OperationWords } from "@/components/operations/words";

export default function Page() {
  return (
    <OperationWords>
      <OperationsScreen />
    </OperationWords>
  );
}
